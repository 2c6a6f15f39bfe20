import { describe, expect, it } from 'vitest'
import { Playback } from './playback.ts'

const TICK_MS = 1000 / 60
/** Host ticks and local time both start at 0; a snapshot every three ticks, `lateMs` after it was made, or with a later one before it. */
const play = (playback: Playback, fromTick: number, snapshots: number, lateMs: (i: number) => number) => {
  let lineMs = 0
  const arrivals = Array.from({ length: snapshots }, (_, i) => {
    const tick = fromTick + i * 3
    lineMs = Math.max(lineMs, tick * TICK_MS + lateMs(i))
    return { tick, atMs: lineMs }
  })
  const drawn: { readonly atMs: number; readonly tick: number }[] = []
  let next = 0
  const endMs = (fromTick + snapshots * 3) * TICK_MS
  for (let frame = Math.ceil((fromTick * TICK_MS) / 16); frame * 16 < endMs; frame++) {
    const atMs = frame * 16
    for (let one = arrivals[next]; one !== undefined && one.atMs <= atMs; one = arrivals[++next]) {
      playback.arrived(one.tick, one.atMs)
    }
    playback.advance(atMs)
    if (next > 0) drawn.push({ atMs, tick: playback.renderTick })
  }
  return drawn
}

const speeds = (drawn: readonly { readonly atMs: number; readonly tick: number }[]): number[] =>
  drawn.slice(1).map(({ atMs, tick }, i) => ((tick - drawn[i]!.tick) * TICK_MS) / (atMs - drawn[i]!.atMs))

describe('playback', () => {
  it('runs 100 ms behind what a snapshot without delay would bring, on a steady line', () => {
    const playback = new Playback(60)
    const drawn = play(playback, 3_000, 100, () => 40)
    const last = drawn.at(-1)!
    expect(playback.delayMs).toBeCloseTo(100, 6)
    expect(last.atMs - 40 - last.tick * TICK_MS).toBeCloseTo(100, 6)
    expect(playback.tickAt(last.atMs)).toBeCloseTo((last.atMs - 40) / TICK_MS, 6)
    for (const speed of speeds(drawn)) expect(speed).toBeCloseTo(1, 6)
  })

  it('falls further behind when snapshots jitter, at most 5 % slower, and never backwards', () => {
    const playback = new Playback(60)
    play(playback, 0, 60, () => 40)
    const drawn = play(playback, 180, 120, (i) => 40 + (i % 4) * 15)
    expect(playback.jitterMs).toBeCloseTo(45, 6)
    expect(playback.delayMs).toBeCloseTo(140, 6)
    for (const speed of speeds(drawn)) {
      expect(speed).toBeGreaterThan(0.9499)
      expect(speed).toBeLessThan(1.0501)
    }
    const last = drawn.at(-1)!
    expect(last.atMs - 40 - last.tick * TICK_MS).toBeGreaterThan(130)
  })

  it('is never more than 250 ms behind, and comes back up when the line calms down', () => {
    const playback = new Playback(60)
    play(playback, 0, 100, (i) => (i % 5) * 70)
    expect(playback.delayMs).toBe(250)
    play(playback, 300, 200, () => 0)
    expect(playback.delayMs).toBeCloseTo(100, 2)
  })

  it('goes on in the present after a line that stood still and then brought everything at once', () => {
    const playback = new Playback(60)
    play(playback, 0, 60, () => 30)
    // The twenty snapshots of a second come together at its end.
    const drawn = play(playback, 180, 60, (i) => (i < 20 ? (20 - i) * 50 + 30 : 30))
    const last = drawn.at(-1)!
    expect((last.atMs - 30) / TICK_MS - last.tick).toBeLessThan(16)
    for (const speed of speeds(drawn)) expect(speed).toBeGreaterThan(0.94)
  })

  it('jumps to another host’s time', () => {
    const playback = new Playback(60)
    play(playback, 0, 40, () => 30)
    playback.reset()
    playback.arrived(100_000, 5_000)
    playback.advance(5_016)
    expect(playback.renderTick).toBeCloseTo(100_000 + (16 - 100) / TICK_MS, 3)
  })
})
