/**
 * Who one is, in the address: `?as=customer`, `restaurant`, `courier` or `dispatcher`; without it all four, side by side.
 * `&region=` names another region than the demo's, `&r=` a restaurant, and `?k=` is the share link of one order.
 */
import { DEMO_REGION } from '../../shared/delivery/rules.ts'

export const SIDES = ['customer', 'restaurant', 'courier', 'dispatcher'] as const
export type SideName = (typeof SIDES)[number]

export interface Address {
  readonly as: SideName | 'guest' | undefined
  readonly region: string
  readonly restaurant: string | undefined
  readonly link: string | undefined
}

const REGION = /^[\w.-]{1,64}$/
const KEY = /^[\w.-]{1,64}$/
const CODE = /^[\w-]{1,32}$/

const allowed = (value: string | null, shape: RegExp): string | undefined =>
  value !== null && shape.test(value) ? value : undefined

export const parseAddress = (search: string): Address => {
  const asked = new URLSearchParams(search)
  const link = allowed(asked.get('k'), CODE)
  return {
    as: link === undefined ? SIDES.find((side) => side === asked.get('as')) : 'guest',
    region: allowed(asked.get('region'), REGION) ?? DEMO_REGION,
    restaurant: allowed(asked.get('r'), KEY),
    link,
  }
}

const base = (region: string): URL => {
  const address = new URL(location.pathname, location.origin)
  if (region !== DEMO_REGION) address.searchParams.set('region', region)
  return address
}

/** What can be sent to somebody: without who I am in this window. */
export const linkAddress = (region: string, link: string): string => {
  const address = base(region)
  address.searchParams.set('k', link)
  return address.href
}

/** One side alone, or all of them; for this window: who I am in it stays. */
export const sideAddress = (region: string, as: SideName | undefined, restaurant?: string): string => {
  const address = base(region)
  if (as !== undefined) address.searchParams.set('as', as)
  if (restaurant !== undefined) address.searchParams.set('r', restaurant)
  const me = new URLSearchParams(location.search).get('me')
  if (me !== null) address.searchParams.set('me', me)
  return address.pathname + address.search
}
