/** Spans and levels as people say them. */
import type { Eta } from '../../../shared/delivery/types.ts'
import { timeOf } from '../../shell/words.ts'

/** `19:05 – 19:12`, or one time where both are of one minute. */
export const etaClock = ({ from, to }: Eta): string =>
  timeOf(from) === timeOf(to) ? timeOf(to) : `${timeOf(from)} – ${timeOf(to)}`

/** `4:09` */
export const countdown = (ms: number): string => {
  const s = Math.max(0, Math.ceil(ms / 1_000))
  return `${Math.floor(s / 60)}:${String(s % 60).padStart(2, '0')}`
}

/** `€€` of 2: how dear a restaurant is. */
export const dearness = (level: number, currency: string): string => {
  const parts = new Intl.NumberFormat('en', { style: 'currency', currency }).formatToParts(0)
  const sign = parts.find(({ type }) => type === 'currency')?.value ?? '$'
  return sign.repeat(Math.max(1, Math.min(4, level)))
}
