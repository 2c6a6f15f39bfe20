/** What it costs to have something brought to a door: quotes, with promotions, and with the surge of the restaurant's place. */
import type { DeliveryContract } from '../../../../shared/delivery/contract.ts'
import type { Commands } from '../../../../shared/contract.ts'
import { distanceM } from '../../../../shared/delivery/geo.ts'
import { SURGE, amountsOf, priceOf, surgeFactor } from '../../../../shared/delivery/money.ts'
import { DELIVERY, PACE } from '../../../../shared/delivery/rules.ts'
import type { Eta, OrderLine, Place, Quote } from '../../../../shared/delivery/types.ts'
import { TuttiError } from '../../../../shared/errors.ts'
import type { Member, Room } from '../../../engine/room.ts'
import { reaches } from '../catalogue/listing.ts'
import type { Desk } from '../desk.ts'
import type { QuoteTerms, Quotes } from '../orders/quotes.ts'
import type { PromoUse } from './counter-tables.ts'
import type { Menus } from './menus.ts'
import type { Promos } from './promos.ts'
import type { RestaurantFacts, Restaurants } from './restaurants.ts'

type On = Room<DeliveryContract>['on']
type Bodies = Commands<DeliveryContract>

/** Streets are longer than the crow's way. */
const DETOUR = 1.35
/** At the counter and at the door. */
const HANDOVER_MS = 4 * 60_000

export interface QuotingParts {
  readonly desk: Desk
  readonly restaurants: Restaurants
  readonly menus: Menus
  readonly promos: Promos
  readonly quotes: Quotes
}

/** What load() of `quote` brings. */
export interface LoadedQuote {
  readonly uses: readonly PromoUse[]
  readonly restaurant: RestaurantFacts | undefined
}

/** What the delivery fee is multiplied by, in thousandths, and the cell that says so. */
export interface SurgeThere {
  readonly factor: number
  readonly cell: string
}

export class Quoting {
  readonly on: Pick<On, 'quote'>
  /** Whether something is brought there. */
  serves: (place: Place) => boolean = () => true
  /** How much faster than life a simulated region goes. */
  pace: () => number = () => 1
  /** Metres of road from place to place; as long as no roads are known, about so many. */
  roadM: (from: Place, to: Place) => number = (from, to) =>
    distanceM(from.latE7, from.lonE7, to.latE7, to.lonE7) * DETOUR
  /** When it would be at a door that is so many metres of road away. */
  etaOf: (restaurant: RestaurantFacts, drop: Place, roadM: number) => Eta
  surgeAt: (place: Place) => SurgeThere = () => ({ factor: SURGE.least, cell: '' })
  readonly #parts: QuotingParts

  constructor(parts: QuotingParts) {
    this.#parts = parts
    this.etaOf = ({ prepMin }, _drop, roadM) => promised(prepMin, roadM, parts.desk.wall(), this.pace())
    // What load() of this kind gives.
    this.on = { quote: (from, body, loaded) => this.#quote(from, body, loaded as LoadedQuote) }
  }

  #quote(from: Member, body: Bodies['quote'], { uses, restaurant }: LoadedQuote): void {
    const { desk, restaurants, quotes } = this.#parts
    desk.allow(from, 'customer')
    restaurants.adopt(restaurant)
    const { terms, lines, promos, eta } = this.offer(from.user.id, body, uses)
    const { amounts, currency, surge, distanceM: far, expiresMs } = terms
    const quote = quotes.sign(terms)
    const answer: Quote = { quote, lines, amounts, promos, currency, surge, distanceM: far, eta, expiresMs }
    desk.ctx.reply(answer)
  }

  /**
   * What it would cost somebody, and when it would be there.
   * @param uses of promotions by this customer, as they were read before
   * @throws TuttiError `not_found`, `restaurant_closed`, `conflict`, `bad_body`
   */
  offer(customer: string, body: Bodies['quote'], uses: readonly PromoUse[] = []) {
    const { desk, restaurants, menus, promos } = this.#parts
    const { ctx, region } = desk
    const restaurant = restaurants.must(body.restaurant)
    menus.mustBeOpen(restaurant)
    const lines = linesOf(restaurant, body.lines)
    const far = Math.ceil(this.roadM(restaurant.place, body.drop))
    // As searches measure it: who is found as one that delivers here is not refused.
    const { latE7, lonE7 } = restaurant.place
    const straight = Math.round(distanceM(body.drop.latE7, body.drop.lonE7, latE7, lonE7))
    if (!reaches(restaurant, straight))
      throw new TuttiError(
        'conflict',
        `${restaurant.name} brings to doors within ${kmOf(restaurant.reachM!)}, and this one is ${kmOf(straight)} away`,
      )
    if (far > 2 * region.radiusM) throw new TuttiError('bad_body', 'the door is too far away')
    if (!this.serves(body.drop)) throw new TuttiError('conflict', 'nothing is brought there now')
    const { taxPpm, baseFee, feePer100M, currency } = region.rules
    const subtotal = lines.reduce((sum, { amount }) => sum + amount, 0)
    const wish = { customer, restaurant: restaurant.id, subtotal }
    const cheaper = promos.wanted(body.promos ?? [], wish, uses)
    const there = this.surgeAt(restaurant.place)
    const surge = surgeFactor(there.factor)
    const classOf = new Map(restaurant.menu.map(({ id, taxClass }) => [id, taxClass]))
    const price = priceOf({
      lines: lines.map(({ item, ...line }) => ({ ...line, taxClass: classOf.get(item) ?? '' })),
      taxPpm,
      baseFee,
      feePer100M,
      roadM: far,
      surge,
      promos: cheaper.promos,
      tip: body.tip ?? 0,
    })
    const nowMs = ctx.wall()
    const eta = this.etaOf(restaurant, body.drop, far)
    const terms: QuoteTerms = {
      id: ctx.newId(),
      customer,
      restaurant: restaurant.id,
      lines,
      amounts: amountsOf(price),
      parts: price.parts.map(({ amount }) => amount),
      currency,
      promos: cheaper.codes,
      drop: body.drop,
      distanceM: far,
      surge,
      zone: there.cell,
      readyInMs: Math.round((restaurant.prepMin * 60_000) / this.pace()),
      thereInMs: eta.to - nowMs,
      expiresMs: nowMs + DELIVERY.quoteMs,
    }
    return { terms, lines, promos: cheaper.codes.map((code, i) => ({ code, amount: price.promos[i]! })), eta }
  }
}

const kmOf = (metres: number): string => `${(Math.ceil(metres / 100) / 10).toFixed(1)} km`

const linesOf = ({ menu }: RestaurantFacts, wanted: Bodies['quote']['lines']): OrderLine[] => {
  if (wanted.length === 0) throw new TuttiError('bad_body', 'nothing is ordered')
  return wanted.map(({ item, pieces }) => {
    const found = menu.find(({ id }) => id === item)
    if (found === undefined || !found.available) throw new TuttiError('conflict', 'this is not to be had now')
    return { item, name: found.name, pieces, price: found.price, amount: found.price * pieces }
  })
}

/** When it will be at the door if all goes well, and if not so well. */
const promised = (prepMin: number, far: number, nowMs: number, pace: number): Eta => {
  const wayMs = (far / PACE.scooter.usual) * 1_000
  const from = prepMin * 60_000 + HANDOVER_MS + wayMs
  return { from: Math.round(nowMs + from / pace), to: Math.round(nowMs + (from + 5 * 60_000 + wayMs * 0.5) / pace) }
}
