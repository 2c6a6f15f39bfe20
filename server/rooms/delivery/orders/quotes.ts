/**
 * Quotes: what somebody will pay, signed by the house. Nothing of them is kept: a quote comes back with the order, and
 * the order is charged exactly what it says.
 */
import type { Amounts, Place } from '../../../../shared/delivery/order-types.ts'
import { DELIVERY } from '../../../../shared/delivery/rules.ts'
import { TuttiError } from '../../../../shared/errors.ts'
import type { Signer } from '../../../engine/room.ts'

/** What a quote says. Amounts are minor units, times Unix ms. */
export interface QuoteTerms {
  /** A new id: the quote is used once. */
  readonly id: string
  readonly customer: string
  readonly restaurant: string
  readonly lines: readonly { readonly item: string; readonly pieces: number; readonly price: number }[]
  readonly amounts: Amounts
  /** What of the total falls on each line, then on delivery, surge and tip. */
  readonly parts: readonly number[]
  readonly currency: string
  /** Codes of promotions. */
  readonly promos: readonly string[]
  readonly drop: Place
  readonly distanceM: number
  /** Thousandths, and the zone or cell it was taken from. */
  readonly surge: number
  readonly zone: string
  /** How long it takes from the order on: to be cooked, and to be at the door at the latest. */
  readonly readyInMs: number
  readonly thereInMs: number
  readonly expiresMs: number
}

const VERSION = 1

/** In order, so that names take no room: a token of 30 lines stays below DELIVERY.quoteMax. */
const valuesOf = (terms: QuoteTerms): unknown[] => {
  const { amounts: a } = terms
  return [
    VERSION,
    terms.id,
    terms.customer,
    terms.restaurant,
    terms.lines.map(({ item, pieces, price }) => [item, pieces, price]),
    [a.subtotal, a.tax, a.delivery, a.surge, a.promo, a.tip, a.total],
    terms.parts,
    terms.currency,
    terms.promos,
    [terms.drop.latE7, terms.drop.lonE7],
    terms.distanceM,
    terms.surge,
    terms.zone,
    terms.readyInMs,
    terms.thereInMs,
    terms.expiresMs,
  ]
}

/** Signed by this house: the shape is as valuesOf() wrote it. */
const termsOf = (values: readonly unknown[]): QuoteTerms => {
  const [, id, customer, restaurant, lines, amounts, parts, currency, promos, drop, distanceM, surge, zone, ...times] =
    values
  const [subtotal, tax, delivery, surged, promo, tip, total] = amounts as number[]
  const [latE7, lonE7] = drop as number[]
  const [readyInMs, thereInMs, expiresMs] = times as number[]
  return {
    id: id as string,
    customer: customer as string,
    restaurant: restaurant as string,
    lines: (lines as [string, number, number][]).map(([item, pieces, price]) => ({ item, pieces, price })),
    amounts: {
      subtotal: subtotal!,
      tax: tax!,
      delivery: delivery!,
      surge: surged!,
      promo: promo!,
      tip: tip!,
      total: total!,
    },
    parts: parts as number[],
    currency: currency as string,
    promos: promos as string[],
    drop: { latE7: latE7!, lonE7: lonE7! },
    distanceM: distanceM as number,
    surge: surge as number,
    zone: zone as string,
    readyInMs: readyInMs!,
    thereInMs: thereInMs!,
    expiresMs: expiresMs!,
  }
}

export class Quotes {
  readonly #signer: Signer
  readonly #room: string

  /** @param room the region: a quote of another one counts nothing here */
  constructor(signer: Signer, room: string) {
    this.#signer = signer
    this.#room = room
  }

  /** The token of a quote. @throws TuttiError `bad_body` where it has grown too long */
  sign(terms: QuoteTerms): string {
    const text = JSON.stringify(valuesOf(terms))
    const token = `${this.#signer.sign(this.#signed(text))}.${text}`
    if (token.length > DELIVERY.quoteMax) throw new TuttiError('bad_body', 'the order is too long for a quote')
    return token
  }

  /** @throws TuttiError `quote_expired` for what this house has not signed, for somebody else's, and for what is too old */
  open(token: string, customer: string, wallMs: number): QuoteTerms {
    const dot = token.indexOf('.')
    const text = token.slice(dot + 1)
    if (dot < 1 || !this.#signer.verify(this.#signed(text), token.slice(0, dot))) throw gone()
    // Signed: nobody else has written it.
    const values = JSON.parse(text) as unknown[]
    if (values[0] !== VERSION) throw gone()
    const terms = termsOf(values)
    if (terms.customer !== customer || terms.expiresMs < wallMs) throw gone()
    return terms
  }

  #signed(text: string): string {
    return `delivery quote\n${this.#room}\n${text}`
  }
}

/** What a token says of its restaurant, before anybody knows who wrote it: enough to read what it will take. */
export const restaurantIn = (token: string): string => said(token, 3)

/** What a token says is its id, whoever wrote it: enough to look for the order that it made. */
export const quoteIn = (token: string): string => said(token, 1)

/** Empty: nothing. */
const said = (token: string, nth: number): string => {
  try {
    const values: unknown = JSON.parse(token.slice(token.indexOf('.') + 1))
    return Array.isArray(values) ? String(values[nth]) : ''
  } catch {
    return ''
  }
}

const gone = (): TuttiError => new TuttiError('quote_expired')
