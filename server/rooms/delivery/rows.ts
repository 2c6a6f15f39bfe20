/** The rows that a region keeps of itself, its people, couriers, offers and decisions. Times are Unix ms. */
import type { Kysely } from 'kysely'

export interface RegionRow {
  room: string
  name: string
  lat_e7: number
  lon_e7: number
  radius_m: number
  currency: string
  /** RegionRules without the currency, as JSON. */
  rules: string
  /** The seed of its generated city; null: it is a real one. */
  city: number | null
  created_by: string
  created_at: number
}

export interface GrantRow {
  room: string
  user_id: string
  role: string
  /** Empty but for the role `restaurant`. */
  restaurant: string
}

export interface ShareRow {
  code: string
  room: string
  order_id: string
}

/** What outlives a courier's connection and the host: its state, what it earned, how often it said yes. */
export interface CourierRecord {
  room: string
  courier: string
  name: string
  vehicle: string
  max_load: number
  /** `offline`, `online` or `paused`. */
  state: string
  /** Where it was when it was kept last; null: nowhere yet. */
  lat_e7: number | null
  lon_e7: number | null
  seen_at: number
  earned: number
  /** Sum and count of its stars. */
  stars: number
  ratings: number
  /** Offers taken and made, decayed. */
  yes: number
  asked: number
}

export interface OfferRow {
  room: string
  order_id: string
  id: string
  epoch: number
  courier: string
  at: number
  until: number
  /** Of orders that are offered together: 0, 1. */
  part: number
}

export interface DecisionRow {
  room: string
  id: string
  at: number
  order_id: string
  policy: string
  /** Null: nobody was asked. */
  courier: string | null
  bonus: number
  /** Candidates as JSON. */
  candidates: string
}

export interface ZoneRow {
  room: string
  id: string
  name: string
  use: string
  /** int32 pairs of latitude and longitude in 1e-7°, little endian. */
  corners: Uint8Array
}

export interface RegionTables {
  delivery_region: RegionRow
  delivery_grant: GrantRow
  delivery_share: ShareRow
  delivery_courier: CourierRecord
  delivery_offer: OfferRow
  delivery_decision: DecisionRow
  delivery_zone: ZoneRow
}

/** The database seen as regions'. */
export const regionDb = (db: Kysely<unknown>): Kysely<RegionTables> => db as Kysely<RegionTables>
