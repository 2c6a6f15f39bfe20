/** What an order costs. Both ends compute it alike, bit by bit: whole minor units, one rule for every rounding. */
import { TuttiError } from '../errors.ts'
import { allocate, mulDiv, mustBeAmount, partOf } from './currency.ts'
import type { Amounts, Funding } from './order-types.ts'
import { DELIVERY } from './rules.ts'

export { allocate, decimalOf, exponentOf } from './currency.ts'

const { amountMax, linesMax, piecesMax, promosMax } = DELIVERY

/** Thousandths: what the delivery fee is multiplied by. */
export const SURGE = { least: 1_000, most: 2_500 } as const

/** What is bought: pieces of one thing. */
export interface PricedLine {
  /** Of one piece. */
  readonly price: number
  readonly pieces: number
  /** Names a rate in `taxPpm`; one that is not there is not taxed. */
  readonly taxClass: string
}

/** What makes an order cheaper. All percents count first, then fixed amounts, then free delivery, each in the order given. */
export type Promo =
  /** Of the subtotal; `most`: no more than that. */
  | { readonly is: 'percent'; readonly ppm: number; readonly most?: number; readonly funding: Funding }
  | { readonly is: 'fixed'; readonly amount: number; readonly funding: Funding }
  /** Fee and surge; `most`: no more than that. */
  | { readonly is: 'free-delivery'; readonly most?: number; readonly funding: Funding }

export interface PriceInput {
  readonly lines: readonly PricedLine[]
  /** Millionths by tax class: 88750 is 8.875 %. */
  readonly taxPpm: Readonly<Record<string, number>>
  readonly baseFee: number
  readonly feePer100M: number
  /** By road; begun hundreds count. */
  readonly roadM: number
  /** Thousandths; taken as SURGE.least … SURGE.most. */
  readonly surge: number
  readonly promos: readonly Promo[]
  readonly tip: number
}

/** A share of the total: what one line, the fee, the surge or the tip comes to after promotions and with its tax. */
export interface Part {
  readonly is: 'item' | 'delivery' | 'surge' | 'tip'
  readonly gross: number
  readonly promo: number
  readonly tax: number
  /** gross − promo + tax. The amounts of all parts sum up to the total. */
  readonly amount: number
}

export interface Price extends Amounts {
  /** One for each line, in order, then delivery, surge and tip. */
  readonly parts: readonly Part[]
  /** What each promotion came to, in the order given. */
  readonly promos: readonly number[]
  /** By tax class: what was taxed, and the tax. */
  readonly taxes: readonly { readonly taxClass: string; readonly base: number; readonly tax: number }[]
}

const RANK = { percent: 0, fixed: 1, 'free-delivery': 2 } as const

/**
 * total = subtotal + tax + delivery + surge − promo + tip. Surge scales the delivery fee alone. Tax is rounded half up
 * once for each class, on the order's sum after promotions that the merchant pays, and given back to the lines by
 * largest remainder.
 * @throws TuttiError `bad_body` for what is not whole, negative or too much
 */
