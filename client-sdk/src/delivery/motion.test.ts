import { describe, expect, it } from 'vitest'
import { localFrame } from '../../../shared/delivery/geo.ts'
import type { Position } from '../../../shared/delivery/output-codec.ts'
import type { Place } from '../../../shared/delivery/types.ts'
import { seededRandom } from '../../../shared/random.ts'
import { Motion } from './motion.ts'

const T = 1_800_000_000_000
const FRAME_MS = 1_000 / 60
const frame = localFrame(525_200_000, 134_050_000)
const placeAt = (xM: number, yM: number): Place => ({ latE7: frame.latE7Of(yM), lonE7: frame.lonE7Of(xM) })

const fix = (t: number, xM: number, yM: number, speedMS: number, headingDeg: number): Position => ({
  t,
  ...placeAt(xM, yM),
  speedCmS: speedMS * 100,
  headingCdeg: headingDeg * 100,
  coarse: false,
  weak: false,
  eta: null,
})

/** What comes when, and every frame in between. */
const play = (
  motion: Motion,
  news: readonly { readonly atMs: number; readonly position: Position }[],
  untilMs: number,
  draw: (xM: number, yM: number, nowMs: number, alongM: number | null) => void,
): void => {
  const waiting = [...news].sort((a, b) => a.atMs - b.atMs)
  for (let nowMs = waiting[0]!.atMs; nowMs < untilMs; nowMs += FRAME_MS) {
    while (waiting[0] !== undefined && waiting[0].atMs <= nowMs) motion.push(waiting.shift()!.position, nowMs)
    const { latE7, lonE7, alongM } = motion.at(nowMs)!
    draw(frame.xOf(lonE7), frame.yOf(latE7), nowMs, alongM)
  }
}

const EAST = 90
/** East at 8 m/s, a fix every 4.5 s that takes up to `lateMs` to come. */
const drive = (seed: string, lateMs: number, clockOffMs = 0) => {
  const random = seededRandom(seed)
  return Array.from({ length: 60 }, (_, i) => {
    const t = T + i * 4_500
    return { atMs: t + 100 + random() * lateMs, position: fix(t + clockOffMs, i * 36, 0, 8, EAST) }
  })
}

