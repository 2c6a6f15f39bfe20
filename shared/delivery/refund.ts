/** What goes back to a customer: shared out over the parts of a price, never more than is left of each. */
import { TuttiError } from '../errors.ts'
import { allocate, mulDiv, mustBeAmount } from './currency.ts'

/** What is to go back. Parts are named by their place in `Price.parts`. */
export type RefundWish =
  /** All that is left. */
  | { readonly is: 'full' }
  /** So much, over all parts or over these. */
  | { readonly is: 'amount'; readonly amount: number; readonly among?: readonly number[] }
  /** All that is left of these parts; `pieces` of `of` of a line that has more than one, rounded half up. */
  | { readonly is: 'parts'; readonly parts: readonly PartWish[] }

export interface PartWish {
  readonly at: number
  readonly pieces?: number
  readonly of?: number
}

export interface Refund {
  readonly amount: number
  /** For each part, what goes back of it: they sum up to the amount. */
  readonly parts: readonly number[]
}

/**
 * How a refund falls on the parts, by the same largest remainders as the price itself. Whatever was refunded before,
 * refunds up to `full` sum up to the price, part by part.
 * @param amounts of the parts, as they were charged
 * @param refunded of each part, by now
 * @throws TuttiError `bad_body` for parts that are not there, `conflict` where less is left
 */
export const refundOf = (amounts: readonly number[], refunded: readonly number[], wish: RefundWish): Refund => {
  const left = amounts.map((amount, i) => amount - (refunded[i] ?? 0))
  if (wish.is === 'full') return refund(left)
  if (wish.is === 'parts') {
    const back = left.map(() => 0)
    for (const { at, pieces, of } of wish.parts) {
      const most = mustBeThere(left, at)
      const still = most - back[at]!
      if (still === 0 && amounts[at]! > 0) throw new TuttiError('conflict', 'nothing is left of it')
      // Of three pieces each is a third of what the line cost; the last one is what is left.
      back[at]! +=
        pieces === undefined || of === undefined ? still : Math.min(still, piecesOf(amounts[at]!, pieces, of))
    }
    return refund(back)
  }
  mustBeAmount(wish.amount, 'the refund')
  for (const at of wish.among ?? []) mustBeThere(left, at)
  const among = wish.among === undefined ? undefined : new Set(wish.among)
  const weights = left.map((amount, i) => (among === undefined || among.has(i) ? amount : 0))
  if (wish.amount > sumOf(weights)) throw new TuttiError('conflict', `${sumOf(weights)} is left`)
  return refund(allocate(wish.amount, weights))
}

const piecesOf = (amount: number, pieces: number, of: number): number => {
  if (!Number.isSafeInteger(pieces) || !Number.isSafeInteger(of) || pieces < 1 || of < pieces || of > 1_000_000)
    throw new TuttiError('bad_body', 'no such pieces')
  return mulDiv(2 * amount * pieces + of, 1, 2 * of)
}

const mustBeThere = (left: readonly number[], at: number): number => {
  const amount = left[at]
  if (amount === undefined) throw new TuttiError('bad_body', 'there is no such part')
  return amount
}

const refund = (parts: readonly number[]): Refund => ({ amount: sumOf(parts), parts })

const sumOf = (amounts: readonly number[]): number => amounts.reduce((sum, amount) => sum + amount, 0)
