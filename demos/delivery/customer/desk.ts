/** What the customer's screens work with. */
import type { Customer } from '@tutti/client/delivery'
import type { City } from '../../../shared/delivery/city/types.ts'
import type { LocalFrame } from '../../../shared/delivery/geo.ts'
import type { RegionInfo } from '../../../shared/delivery/types.ts'
import type { Side } from '../desk.ts'
import type { Cart } from './cart.ts'
import type { Home } from './home.ts'

export type ScreenName =
  | { readonly is: 'browse' }
  | { readonly is: 'menu'; readonly restaurant: string }
  | { readonly is: 'checkout' }
  | { readonly is: 'order'; readonly order: string }
  | { readonly is: 'past' }

/** One thing at a time: what it shows, and how it ends. */
export interface Screen {
  readonly root: HTMLElement
  readonly title: string
  close(): void
}

export interface CustomerDesk {
  readonly side: Side
  readonly customer: Customer
  readonly region: RegionInfo
  readonly frame: LocalFrame
  readonly city: City | undefined
  readonly cart: Cart
  home: Home
  go(screen: ScreenName): void
  /** What the open screen is called from now on. */
  retitle(title: string): void
  /** To where one came from. */
  back(): void
}
