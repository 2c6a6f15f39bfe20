/**
 * The region's restaurants as its room knows them: whole, those that were used last. Of others what a command needs is
 * read before its tick; what the room holds is newer than what was read, and whatever changed goes last.
 */
import type { Kysely } from 'kysely'
import type { MenuItem } from '../../../../shared/delivery/types.ts'
import { DELIVERY, DEMO_REGION } from '../../../../shared/delivery/rules.ts'
import { TuttiError } from '../../../../shared/errors.ts'
import { dishesOf } from '../catalogue/listing.ts'
import type { Listed, Listing } from '../catalogue/listing.ts'
import { listingDb, listingRow } from '../catalogue/rows.ts'
import type { Desk } from '../desk.ts'
import { orderTables } from '../orders/tables.ts'
import { restaurantDb } from './rows.ts'

export interface RestaurantFacts extends Listed {
  readonly menu: readonly MenuItem[]
  /** Whatever it can make is confirmed at once, without anybody at its counter. */
  readonly autoConfirm: boolean
}

/** What a region is opened with. */
export interface StoredRestaurants {
  /** Of how many, and the version of the last change. */
  readonly count: number
  readonly version: number
  /** All of a small region; of a large one those that somebody waits for. */
  readonly held: readonly RestaurantFacts[]
}

/** A region of so many is held whole from its opening on. */
const SMALL = 2_000
/** Restaurants and items of menus that are held, some 300 bytes each. */
const HELD = 200_000

export class Restaurants {
  readonly #desk: Desk
  /** Whichever was used last is last. */
  readonly #held = new Map<string, RestaurantFacts>()
  #weight = 0
  #count: number
  #version: number

  constructor(desk: Desk, { count, version, held }: StoredRestaurants = { count: 0, version: 0, held: [] }) {
    this.#desk = desk
    this.#count = count
    this.#version = version
    for (const one of held) this.#hold(one)
  }

  /** What load() has read counts where the room knows nothing newer. Undefined: there was none. */
  adopt(read: RestaurantFacts | undefined): void {
    if (read !== undefined && !this.#held.has(read.id)) this.#hold(read)
  }

  get(id: string): RestaurantFacts | undefined {
    const found = this.#held.get(id)
    if (found === undefined) return undefined
    this.#held.delete(id)
    this.#held.set(id, found)
    return found
  }

  /** @throws TuttiError `not_found` */
  must(id: string): RestaurantFacts {
    const found = this.get(id)
    if (found === undefined) throw new TuttiError('not_found', 'there is no such restaurant')
    return found
  }

  /** @throws TuttiError `overloaded` for one more than a region may have; then nothing was changed */
  keep(facts: RestaurantFacts): void {
    const { ctx } = this.#desk
    const known = this.#held.get(facts.id)
    // The demo's own are put where they are not held: all of them must be.
    const most = ctx.id === DEMO_REGION ? SMALL : DELIVERY.restaurantsMax
    if (known === undefined && this.#count >= most) throw new TuttiError('overloaded', 'there are too many restaurants')
    if (known === undefined) this.#count++
    this.#hold(facts)
    ctx.record('restaurant', { room: ctx.id, id: facts.id, facts: JSON.stringify(facts) })
    if (known !== undefined && isListedAlike(known, facts)) return
    ctx.record('listing', listingRow(ctx.id, ++this.#version, listingOf(facts)))
  }

  #hold(facts: RestaurantFacts): void {
    this.#drop(facts.id)
    this.#held.set(facts.id, facts)
    this.#weight += weightOf(facts)
    for (const [oldest] of this.#held) {
      if (this.#weight <= HELD || oldest === facts.id) return
      this.#drop(oldest)
    }
  }

  #drop(id: string): void {
    const known = this.#held.get(id)
    if (known === undefined) return
    this.#held.delete(id)
    this.#weight -= weightOf(known)
  }
}

const listingOf = (facts: RestaurantFacts): Listing => ({ ...facts, dishes: dishesOf(facts.menu) })

const weightOf = ({ menu }: RestaurantFacts): number => 1 + menu.length

/** Nothing that a search knows has changed. */
const isListedAlike = (a: RestaurantFacts, b: RestaurantFacts): boolean => {
  const [one, other] = [listingRow('', 0, listingOf(a)), listingRow('', 0, listingOf(b))]
  return Object.entries(one).every(([name, value]) => other[name as keyof typeof other] === value)
}

/**
 * Written by this kind alone; before there were hours to go by, `open` was all there was; nothing went by itself, and nobody
 * had a reach.
 */
const factsOf = (json: string): RestaurantFacts => {
  const facts = JSON.parse(json) as RestaurantFacts & { readonly open?: boolean; readonly autoConfirm?: boolean }
  return {
    ...facts,
    opening: facts.opening ?? (facts.open === false ? false : null),
    autoConfirm: facts.autoConfirm ?? false,
    reachM: facts.reachM ?? null,
  }
}

/** Undefined: there is none. */
export const readRestaurant = async (
  db: Kysely<unknown>,
  room: string,
  id: string,
): Promise<RestaurantFacts | undefined> => {
  const row = await restaurantDb(db)
    .selectFrom('delivery_restaurant')
    .select('facts')
    .where('room', '=', room)
    .where('id', '=', id)
    .executeTakeFirst()
  return row === undefined ? undefined : factsOf(row.facts)
}

/** The restaurant of an order. Undefined: there is no such order. */
export const readKitchen = async (
  db: Kysely<unknown>,
  room: string,
  order: string,
): Promise<RestaurantFacts | undefined> => {
  const row = await orderTables(db)
    .selectFrom('delivery_order')
    .select('restaurant')
    .where('room', '=', room)
    .where('id', '=', order)
    .executeTakeFirst()
  return row === undefined ? undefined : readRestaurant(db, room, row.restaurant)
}

/** Inside of a snapshot. */
export const storedRestaurants = async (db: Kysely<unknown>, room: string): Promise<StoredRestaurants> => {
  const { count, version } = await listingDb(db)
    .selectFrom('delivery_listing')
    .select(({ fn }) => [fn.countAll<number>().as('count'), fn.max('version').as('version')])
    .where('room', '=', room)
    .executeTakeFirstOrThrow()
  let wanted = restaurantDb(db).selectFrom('delivery_restaurant').select('facts').where('room', '=', room)
  if (Number(count) > SMALL)
    wanted = wanted.where(
      'id',
      'in',
      orderTables(db)
        .selectFrom('delivery_order')
        .select('restaurant')
        .where('room', '=', room)
        .where('ended_at', 'is', null),
    )
  const rows = await wanted.execute()
  // Postgres counts in texts; and there is no version where there are no rows.
  return { count: Number(count), version: Number(version ?? 0), held: rows.map(({ facts }) => factsOf(facts)) }
}