describe('a courier that is drawn between its fixes', () => {
  it.each([0, 300, 1_500, 4_000])('never goes back, and never jumps, where fixes come up to %d ms late', (lateMs) => {
    const motion = new Motion()
    let before = -1
    let longest = 0
    let back = 0
    play(motion, drive(`late ${lateMs}`, lateMs), T + 60 * 4_500, (xM) => {
      back = Math.max(back, before - xM)
      if (before >= 0) longest = Math.max(longest, xM - before)
      before = xM
    })
    // Coordinates are whole 1e-7 degrees, a centimetre.
    expect(back).toBeLessThan(0.02)
    // A frame of 16.7 ms at 8 m/s is 0.13 m; whoever catches up goes twice as fast, at most.
    expect(longest).toBeLessThan(0.6)
    expect(before).toBeGreaterThan(50 * 36)
  })

  it.each(['a', 'b', 'c'])('never goes back where fixes come as they like (%s)', (seed) => {
    const motion = new Motion()
    const random = seededRandom(seed)
    let t = T
    const news = Array.from({ length: 80 }, () => {
      t += 900 + Math.floor(random() ** 2 * 8_000)
      // The device says more or less how fast it is.
      return { atMs: t + random() * 800, position: fix(t, (t - T) * 0.008, 0, 5 + random() * 6, EAST) }
    })
    let before = -1
    let back = 0
    let longest = 0
    play(motion, news, t + 5_000, (xM) => {
      back = Math.max(back, before - xM)
      if (before >= 0) longest = Math.max(longest, xM - before)
      before = xM
    })
    expect(back).toBeLessThan(0.02)
    expect(longest).toBeLessThan(1)
  })

  it.each([-3_600_000, 40_000])('goes as smoothly when its device is %d ms off', (clockOffMs) => {
    const motion = new Motion()
    let before = -1
    let lag = 0
    let back = 0
    play(motion, drive('off', 300, clockOffMs), T + 59 * 4_500, (xM, _y, nowMs) => {
      back = Math.max(back, before - xM)
      before = xM
      if (nowMs > T + 30_000) lag = Math.max(lag, ((nowMs - T) / 4_500) * 36 - xM)
    })
    expect(back).toBeLessThan(0.02)
    // It is shown where it was an interval ago, and half a second for the way here.
    expect(lag).toBeLessThan(8 * 6)
  })

  it('goes on for three seconds where nothing comes, slower and slower, and stands', () => {
    const motion = new Motion()
    let last = 0
    play(motion, drive('silent', 0).slice(0, 20), T + 60 * 4_500, (xM) => void (last = xM))
    const end = 19 * 36
    expect(last).toBeGreaterThan(end + 5)
    expect(last).toBeLessThanOrEqual(end + 8 * 1.5 + 0.1)
    expect(motion.at(T + 70 * 4_500)!.speedMS).toBe(0)
  })

  it('is drawn along its route, around the corners that lie between two fixes', () => {
    const motion = new Motion()
    const corners = [placeAt(0, 0), placeAt(100, 0), placeAt(100, 100), placeAt(300, 100)]
    motion.follow(corners)
    // A few metres beside the street, as satellites see it.
    const where = (alongM: number): [number, number] =>
      alongM < 100 ? [alongM, 4] : alongM < 200 ? [103, alongM - 100] : [alongM - 100, 97]
    const news = Array.from({ length: 14 }, (_, i) => {
      const [x, y] = where(i * 27)
      return { atMs: T + i * 4_500 + 200, position: fix(T + i * 4_500, x, y, 6, 0) }
    })
    let before = 0
    let back = 0
    let beside = 0
    play(motion, news, T + 14 * 4_500, (xM, yM, _now, alongM) => {
      back = Math.max(back, before - (alongM ?? -Infinity))
      before = alongM ?? Infinity
      beside = Math.max(beside, Math.min(Math.abs(yM), Math.abs(xM - 100), Math.abs(yM - 100)))
    })
    expect(back).toBeLessThanOrEqual(0)
    expect(beside).toBeLessThan(0.1)
    expect(before).toBeGreaterThan(280)
  })

  it('leaves the route where its courier does', () => {
    const motion = new Motion()
    motion.follow([placeAt(0, 0), placeAt(1_000, 0)])
    const news = Array.from({ length: 10 }, (_, i) => ({
      atMs: T + i * 4_500,
      position: fix(T + i * 4_500, i < 5 ? i * 30 : 120, i < 5 ? 0 : (i - 4) * 30, 7, i < 5 ? EAST : 0),
    }))
    let last: number | null = 0
    let north = 0
    play(motion, news, T + 12 * 4_500, (_x, yM, _now, alongM) => {
      last = alongM
      north = yM
    })
    expect(last).toBe(null)
    expect(north).toBeGreaterThan(140)
  })

  it('does not care that the clock of who watches is set', () => {
    const motion = new Motion()
    for (const { atMs, position } of drive('set', 0).slice(0, 5)) motion.push(position, atMs)
    const x = frame.xOf(motion.at(T + 20_000)!.lonE7)
    expect(frame.xOf(motion.at(T - 3_600_000)!.lonE7)).toBe(x)
    const later = frame.xOf(motion.at(T - 3_600_000 + 100)!.lonE7)
    expect(later).toBeGreaterThanOrEqual(x)
    expect(later).toBeLessThan(x + 2)
  })

  it('takes the short way across the antimeridian', () => {
    const motion = new Motion()
    const at = (i: number): Position => ({ ...fix(T + i * 4_500, 0, 0, 8, EAST), latE7: 0, lonE7: lonOf(i) })
    const lonOf = (i: number): number => ((1_799_990_000 + i * 4_000 + 1_800_000_000) % 3_600_000_000) - 1_800_000_000
    for (let i = 0; i < 8; i++) {
      motion.push(at(i), T + i * 4_500)
      const { lonE7 } = motion.at(T + i * 4_500 + 2_000)!
      expect(Math.abs(Math.abs(lonE7) - 1_800_000_000)).toBeLessThan(40_000)
    }
  })
})
