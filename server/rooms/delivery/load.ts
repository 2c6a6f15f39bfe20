/** What commands need before their tick. */
import type { DeliveryContract } from '../../../shared/delivery/contract.ts'
import { TuttiError } from '../../../shared/errors.ts'
import type { RoomKind } from '../../engine/room.ts'
import { storedOrder, storedRating } from './orders/stored.ts'
import type { NewCode } from './shares.ts'

export const load: NonNullable<RoomKind<DeliveryContract>['load']> = {
  share: async (_body, asking): Promise<NewCode> => ({ code: asking.secret() }),
  /** A photo proves something where there is one. It is as new as the delivery: no sweep takes it meanwhile. */
  deliver: ({ photo }, { files, room }) =>
    photo === undefined
      ? undefined
      : files.touch(`delivery/${room}`, photo).then((found) => {
          if (found === undefined) throw new TuttiError('not_found', 'put the photo beside the room first')
        }),
  rate: ({ order }, { reader, room }) => reader.snapshot((db) => storedRating(db, room, order)),
  refund: ({ order }, { reader, room }) => reader.snapshot((db) => storedOrder(db, room, order)),
}
