/** A region of one restaurant, with couriers that are heard of while a test says so, and a host that may be started anew. */
import { delivery } from '../../server/rooms/delivery/kind.ts'
import { inbox } from '../../server/rooms/inbox/kind.ts'
import { FixColumns, LIVE_FRAME, encodeOwn } from '../../shared/delivery/fixes.ts'
import type { Offer, OrderView, Place, Quote } from '../../shared/delivery/types.ts'
import { here, peopleOn, stateOf } from './city.ts'
import { createEngine } from './engine.ts'
import type { Player } from './engine.ts'
import { placeAt } from './listings.ts'
import { createMemoryStorage } from './memory-storage.ts'

const ROOM = 'town'
/** Whoever stands still is heard of more often than this. */
const HEARD_MS = 20_000
/** What happens within a second is kept together: 20 times faster than to wait for each tick's own commit. */
const STEP_MS = 1_000
const STILL = { headingCdeg: 0, speedCmS: 0, accuracyM: 5, flags: 0 }

export interface Rider {
  readonly user: string
  who: Player
  /** Where it stands. */
  place: Place
}

export const openRoadTown = async (radiusM = 10_000, rules: object = {}) => {
  const kinds = [delivery, inbox]
  const storage = await createMemoryStorage(kinds)
  let engine = createEngine(kinds, { storage })
  let people = peopleOn(engine, ROOM)
  const { clock } = engine
  const beganMs = Math.floor(clock.wall())
  let seq = 0
  let seated: Player[] = []

  const come = async (user: string, as: string, more: object = {}): Promise<Player> => {
    const who = await people.come(user, as, more)
    seated.push(who)
    return who
  }
  /** The answer, or the code of the refusal. */
  const ask = (who: Player, command: string, body: object) => people.ask(who, command, body)
  const pass = async (ms: number): Promise<void> => {
    for (let leftMs = ms; leftMs > 0; leftMs -= STEP_MS) {
      clock.advance(Math.min(leftMs, STEP_MS))
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await engine.calm()
    }
  }
  const dora = await come('dora', 'dispatcher', { create: true })
  const open = ['customer', 'courier', 'restaurant', 'dispatcher']
  const fees = { baseFee: 200, feePer100M: 10, open, ...rules }
  await ask(dora, 'create', { name: 'Town', centre: here, radiusM, currency: 'EUR', rules: fees })
  let cook = await come('cook', 'restaurant', { restaurant: 'corner' })
  const soup = { name: 'Soup', about: '', price: 700, taxClass: 'food', available: true }
  /** A restaurant so far north of the middle. */
  const found = async (id: string, northM: number, more: object = {}): Promise<void> => {
    const kitchen = { id, name: `The ${id}`, place: placeAt(here, 0, northM), cuisines: [], priceLevel: 1 }
    await ask(dora, 'restaurantPut', { ...kitchen, prepMin: 0, hours: [], ...more })
    await ask(dora, 'itemPut', { restaurant: id, id: 'soup', item: soup })
  }
  await found('corner', 0)

  /** Joins, looks and leaves. */
  const seen = async (user: string, as: string) => {
    const who = await people.come(user, as)
    const state = stateOf(who)
    who.entry.leave('left')
    return state
  }
  const heard = ({ who, place }: Rider): void => {
    const fixes = new FixColumns(1)
    fixes.push({ seq: ++seq, t: Math.floor(clock.wall()), ...place, ...STILL })
    who.entry.input(encodeOwn(LIVE_FRAME, fixes, beganMs, 1))
  }
  /** Online, so far north of the restaurant, and heard of once. */
  const ride = async (user: string, northM = 30): Promise<Rider> => {
    const rider = { user, who: await come(user, 'courier'), place: placeAt(here, 0, northM) }
    await ask(rider.who, 'online', { vehicle: 'bike', maxLoad: 2 })
    heard(rider)
    return rider
  }
  /** Time goes by, and these are heard of. */
  const wait = async (ms: number, ...riders: readonly Rider[]): Promise<void> => {
    for (let leftMs = ms; leftMs > 0; leftMs -= HEARD_MS) {
      riders.forEach(heard)
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await pass(Math.min(leftMs, HEARD_MS))
    }
  }
  /** Placed by somebody, to a door so far north of the middle. */
  const placed = async (user = 'ann', northM = 1_500, restaurant = 'corner'): Promise<string> => {
    const ann = await come(user, 'customer')
    const body = { restaurant, lines: [{ item: 'soup', pieces: 1 }], drop: placeAt(here, 0, northM), tip: 100 }
    const { quote } = (await ask(ann, 'quote', body)) as Quote
    return ((await ask(ann, 'order', { quote, address: 'Door 7', card: 'x' })) as { order: string }).order
  }
  /** As it stands ready. */
  const cooked = async (order: string, by: Player = cook): Promise<string> => {
    await ask(by, 'confirm', { order, prepMin: 0 })
    await ask(by, 'prepare', { order })
    await ask(by, 'ready', { order })
    return order
  }
  const view = async (id: string): Promise<OrderView> =>
    (await seen('dora', 'dispatcher')).orders.find((order) => order.id === id)!
  const offerTo = async ({ user }: Rider): Promise<Offer | null> => (await seen(user, 'courier')).offer
  /** It takes what it is asked of. */
  const takes = async (rider: Rider): Promise<Offer> => {
    const offer = (await offerTo(rider))!
    const refused = await ask(rider.who, 'accept', { offer: offer.id, epoch: offer.epoch })
    if (refused !== null) throw new Error(`not taken: ${JSON.stringify(refused)}`)
    return offer
  }
  /** The host ends, and after `downMs` another goes on with what it has kept; these are there again. */
  const restart = async (downMs = 0, ...riders: readonly Rider[]): Promise<void> => {
    for (const who of seated.splice(0)) who.entry.leave('left')
    await pass(STEP_MS)
    engine.directory.close('draining')
    await pass(STEP_MS)
    clock.stall(downMs)
    engine = createEngine(kinds, { storage, clock })
    people = peopleOn(engine, ROOM)
    cook = await come('cook', 'restaurant', { restaurant: 'corner' })
    for (const rider of riders) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      rider.who = await come(rider.user, 'courier')
    }
  }
  const query = <T>(name: string, body: object, user: string): Promise<T> => people.query(name, body, user)
  return {
    clock,
    storage,
    dora,
    come,
    ask,
    ride,
    wait,
    heard,
    found,
    placed,
    cooked,
    view,
    offerTo,
    takes,
    restart,
    seen,
    query,
  }
}
