/** Distances, speeds and spans as people say them. */
import type { Eta } from '../../../shared/delivery/types.ts'
import { timeOf } from '../../shell/words.ts'

/** `350 m`, `2.4 km` */
export const metresOf = (m: number): string =>
  m < 1_000 ? `${Math.round(m / 10) * 10} m` : `${(m / 1_000).toFixed(m < 10_000 ? 1 : 0)} km`

export const minutesOf = (ms: number): number => Math.max(0, Math.round(ms / 60_000))

/** `19:05 – 19:12` */
export const etaClock = ({ from, to }: Eta): string => `${timeOf(from)} – ${timeOf(to)}`

/** `12 – 19 min`, from now on the host's clock. */
export const etaSpan = ({ from, to }: Eta, nowMs: number): string => {
  const low = minutesOf(from - nowMs)
  const high = Math.max(low, minutesOf(to - nowMs))
  if (high < 1) return 'any moment'
  return low === high ? `${high} min` : `${low} – ${high} min`
}

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
