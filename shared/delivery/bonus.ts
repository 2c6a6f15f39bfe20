/** What the house adds to a courier's pay for an order that nobody wants: its customer pays no more for that. */
import { mustBeAmount, partOf } from './currency.ts'

export const BONUS = {
  /** Of the delivery fee with its surge, for each step; millionths. */
  ppm: 200_000,
  /** A step for so many offers in vain, and one for so long that food has stood ready. */
  rounds: 3,
  waitMs: 5 * 60_000,
  /** So many steps at most. */
  steps: 5,
} as const

/**
 * Minor units, all in all; it grows with what is put in.
 * @param fee the delivery fee with its surge: tips are their customer's
 * @param ppm of a step
 */
export const bonusOf = (fee: number, ppm: number, rounds: number, waitedMs: number): number => {
  const byRounds = Math.floor(rounds / BONUS.rounds)
  const byTime = Math.floor(Math.max(0, waitedMs) / BONUS.waitMs)
  return partOf(mustBeAmount(fee, 'the fee'), ppm) * Math.min(BONUS.steps, byRounds + byTime)
}
