/** @tutti/client/delivery: a region as its couriers, customers, restaurants and dispatchers want it. */
import { Rider } from './delivery/courier.ts'
import { Buyer } from './delivery/buyer.ts'
import { Cook } from './delivery/cook.ts'
import { Dispatcher } from './delivery/dispatcher.ts'
import type { Dispatch, DispatchOptions } from './delivery/dispatch-types.ts'
import type { Customer, CustomerOptions, Kitchen, RestaurantOptions } from './delivery/desk-types.ts'
import { FixBuffer } from './delivery/fix-buffer.ts'
import { FixKeeper } from './delivery/fix-keeper.ts'
import { idbFixes } from './delivery/fix-store.ts'
import { sit } from './delivery/region-seat.ts'
import { Positions, Tracker } from './delivery/tracker.ts'
import type { Courier, CourierOptions, DeliveryClient, OrderTracker } from './delivery/types.ts'

export type {
  CreateBody,
  DeliveryAnswer,
  DeliveryCommand,
  DeliveryCommands,
  DeliveryQueries,
  DeliveryQueryAnswer,
  DeliveryQueryBody,
  DeliveryQueryName,
  FindBody,
  ItemBody,
  QuoteBody,
  RestaurantBody,
  RulesBody,
  SearchBody,
  Why,
} from './delivery/asking.ts'
export type { Basket, Customer, CustomerEvent, CustomerOptions } from './delivery/desk-types.ts'
export type { Kitchen, KitchenEvent, Pages, RestaurantOptions } from './delivery/desk-types.ts'
export type { BoardCouriers, BoardCount, Dispatch, DispatchEvent, DispatchOptions } from './delivery/dispatch-types.ts'
export { idbFixes, memoryFixes, storageFixes } from './delivery/fix-store.ts'
export type { FixShelf, FixStore, KeptFixes } from './delivery/fix-store.ts'
export { fromDevice } from './delivery/locate.ts'
export type { LocateOptions } from './delivery/locate.ts'
export type { PositionInput } from './delivery/rate.ts'
export type {
  Courier,
  CourierEvent,
  CourierOptions,
  DeliveryClient,
  FixFigures,
  LiveOffer,
  OrderTracker,
  Proof,
  RegionEvent,
  RegionPart,
  Sight,
  TrackerEvent,
} from './delivery/types.ts'
export { FIX_FLAGS } from '../../shared/delivery/fixes.ts'
export { distanceM, localFrame } from '../../shared/delivery/geo.ts'
export { BOARD_STATUS } from '../../shared/delivery/output-codec.ts'
export type { BoardStatus } from '../../shared/delivery/output-codec.ts'
export { isAssignable, isCarried, isOver, mayCommand } from '../../shared/delivery/orders.ts'
export type { OrderCommand } from '../../shared/delivery/orders.ts'
export type { DecidedAgain, Visit } from '../../shared/delivery/past-types.ts'
export type { Promotion, PromotionRow } from '../../shared/delivery/counter-types.ts'
export { DELIVERY, DEMO_REGION, VEHICLES } from '../../shared/delivery/rules.ts'
export type { DeliveryRole, Vehicle } from '../../shared/delivery/rules.ts'
export { TrackReplay } from '../../shared/delivery/track-replay.ts'
export type { ReplayView } from '../../shared/delivery/track-replay.ts'
export type {
  Actor,
  Amounts,
  AssignmentState,
  Box,
  Candidate,
  CourierRow,
  CourierStatus,
  CourierView,
  Decision,
  Delivered,
  DeliveryState,
  DispatchPolicy,
  Eta,
  Figures,
  FixAck,
  Look,
  MenuItem,
  NearCourier,
  Offer,
  OpenHours,
  OrderLine,
  OrderState,
  OrderStep,
  OrderView,
  PaymentState,
  Place,
  Quote,
  RegionInfo,
  RegionRules,
  Restaurant,
  RestaurantRow,
  SurgeCell,
  TrackChunk,
  Zone,
  ZoneUse,
} from '../../shared/delivery/types.ts'

/** Two hours of a courier who turns all the time. */
const KEEP = 7_200

/** Comes into a region as a courier. Rejects with TuttiError where the host will not have us. */
export const openCourier = async (
  client: DeliveryClient,
  room: string,
  options: CourierOptions = {},
): Promise<Courier> => {
  const { name, store = idbFixes(), keep = KEEP } = options
  await client.ready()
  const buffer = new FixBuffer(keep)
  const keeper = await FixKeeper.open(buffer, store, `${client.user?.id ?? ''}/${room}`)
  try {
    const region = await sit(client, room, { as: 'courier', ...(name !== undefined && { name }) })
    return new Rider(region, buffer, keeper)
  } catch (thrown) {
    keeper.close()
    throw thrown
  }
}

/** Comes into a region to order something, and to follow what was ordered. */
export const openCustomer = async (
  client: DeliveryClient,
  room: string,
  options: CustomerOptions = {},
): Promise<Customer> => {
  const { name, outbox } = options
  return new Buyer(await sit(client, room, { as: 'customer', ...(name !== undefined && { name }) }, { outbox }))
}

/** Takes a restaurant's seat; `restaurant` where the user has several. */
export const openRestaurant = async (
  client: DeliveryClient,
  room: string,
  options: RestaurantOptions = {},
): Promise<Kitchen> => {
  const { name, restaurant } = options
  const more = { ...(name !== undefined && { name }), ...(restaurant !== undefined && { restaurant }) }
  return new Cook(await sit(client, room, { as: 'restaurant', ...more }))
}

/** Takes a dispatcher's seat; with `create`, makes the region where there is none. */
export const openDispatch = async (
  client: DeliveryClient,
  room: string,
  options: DispatchOptions = {},
): Promise<Dispatch> => {
  const { name, create } = options
  const more = { ...(name !== undefined && { name }), ...(create !== undefined && { create: true as const }) }
  const region = await sit(client, room, { as: 'dispatcher', ...more })
  try {
    if (create !== undefined && region.region === null) region.region = await region.command('create', create)
    return new Dispatcher(region)
  } catch (thrown) {
    region.close()
    throw thrown
  }
}

/** Follows one order by its share link. Rejects with `not_found` where it shows nothing, or nothing any more. */
export const openOrder = async (client: DeliveryClient, room: string, link: string): Promise<OrderTracker> => {
  const region = await sit(client, room, { as: 'guest', link })
  return new Tracker(region, region.state.orders[0]?.id ?? '', new Positions(region), () => region.close())
}
