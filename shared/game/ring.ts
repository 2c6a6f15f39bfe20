/** The closing ring: where it is safe, and what it costs to be elsewhere. */
import { TICK_HZ } from './rules.ts'
import { nextBelow } from '../sfc32.ts'
import { isqrt } from './trigonometry.ts'

/** Shrinks from one circle to another between two ticks. Units and ticks. */
export interface Ring {
  stage: number
  fromX: number
  fromY: number
  fromR: number
  toX: number
  toY: number
  toR: number
  starts: number
  ends: number
}

interface Stage {
  readonly restSeconds: number
  readonly shrinkSeconds: number
  /** Of the radius before, in percent. */
  readonly keeps: number
  /** Health every half second outside. */
  readonly burns: number
}

const STAGES: readonly Stage[] = [
  { restSeconds: 25, shrinkSeconds: 20, keeps: 60, burns: 1 },
  { restSeconds: 15, shrinkSeconds: 15, keeps: 55, burns: 2 },
  { restSeconds: 10, shrinkSeconds: 12, keeps: 50, burns: 4 },
  { restSeconds: 8, shrinkSeconds: 10, keeps: 40, burns: 7 },
  { restSeconds: 5, shrinkSeconds: 10, keeps: 0, burns: 10 },
]

/** Wide open: its corners reach the arena's, and it waits for startRing(). */
export const openRing = (size: number): Ring => {
  const middle = size >> 1
  const wide = Math.floor((size * 3) / 4)
  return {
    stage: -1,
    fromX: middle,
    fromY: middle,
    fromR: wide,
    toX: middle,
    toY: middle,
    toR: wide,
    starts: 0,
    ends: 0,
  }
}

/** Small arenas close faster: 75 % of the time at 60 m, 160 % at 200 m. */
const scaled = (seconds: number, side: number): number => Math.floor((seconds * TICK_HZ * (60 + side)) / 160)

/** The next stage: a circle inside the one that is now, at a place drawn by lot. */
export const nextStage = (ring: Ring, tick: number, side: number, random: Uint32Array): void => {
  const stage = STAGES[ring.stage + 1]
  if (stage === undefined) return
  ring.stage++
  ring.fromX = ring.toX
  ring.fromY = ring.toY
  ring.fromR = ring.toR
  ring.toR = Math.floor((ring.fromR * stage.keeps) / 100)
  // The first circle reaches beyond the floor; its successor should not.
  const room = Math.min(ring.fromR - ring.toR, Math.floor((side * 1024) / 2) - Math.floor(ring.toR / 2))
  const drift = Math.max(1, Math.floor((room * 7) / 10))
  ring.toX = ring.fromX + nextBelow(random, drift) - (drift >> 1)
  ring.toY = ring.fromY + nextBelow(random, drift) - (drift >> 1)
  ring.starts = tick + scaled(stage.restSeconds, side)
  ring.ends = ring.starts + scaled(stage.shrinkSeconds, side)
}

/** Nobody is left to wait for: the rest is cut short, and the circle closes within eight seconds. */
export const hurryRing = (ring: Ring, tick: number): void => {
  if (ring.starts <= tick) return
  ring.starts = tick
  ring.ends = Math.min(ring.ends, tick + 8 * TICK_HZ)
}

export const lastStage = (ring: Ring): boolean => ring.stage === STAGES.length - 1

/** Health that half a second outside costs. */
export const burnOf = (ring: Ring): number => STAGES[ring.stage]?.burns ?? 0

/** The circle at a tick, fractions allowed for drawing. @param out x, y and radius in units */
export const ringAt = (ring: Ring, tick: number, out: { [index: number]: number }): void => {
  const span = Math.max(1, ring.ends - ring.starts)
  const part = Math.max(0, Math.min(span, tick - ring.starts))
  out[0] = ring.fromX + Math.trunc(((ring.toX - ring.fromX) * part) / span)
  out[1] = ring.fromY + Math.trunc(((ring.toY - ring.fromY) * part) / span)
  out[2] = ring.fromR + Math.trunc(((ring.toR - ring.fromR) * part) / span)
}

/** How far outside a circle a point lies, in units; 0 within. */
export const beyond = (circle: ArrayLike<number>, x: number, y: number): number => {
  const dx = x - circle[0]!
  const dy = y - circle[1]!
  const r = circle[2]!
  const square = dx * dx + dy * dy
  return square <= r * r ? 0 : Math.max(1, isqrt(square) - r)
}