export const priceOf = (input: PriceInput): Price => {
  const { lines, promos, taxPpm } = input
  if (lines.length > linesMax) throw new TuttiError('bad_body', `more than ${linesMax} lines`)
  if (promos.length > promosMax) throw new TuttiError('bad_body', `more than ${promosMax} promotions`)
  const gross = lines.map(grossOf)
  const subtotal = mustBeAmount(sumOf(gross), 'the subtotal')
  const tip = mustBeAmount(input.tip, 'the tip')
  const delivery = deliveryFee(input.baseFee, input.feePer100M, input.roadM)
  const surge = surgeOn(delivery, input.surge)

  const promoOf = gross.map(() => 0)
  const taxed = [...gross]
  const took = promos.map(() => 0)
  let offDelivery = 0
  for (const at of ranked(promos)) {
    const promo = promos[at]!
    if (promo.is === 'free-delivery') {
      took[at] = Math.min(capOf(promo.most), delivery + surge - offDelivery)
      offDelivery += took[at]
      continue
    }
    const left = gross.map((amount, i) => amount - promoOf[i]!)
    const wanted =
      promo.is === 'fixed'
        ? mustBeAmount(promo.amount, 'a promotion')
        : Math.min(capOf(promo.most), partOf(subtotal, mustBePpm(promo.ppm)))
    took[at] = Math.min(wanted, sumOf(left))
    for (const [i, share] of allocate(took[at], left).entries()) {
      promoOf[i]! += share
      if (promo.funding === 'merchant') taxed[i]! -= share
    }
  }

  const taxOf = gross.map(() => 0)
  const taxes: { taxClass: string; base: number; tax: number }[] = []
  for (const taxClass of new Set(lines.map((line) => line.taxClass))) {
    const bases = lines.map((line, i) => (line.taxClass === taxClass ? taxed[i]! : 0))
    const base = sumOf(bases)
    const tax = partOf(base, Object.hasOwn(taxPpm, taxClass) ? mustBePpm(taxPpm[taxClass]!) : 0)
    taxes.push({ taxClass, base, tax })
    for (const [i, share] of allocate(tax, bases).entries()) taxOf[i]! += share
  }

  const [offFee = 0, offSurge = 0] = allocate(offDelivery, [delivery, surge])
  const parts: Part[] = gross.map((amount, i) => part('item', amount, promoOf[i]!, taxOf[i]!))
  parts.push(part('delivery', delivery, offFee, 0), part('surge', surge, offSurge, 0), part('tip', tip, 0, 0))
  const tax = sumOf(taxOf)
  const promo = sumOf(took)
  const total = mustBeAmount(subtotal + tax + delivery + surge - promo + tip, 'the total')
  return { subtotal, tax, delivery, surge, promo, tip, total, parts, promos: took, taxes }
}

/** What of a price its customer is told. */
export const amountsOf = ({ subtotal, tax, delivery, surge, promo, tip, total }: Price): Amounts => ({
  subtotal,
  tax,
  delivery,
  surge,
  promo,
  tip,
  total,
})

/** `base + ⌈metres / 100⌉ · per100M`. @throws TuttiError `bad_body` */
export const deliveryFee = (baseFee: number, feePer100M: number, roadM: number): number => {
  if (!(roadM >= 0 && roadM <= 1e7)) throw new TuttiError('bad_body', 'no such distance')
  mustBeAmount(feePer100M, 'the fee of a distance')
  return mustBeAmount(mustBeAmount(baseFee, 'the fee') + Math.ceil(roadM / 100) * feePer100M, 'the delivery fee')
}

/** What is paid on top of the fee: fee · (factor − 1000) / 1000, rounded half up; the factor, in thousandths, is clamped. */
export const surgeOn = (fee: number, factor: number): number =>
  mulDiv(fee * (surgeFactor(factor) - 1_000) + 500, 1, 1_000)

/** The factor as it counts: whole thousandths within SURGE. What is no number is no surge. */
export const surgeFactor = (factor: number): number =>
  Number.isNaN(factor) ? SURGE.least : Math.max(SURGE.least, Math.min(SURGE.most, Math.round(factor)))

const grossOf = ({ price, pieces }: PricedLine): number => {
  if (!Number.isSafeInteger(pieces) || pieces < 1 || pieces > piecesMax)
    throw new TuttiError('bad_body', `not 1 to ${piecesMax} pieces`)
  return mustBeAmount(price, 'a price') * pieces
}

const part = (is: Part['is'], gross: number, promo: number, tax: number): Part => ({
  is,
  gross,
  promo,
  tax,
  amount: gross - promo + tax,
})

/** Their places, in the order in which they count. */
const ranked = (promos: readonly Promo[]): number[] =>
  promos.map((_, i) => i).toSorted((a, b) => RANK[promos[a]!.is] - RANK[promos[b]!.is] || a - b)

const capOf = (most: number | undefined): number => (most === undefined ? amountMax : mustBeAmount(most, 'a limit'))

const mustBePpm = (ppm: number): number => {
  if (!Number.isSafeInteger(ppm) || ppm < 0 || ppm > 1_000_000)
    throw new TuttiError('bad_body', 'not 0 to 1000000 millionths')
  return ppm
}

const sumOf = (amounts: readonly number[]): number => amounts.reduce((sum, amount) => sum + amount, 0)
