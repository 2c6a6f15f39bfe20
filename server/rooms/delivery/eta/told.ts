/** What of an estimate is told: only what a customer can use, and never back and forth. */
import type { Eta } from '../../../../shared/delivery/order-types.ts'

/** A change that is told: by a minute, and by a tenth of what is left. */
const CHANGE_MS = 60_000
const CHANGE_PART = 0.1
/** Between two that are told, unless something has happened to the order. */
const APART_MS = 20_000

/**
 * Whether `next` is to be told after `last` (null: nothing was told yet).
 * @param toldMs when `last` was told
 * @param happened something happened to the order since then
 * @param pace how much faster than life time goes: spans here are of life
 */
export const isNews = (
  last: Eta | null,
  next: Eta,
  nowMs: number,
  toldMs: number,
  happened: boolean,
  pace: number,
): boolean => {
  if (last === null) return true
  if (!happened && nowMs - toldMs < APART_MS / pace) return false
  const changeMs = Math.max(Math.abs(next.to - last.to), Math.abs(next.from - last.from) / 2)
  return changeMs >= Math.max(CHANGE_MS / pace, CHANGE_PART * Math.max(0, next.to - nowMs))
}
