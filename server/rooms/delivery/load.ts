/** What commands need before their tick. */
import type { DeliveryContract } from '../../../shared/delivery/contract.ts'
import type { RoomKind } from '../../engine/room.ts'
import type { NewCode } from './shares.ts'

export const load: NonNullable<RoomKind<DeliveryContract>['load']> = {
  share: async (_body, asking): Promise<NewCode> => ({ code: asking.secret() }),
}
