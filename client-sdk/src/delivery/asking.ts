/** What may be asked of a region, in plain types: whoever installs the SDK needs no validation library to read them. */
import type { Promotion, PromotionRow } from '../../../shared/delivery/counter-types.ts'
import type { DecidedAgain, Visit } from '../../../shared/delivery/past-types.ts'
import type { DeliveryRole, Vehicle } from '../../../shared/delivery/rules.ts'
import type {
  Box,
  Candidate,
  CourierRow,
  CourierView,
  Decision,
  DispatchPolicy,
  Look,
  NearCourier,
  OrderView,
  Quote,
  RegionInfo,
  Restaurant,
  RestaurantRow,
  TrackChunk,
  Zone,
  ZoneUse,
} from '../../../shared/delivery/types.ts'
import type { FindBody, Page, SearchBody } from './asking-lists.ts'

export type { FindBody, SearchBody } from './asking-lists.ts'

type PlaceBody = { latE7: number; lonE7: number }

export interface RulesBody {
  baseFee?: number | undefined
  feePer100M?: number | undefined
  cancelFee?: number | undefined
  /** Millionths by tax class. */
  taxPpm?: { name: string; ppm: number }[] | undefined
  /** IANA; restaurants keep their hours by its clocks. */
  timeZone?: string | undefined
  /** Which roles anybody may take. */
  open?: DeliveryRole[] | undefined
}

export interface CreateBody {
  name: string
  centre: PlaceBody
  radiusM: number
  /** ISO 4217. */
  currency: string
  rules?: RulesBody | undefined
}

interface GrantBody {
  user: string
  role: DeliveryRole
  /** Whose seat it is, with the role `restaurant` alone. */
  restaurant?: string | undefined
}

export interface QuoteBody {
  restaurant: string
  lines: { item: string; pieces: number }[]
  drop: PlaceBody
  promos?: string[] | undefined
  tip?: number | undefined
}

export interface RateBody {
  order: string
  of: 'restaurant' | 'courier' | 'customer'
  stars: number
  tags?: string[] | undefined
}

export interface RestaurantBody {
  id: string
  name: string
  place: PlaceBody
  cuisines: string[]
  priceLevel: number
  prepMin: number
  /** Minutes of the week from Monday 00:00, local. */
  hours: { from: number; to: number }[]
  /** Whatever it can make is confirmed by itself. */
  autoConfirm?: boolean | undefined
  /** Metres as the crow flies; null: wherever the region delivers; absent: as it was. */
  reachM?: number | null | undefined
}

export interface ItemBody {
  name: string
  about: string
  price: number
  taxClass: string
  available: boolean
}

interface OrderBody {
  order: string
}
interface Epoched extends OrderBody {
  epoch: number
}
interface Answered {
  offer: string
  epoch: number
}

export interface DeliveryCommands {
  create: CreateBody
  settle: RulesBody
  grant: GrantBody
  revoke: GrantBody
  zone: { id: string; name: string; use: ZoneUse; corners: PlaceBody[] }
  unzone: { id: string }
  online: { vehicle: Vehicle; maxLoad: number }
  pause: { on: boolean }
  offline: object
  bulk: Uint8Array
  seen: { offer: string }
  accept: Answered
  decline: Answered
  pickUp: Epoched & { reason?: string | undefined }
  deliver: Epoched & { pin?: string | undefined; photo?: string | undefined; reason?: string | undefined }
  quote: QuoteBody
  order: { quote: string; address: string; note?: string | undefined; card: string }
  cancel: OrderBody & { reason?: string | undefined }
  share: OrderBody
  unshare: OrderBody
  rate: RateBody
  confirm: OrderBody & { prepMin?: number | undefined }
  prepare: OrderBody
  ready: OrderBody
  reject: OrderBody & { reason: string }
  restaurantPut: RestaurantBody
  itemPut: { restaurant: string; id: string; item: ItemBody | null }
  /** Null: as its hours say. */
  opening: { restaurant: string; open: boolean | null }
  look: { box: Box | null }
  assign: OrderBody & { courier: string }
  unassign: OrderBody
  policy: { dispatch: DispatchPolicy }
  promo: Promotion
  unpromo: { code: string }
  refund: OrderBody & { amount?: number | undefined; lines?: QuoteBody['lines'] | undefined; reason: string }
  hook: { url: string | null }
  why: OrderBody
  simulate: { couriers: number; pace?: number | undefined }
  nearest: { place: PlaceBody } & NearBy
  forget: { courier: string }
}

/** Which couriers are asked for: `free`, who could be offered something now; `k` absent: 20 of them. */
export interface NearBy {
  k?: number | undefined
  free?: boolean | undefined
  vehicle?: Vehicle | undefined
  /** Metres, by air. */
  maxM?: number | undefined
}
export type DeliveryCommand = keyof DeliveryCommands

/** Who was thought of for an order at last, the cheapest first. */
export interface Why {
  readonly policy: DispatchPolicy
  readonly candidates: readonly Candidate[]
}

interface DeliveryAnswers {
  create: RegionInfo
  settle: RegionInfo
  online: CourierView
  quote: Quote
  order: { readonly order: string }
  share: { readonly link: string }
  look: Look
  refund: { readonly refunded: number }
  /** What signs the webhooks; null: nobody hears of anything. */
  hook: { readonly secret: string | null }
  why: Why
  nearest: { readonly couriers: readonly NearCourier[] }
}
/** Of a command that has nothing to say, whatever the host says. */
export type DeliveryAnswer<T extends DeliveryCommand> = T extends keyof DeliveryAnswers ? DeliveryAnswers[T] : unknown

export interface DeliveryQueries {
  restaurants: { body: SearchBody; answer: { readonly rows: readonly RestaurantRow[]; readonly next: string | null } }
  restaurant: { body: { id: string }; answer: Restaurant }
  order: { body: { id: string }; answer: OrderView }
  /** `quote`: the one that was placed with it, if there is one. */
  orders: { body: Page & { quote?: string | undefined }; answer: OrderPage }
  kitchen: { body: Page & { restaurant: string; open?: boolean | undefined }; answer: OrderPage }
  find: { body: FindBody; answer: OrderPage }
  track: {
    body: {
      order?: string | undefined
      courier?: string | undefined
      fromMs?: number | undefined
      toMs?: number | undefined
      limit?: number | undefined
    }
    answer: { readonly chunks: readonly TrackChunk[]; readonly next: number | null }
  }
  decisions: {
    body: Page & { order?: string | undefined }
    answer: { readonly decisions: readonly Decision[]; readonly next: string | null }
  }
  redecide: {
    body: Page
    answer: { readonly decisions: readonly DecidedAgain[]; readonly next: string | null }
  }
  visits: { body: OrderBody; answer: { readonly visits: readonly Visit[] } }
  zones: { body: object; answer: readonly Zone[] }
  promos: { body: object; answer: readonly PromotionRow[] }
  couriers: {
    body: Page & { sinceMs?: number | undefined }
    answer: { readonly couriers: readonly CourierRow[]; readonly next: string | null }
  }
}
export type DeliveryQueryName = keyof DeliveryQueries
export type DeliveryQueryBody<T extends DeliveryQueryName> = DeliveryQueries[T]['body']
export type DeliveryQueryAnswer<T extends DeliveryQueryName> = DeliveryQueries[T]['answer']

export interface OrderPage {
  readonly orders: readonly OrderView[]
  readonly next: string | null
}
