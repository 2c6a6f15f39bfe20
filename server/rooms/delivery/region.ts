/** The region itself: made once, with its rules, and who is what in it. */
import type { DeliveryContract } from '../../../shared/delivery/contract.ts'
import type { Commands } from '../../../shared/contract.ts'
import { BONUS } from '../../../shared/delivery/bonus.ts'
import { UTC, isTimeZone } from '../../../shared/delivery/hours.ts'
import { DELIVERY_ROLES, DEMO_REGION } from '../../../shared/delivery/rules.ts'
import type { DeliveryRole } from '../../../shared/delivery/rules.ts'
import type { RegionInfo, RegionRules } from '../../../shared/delivery/types.ts'
import { TuttiError } from '../../../shared/errors.ts'
import type { Member, Room } from '../../engine/room.ts'
import { OPEN_ROLES } from './access.ts'
import { demoRegion } from './demo.ts'
import type { Desk } from './desk.ts'
import type { Grants } from './grants.ts'
import { factsOf, roleOf } from './people.ts'
import type { RegionRow } from './rows.ts'

type On = Room<DeliveryContract>['on']
type Changes = Commands<DeliveryContract>['settle']

/** Latitudes where metres east and degrees have lost each other. */
const POLAR_E7 = 850_000_000

const DEFAULTS = {
  baseFee: 0,
  feePer100M: 0,
  cancelFee: 0,
  bonusPpm: BONUS.ppm,
  taxPpm: {},
  timeZone: UTC,
  open: OPEN_ROLES,
}

export class Region {
  readonly on: Pick<On, 'create' | 'settle' | 'grant' | 'revoke'>
  readonly #desk: Desk
  readonly #grants: Grants
  #by: { id: string; at: number }

  constructor(desk: Desk, grants: Grants, stored: RegionRow | undefined) {
    this.#desk = desk
    this.#grants = grants
    this.#by = { id: stored?.created_by ?? '', at: stored?.created_at ?? 0 }
    if (stored !== undefined) desk.region = infoOf(stored)
    this.on = {
      create: (from, body) => this.#create(from, body),
      settle: (from, body) => this.#settle(from, body),
      grant: (from, body) => this.#grant(from, body),
      revoke: (from, body) => this.#revoke(from, body),
    }
  }

  #make(info: RegionInfo, by: string): void {
    this.#desk.region = info
    this.#by = { id: by, at: this.#desk.wall() }
    this.#keep()
  }

  /**
   * Who has come in may stay; the demo region comes to be with the first.
   * @param isShown there is a link to the order that a guest has come for
   * @throws TuttiError `unknown_room`, `forbidden`, and `not_found` to guests
   */
  admit(who: Member, isShown: boolean): void {
    const { ctx, regionOrNull: region } = this.#desk
    const { create, restaurant } = factsOf(who)
    if (region === null && !create && ctx.id !== DEMO_REGION) throw new TuttiError('unknown_room')
    if (who.role === 'guest') {
      if (!isShown) throw new TuttiError('not_found')
    } else if (region !== null && !this.#grants.may(who.user.id, roleOf(who), restaurant))
      throw new TuttiError('forbidden')
    if (region === null && !create) this.#make(demoRegion(), '')
  }

  #create(from: Member, body: Commands<DeliveryContract>['create']): void {
    const { ctx } = this.#desk
    if (this.#desk.regionOrNull !== null) throw new TuttiError('conflict', 'there is a region here already')
    if (!factsOf(from).create) throw new TuttiError('forbidden')
    if (Math.abs(body.centre.latE7) > POLAR_E7) throw new TuttiError('bad_body', 'too near to a pole')
    const { name, centre, radiusM, currency } = body
    const rules = changed({ ...DEFAULTS, currency }, body.rules)
    this.#make({ id: ctx.id, name, centre, radiusM, rules, city: null }, from.user.id)
    this.#grants.give(from.user.id, 'dispatcher')
    ctx.reply(this.#desk.region)
  }

  #settle(from: Member, body: Changes): void {
    this.#desk.allow(from, 'dispatcher')
    const { region, ctx } = this.#desk
    this.#desk.region = { ...region, rules: changed(region.rules, body) }
    this.#keep()
    this.#expel()
    ctx.broadcast('region', this.#desk.region)
    ctx.reply(this.#desk.region)
  }

  #grant(from: Member, { user, role, restaurant }: Commands<DeliveryContract>['grant']): void {
    this.#desk.allow(from, 'dispatcher')
    fits(role, restaurant)
    this.#grants.give(user, role, restaurant)
  }

  #revoke(from: Member, { user, role, restaurant }: Commands<DeliveryContract>['revoke']): void {
    this.#desk.allow(from, 'dispatcher')
    fits(role, restaurant)
    if (role === 'dispatcher' && user === this.#by.id)
      throw new TuttiError('forbidden', 'who made a region stays its dispatcher')
    this.#grants.take(user, role, restaurant)
    this.#expel()
  }

  /** Whoever is here as what they may not be any more. */
  #expel(): void {
    for (const who of this.#desk.ctx.members)
      if (who.role !== 'guest' && !this.#grants.may(who.user.id, who.role as DeliveryRole, factsOf(who).restaurant))
        this.#desk.ctx.kick(who, 'forbidden')
  }

  #keep(): void {
    const { ctx, region } = this.#desk
    const { currency, ...rules } = region.rules
    ctx.record('region', {
      room: ctx.id,
      name: region.name,
      lat_e7: region.centre.latE7,
      lon_e7: region.centre.lonE7,
      radius_m: region.radiusM,
      currency,
      rules: JSON.stringify(rules),
      city: region.city,
      created_by: this.#by.id,
      created_at: this.#by.at,
    })
  }
}

const fits = (role: DeliveryRole, restaurant: string | undefined): void => {
  if ((role === 'restaurant') !== (restaurant !== undefined))
    throw new TuttiError('bad_body', 'a restaurant belongs to the role restaurant, and to no other')
  if (role === 'guest') throw new TuttiError('bad_body', 'guests come by links')
}

const changed = (rules: RegionRules, changes: Changes | undefined): RegionRules => ({
  ...rules,
  ...(changes?.baseFee !== undefined && { baseFee: changes.baseFee }),
  ...(changes?.feePer100M !== undefined && { feePer100M: changes.feePer100M }),
  ...(changes?.cancelFee !== undefined && { cancelFee: changes.cancelFee }),
  ...(changes?.bonusPpm !== undefined && { bonusPpm: changes.bonusPpm }),
  ...(changes?.taxPpm !== undefined && {
    taxPpm: Object.fromEntries(changes.taxPpm.map(({ name, ppm }) => [name, ppm])),
  }),
  ...(changes?.timeZone !== undefined && { timeZone: knownZone(changes.timeZone) }),
  ...(changes?.open !== undefined && {
    // A gateway speaks for other people: never for the asking. Guests come by links.
    open: DELIVERY_ROLES.filter((role) => changes.open!.includes(role) && role !== 'feeder' && role !== 'guest'),
  }),
})

/** @throws TuttiError `bad_body` */
const knownZone = (timeZone: string): string => {
  if (!isTimeZone(timeZone)) throw new TuttiError('bad_body', 'there is no such time zone')
  return timeZone
}

export const infoOf = (row: RegionRow): RegionInfo => ({
  id: row.room,
  name: row.name,
  centre: { latE7: row.lat_e7, lonE7: row.lon_e7 },
  radiusM: row.radius_m,
  // Written by this kind alone.
  rules: { ...DEFAULTS, ...(JSON.parse(row.rules) as Partial<RegionRules>), currency: row.currency },
  city: row.city,
})
