/** A day of a city's orders and couriers, generated from a seed. */
import { seededRandom } from '../shared/random.ts'

export interface DayOrder {
  readonly id: string
  /** Milliseconds of the day. */
  readonly placedMs: number
  readonly readyMs: number
  readonly restaurant: { readonly xM: number; readonly yM: number }
  readonly door: { readonly xM: number; readonly yM: number }
}

export interface Shift {
  readonly fromMs: number
  readonly toMs: number
  readonly xM: number
  readonly yM: number
}

export interface Day {
  readonly orders: readonly DayOrder[]
  readonly shifts: readonly Shift[]
}

/** Orders are placed between these hours. */
const OPEN_H = 10.5
const CLOSE_H = 22
const HOUR_MS = 3_600_000
/** Mean minutes of preparation, and mean metres from restaurant to door. */
const PREP_MIN = 17
const DOOR_M = 2_200
const RESTAURANTS = 120
/** So much of the day's orders, around such an hour, this spread out; the rest come evenly. */
const PEAKS = [
  { share: 0.33, hour: 12.6, spreadH: 0.75 },
  { share: 0.47, hour: 18.9, spreadH: 1.1 },
] as const

class Draws {
  readonly random: () => number
  constructor(random: () => number) {
    this.random = random
  }

  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.random())) * Math.cos(2 * Math.PI * this.random())
  }

  /** Mean 1; the larger the shape the less it varies. */
  gamma(shape: number): number {
    let sum = 0
    for (let i = 0; i < shape; i++) sum -= Math.log(1 - this.random())
    return sum / shape
  }

  between(from: number, to: number): number {
    return from + this.random() * (to - from)
  }
}

const clamp = (value: number, from: number, to: number): number => Math.min(to, Math.max(from, value))

/** Two in three restaurants stand in one of six quarters, the others anywhere. */
const restaurantsOf = (draws: Draws): { xM: number; yM: number; share: number }[] => {
  const quarters = Array.from({ length: 6 }, () => ({ xM: draws.normal() * 2_300, yM: draws.normal() * 2_300 }))
  return Array.from({ length: RESTAURANTS }, (_, i) => {
    const quarter = draws.random() < 0.67 ? quarters[i % quarters.length]! : { xM: 0, yM: 0 }
    const spreadM = quarter.xM === 0 ? 2_800 : 450
    return {
      xM: quarter.xM + draws.normal() * spreadM,
      yM: quarter.yM + draws.normal() * spreadM,
      // A few are much asked for.
      share: 1 / (i + 8),
    }
  })
}

const placedHour = (draws: Draws): number => {
  for (;;) {
    let at = draws.random()
    const peak = PEAKS.find(({ share }) => (at -= share) < 0)
    const hour = peak === undefined ? draws.between(OPEN_H, CLOSE_H) : peak.hour + draws.normal() * peak.spreadH
    if (hour >= OPEN_H && hour < CLOSE_H) return hour
  }
}

/** Lunch, dinner, or both with the afternoon between; a few hours each, begun at different times. */
const shiftOf = (draws: Draws, at: { readonly xM: number; readonly yM: number }): Shift => {
  const kind = draws.random()
  const [begin, hours] =
    kind < 0.33
      ? [draws.between(10.4, 12), draws.between(2.5, 4)]
      : kind < 0.9
        ? [draws.between(16, 18.6), draws.between(3, 5)]
        : [draws.between(10.4, 14), draws.between(6, 8)]
  return { fromMs: begin * HOUR_MS, toMs: Math.min(begin + hours, CLOSE_H + 0.5) * HOUR_MS, xM: at.xM, yM: at.yM }
}

export const generateDay = (seed: string, orders: number, couriers: number): Day => {
  const draws = new Draws(seededRandom(seed))
  const restaurants = restaurantsOf(draws)
  const all = restaurants.reduce((sum, { share }) => sum + share, 0)
  const anyRestaurant = (): { xM: number; yM: number } => {
    let at = draws.random() * all
    return restaurants.find(({ share }) => (at -= share) < 0) ?? restaurants[0]!
  }
  const placed = Array.from({ length: orders }, () => Math.round(placedHour(draws) * HOUR_MS)).sort((a, b) => a - b)
  return {
    orders: placed.map((placedMs, i) => {
      const restaurant = anyRestaurant()
      const prepMin = clamp(PREP_MIN * draws.gamma(6), 4, 50)
      const farM = clamp(DOOR_M * draws.gamma(4), 200, 7_000)
      const angle = draws.between(0, 2 * Math.PI)
      return {
        id: `o${String(i).padStart(5, '0')}`,
        placedMs,
        readyMs: placedMs + Math.round(prepMin * 60_000),
        restaurant: { xM: restaurant.xM, yM: restaurant.yM },
        door: { xM: restaurant.xM + Math.cos(angle) * farM, yM: restaurant.yM + Math.sin(angle) * farM },
      }
    }),
    shifts: Array.from({ length: couriers }, () => shiftOf(draws, anyRestaurant())),
  }
}
