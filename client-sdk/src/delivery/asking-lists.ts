/** What lists of a region may be asked by, page by page. */
import type { OrderState, Place } from '../../../shared/delivery/types.ts'

type PlaceBody = { -readonly [K in keyof Place]: Place[K] }

export interface Page {
  limit?: number | undefined
  after?: string | undefined
}

export interface SearchBody extends Page {
  near?: PlaceBody | undefined
  radiusM?: number | undefined
  text?: string | undefined
  cuisines?: string[] | undefined
  priceMax?: number | undefined
  ratingMin?: number | undefined
  etaMaxMin?: number | undefined
  open?: boolean | undefined
  /** Whether they bring to `near`. */
  delivers?: boolean | undefined
  sort?: 'distance' | 'rating' | 'eta' | 'relevance' | undefined
}

export interface FindBody extends Page {
  state?: OrderState | undefined
  restaurant?: string | undefined
  customer?: string | undefined
  courier?: string | undefined
  open?: boolean | undefined
  sinceMs?: number | undefined
}
