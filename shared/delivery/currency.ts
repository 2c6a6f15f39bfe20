/** Currencies and exact integer arithmetic: every amount is a whole number of minor units, far below 2^53. */
import { TuttiError } from '../errors.ts'
import { DELIVERY } from './rules.ts'

/** Digits behind the point of a currency's amounts (ISO 4217), where they are not two. */
const EXPONENTS: Readonly<Record<string, number>> = {
  BIF: 0,
  CLP: 0,
  DJF: 0,
  GNF: 0,
  ISK: 0,
  JPY: 0,
  KMF: 0,
  KRW: 0,
  PYG: 0,
  RWF: 0,
  UGX: 0,
  VND: 0,
  VUV: 0,
  XAF: 0,
  XOF: 0,
  XPF: 0,
  BHD: 3,
  IQD: 3,
  JOD: 3,
  KWD: 3,
  LYD: 3,
  OMR: 3,
  TND: 3,
}

/** How many digits of an amount stand behind the point. */
export const exponentOf = (currency: string): number => (Object.hasOwn(EXPONENTS, currency) ? EXPONENTS[currency]! : 2)

/** An amount as people write it: `12.34` of 1234 in EUR, `1234` in JPY, `1.234` in KWD. Without the currency's sign. */
export const decimalOf = (amount: number, currency: string): string => {
  const exponent = exponentOf(currency)
  const digits = String(Math.abs(amount)).padStart(exponent + 1, '0')
  const cut = digits.length - exponent
  return `${amount < 0 ? '-' : ''}${digits.slice(0, cut)}${exponent === 0 ? '' : `.${digits.slice(cut)}`}`
}

/** @throws TuttiError `bad_body` for anything but a whole number of 0 … DELIVERY.amountMax */
export const mustBeAmount = (amount: number, what: string): number => {
  if (!Number.isSafeInteger(amount) || amount < 0 || amount > DELIVERY.amountMax)
    throw new TuttiError('bad_body', `${what} is not a whole number of 0 to ${DELIVERY.amountMax}`)
  return amount
}

/** `a · b / c`, rounded down, exactly: the product may be larger than a double holds. For whole numbers ≥ 0, `c` > 0. */
export const mulDiv = (a: number, b: number, c: number): number => {
  const product = a * b
  // The remainder first: a quotient of doubles may be rounded up to the next whole number.
  if (product <= Number.MAX_SAFE_INTEGER) return (product - (product % c)) / c
  return Number((BigInt(a) * BigInt(b)) / BigInt(c))
}

const MILLION = 1_000_000

/** So many millionths of an amount, rounded half up: floor((amount · ppm + 500000) / 1000000). */
export const partOf = (amount: number, ppm: number): number => {
  const product = amount * ppm + MILLION / 2
  if (product <= Number.MAX_SAFE_INTEGER) return (product - (product % MILLION)) / MILLION
  return Number((BigInt(amount) * BigInt(ppm) + BigInt(MILLION / 2)) / BigInt(MILLION))
}

/**
 * Shares an amount out by weights so that the shares sum up to it exactly: each gets its part rounded down, and what is
 * left goes, one by one, to the largest remainders, of equal ones to the first. A share is at most its weight where the
 * amount is at most the sum of the weights. Without weights there is nobody to take it: all shares are 0.
 */
export const allocate = (amount: number, weights: readonly number[]): number[] => {
  let sum = 0
  for (const weight of weights) sum += weight
  const shares: number[] = Array(weights.length).fill(0)
  if (sum === 0 || amount === 0) return shares
  const rests: number[] = Array(weights.length).fill(0)
  let left = amount
  for (let i = 0; i < weights.length; i++) {
    const share = mulDiv(amount, weights[i]!, sum)
    shares[i] = share
    rests[i] = restOf(amount, weights[i]!, sum)
    left -= share
  }
  const order = weights.map((_, i) => i).toSorted((a, b) => rests[b]! - rests[a]! || a - b)
  for (let i = 0; i < left; i++) shares[order[i]!]!++
  return shares
}

const restOf = (a: number, b: number, c: number): number => {
  const product = a * b
  return product <= Number.MAX_SAFE_INTEGER ? product % c : Number((BigInt(a) * BigInt(b)) % BigInt(c))
}
