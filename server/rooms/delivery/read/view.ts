/** What a question about a region looks like. */
import type { DeliveryContract } from '../../../../shared/delivery/contract.ts'
import type { RoomKind } from '../../../engine/room.ts'

export type DeliveryQueries = NonNullable<RoomKind<DeliveryContract>['queries']>
