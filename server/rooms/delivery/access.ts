/** Who may come into a region, and as what, as the database knows it; the live room has the last word. */
import { check } from '../../../shared/contract.ts'
import { joinOptions } from '../../../shared/delivery/join.ts'
import { DELIVERY_ROLES, DEMO_REGION } from '../../../shared/delivery/rules.ts'
import type { DeliveryRole } from '../../../shared/delivery/rules.ts'
import type { RegionRules } from '../../../shared/delivery/types.ts'
import { TuttiError } from '../../../shared/errors.ts'
import type { Asking, Granted, Member } from '../../engine/room.ts'
import { regionDb } from './rows.ts'

type User = Member['user']

/** What join() learns beside the role. */
export interface JoinFacts {
  readonly create: boolean
  /** Of a restaurant's seat; empty: none. */
  readonly restaurant: string
  /** Of a guest: the order that its link shows; empty: none. */
  readonly order: string
  /** As others may read it. */
  readonly name: string
}

/** What anybody may be where nothing else is said. */
export const OPEN_ROLES: readonly DeliveryRole[] = ['customer']
/** In the demo region anybody may be anything but a gateway for other people's positions. */
export const DEMO_ROLES: readonly DeliveryRole[] = DELIVERY_ROLES.filter(
  (role) => role !== 'feeder' && role !== 'guest',
)

/**
 * Asked at every JOIN and before every query; `options` undefined: a query, which then asks what it must know itself.
 * @throws TuttiError `unknown_room`, and `forbidden` for a role that they do not have
 */
export const authorize = async (user: User, room: string, asking: Asking, options?: unknown): Promise<Granted> => {
  const standing = await standingOf(user.id, asking)
  if (options === undefined) {
    if (standing === undefined) throw new TuttiError('unknown_room')
    return 'customer'
  }
  const { as, create = false, restaurant, link, name } = check(joinOptions, options ?? { as: 'customer' })
  const facts: JoinFacts = { create: false, restaurant: '', order: '', name: name ?? user.name }
  if (standing === undefined) {
    if (!create || as !== 'dispatcher') throw new TuttiError('unknown_room')
    return { role: as, facts: { ...facts, create } }
  }
  if (as === 'guest') {
    const order = link === undefined ? undefined : await sharedOrder(asking, link)
    if (order === undefined) throw new TuttiError('not_found', 'this link shows nothing any more')
    return { role: as, facts: { ...facts, order } }
  }
  const own = as === 'restaurant' ? standing.restaurantOf(restaurant) : ''
  if (own === undefined || !standing.may(as, own)) throw new TuttiError('forbidden', `you are no ${as} here`)
  return { role: as, facts: { ...facts, restaurant: own } }
}

/** What somebody is in a region. */
export interface Standing {
  readonly rules: RegionRules | undefined
  may(role: DeliveryRole, restaurant?: string): boolean
  /** The restaurant that is meant: the one named, or the only one there is; undefined: none. */
  restaurantOf(named: string | undefined): string | undefined
}

/** Undefined: there is no such region. */
export const standingOf = async (user: string, { reader, room }: Asking): Promise<Standing | undefined> => {
  const db = regionDb(reader.db)
  const region = await db.selectFrom('delivery_region').select('rules').where('room', '=', room).executeTakeFirst()
  if (region === undefined) return room === DEMO_REGION ? standing(DEMO_ROLES, []) : undefined
  const grants = await db
    .selectFrom('delivery_grant')
    .select(['role', 'restaurant'])
    .where('room', '=', room)
    .where('user_id', '=', user)
    .execute()
  // Written by this kind alone.
  const rules = JSON.parse(region.rules) as RegionRules
  return { ...standing(rules.open, grants), rules }
}

/** @throws TuttiError `forbidden` */
export const mustBe = async (user: string, asking: Asking, role: DeliveryRole, restaurant = ''): Promise<void> => {
  const found = await standingOf(user, asking)
  if (found?.may(role, restaurant) !== true) throw new TuttiError('forbidden', `this takes a ${role} of the region`)
}

const standing = (
  open: readonly DeliveryRole[],
  grants: readonly { readonly role: string; readonly restaurant: string }[],
): Standing => ({
  rules: undefined,
  may: (role, restaurant = '') =>
    open.includes(role) || grants.some((one) => one.role === role && one.restaurant === restaurant),
  restaurantOf(named) {
    if (named !== undefined) return named
    const own = grants.filter(({ role }) => role === 'restaurant')
    return own.length === 1 ? own[0]!.restaurant : undefined
  },
})

/** The order that a share link shows. */
export const sharedOrder = async ({ reader, room }: Asking, code: string): Promise<string | undefined> => {
  const row = await regionDb(reader.db)
    .selectFrom('delivery_share')
    .select('order_id')
    .where('code', '=', code)
    .where('room', '=', room)
    .executeTakeFirst()
  return row?.order_id
}
