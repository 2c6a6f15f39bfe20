/** A stream out of order: the live view never goes back, the track is the clean one, and fences are told once. */
import { expect, test } from 'vitest'
import type { Fix } from '../../../../shared/delivery/fixes.ts'
import { FixColumns } from '../../../../shared/delivery/fixes.ts'
import { encodeTrack, mergeTrack } from '../../../../shared/delivery/track-chunk.ts'
import { seededRandom } from '../../../../shared/random.ts'
import { EPOCH, FixScene, fixAt, normal } from '../../../../test/support/fix-stream.ts'
import type { FenceEvent } from '../fences/fences.ts'
import { VERDICT } from '../tracking/verdicts.ts'
import { fenceLog, goThrough } from './history.ts'
import type { PastFence } from './history.ts'

const SECOND = 1000
const MINUTE = 60 * SECOND

interface Arrival {
  readonly fix: Fix
  readonly atMs: number
  readonly bulk: boolean
}

/** Two hours of one ride with stops, at a few doors with fences. */
const ride = (scene: FixScene, random: () => number): Fix[] => {
  const fixes: Fix[] = []
  let [x, y, heading, t] = [0, 0, 0, EPOCH]
  while (t < EPOCH + 120 * MINUTE) {
    const leg = 20 + Math.floor(random() * 60)
    const stands = random() < 0.4
    heading += (random() - 0.5) * 3
    for (let i = 0; i < leg; i++) {
      t += 4 * SECOND
      if (!stands) [x, y] = [x + 24 * Math.cos(heading), y + 24 * Math.sin(heading)]
      const [dx, dy] = normal(random)
      fixes.push(fixAt(scene.frame, fixes.length + 1, t, x + 4 * dx, y + 4 * dy, { speedCmS: stands ? 0 : 600 }))
    }
  }
  return fixes
}

const fencesOf = (scene: FixScene, fixes: readonly Fix[]): PastFence[] =>
  Array.from({ length: 12 }, (_, i) => {
    const at = fixes[Math.floor(((i + 0.5) * fixes.length) / 12)]!
    return {
      fence: {
        orderId: `o${i}`,
        assignmentEpoch: 1,
        kind: 'drop',
        xM: scene.frame.xOf(at.lonE7),
        yM: scene.frame.yOf(at.latE7),
        radiusM: 60,
        fromMs: EPOCH,
        dwellMs: MINUTE,
      },
      untilMs: EPOCH + 1e9,
    }
  })

/** Sends all of it; writes as a region does. What the track holds afterwards, as canonical bytes. */
const run = (scene: FixScene, fences: readonly PastFence[], arrivals: readonly Arrival[]): Uint8Array[] => {
  const slot = scene.open()
  for (const { fence } of fences) scene.fences.arm(slot, fence)
  for (const { fix, atMs, bulk } of arrivals) {
    const before = scene.events.length
    if (scene.send(slot, fix, atMs, bulk) !== VERDICT.live) expect(scene.events.length).toBe(before)
    scene.flush(atMs)
  }
  scene.flushAll()
  expect(scene.writer.pending).toBe(0)
  return encodeTrack(mergeTrack(scene.chunks.map((chunk) => chunk.body)))
}

/** Offline for an hour, then: shuffled by up to ten seconds, one in five late by up to ten minutes, everything three times. */
const chaos = (fixes: readonly Fix[], random: () => number): Arrival[] => {
  const arrivals: Arrival[] = []
  for (const fix of fixes) {
    const offline = fix.t > EPOCH + 30 * MINUTE && fix.t < EPOCH + 90 * MINUTE
    if (offline) {
      // All at once after the hour; and again, for the first acknowledgement was lost.
      for (const again of [0, 5]) arrivals.push({ fix, atMs: EPOCH + (91 + again) * MINUTE, bulk: true })
      continue
    }
    for (let n = 0; n < 3; n++) {
      const wait = random() < 0.2 ? random() * 10 * MINUTE : random() * 10 * SECOND
      arrivals.push({ fix, atMs: Math.round(fix.t + wait), bulk: false })
    }
  }
  return arrivals.sort((a, b) => a.atMs - b.atMs)
}

const facts = (events: readonly FenceEvent[]) =>
  events.map(({ type, side, orderId, visit, sinceMs, t }) => ({ type, side, orderId, visit, sinceMs, t }))

const ROUNDS = Number(process.env['TUTTI_CHAOS_TRACKS'] ?? 3)

test('shuffled, tripled, late and from an hour offline: live is monotone, history is the clean track byte for byte, and no late fix moves a fence', () => {
  let [lates, told] = [0, 0]
  for (let round = 0; round < ROUNDS; round++) {
    const random = seededRandom(`chaos ${round}`)
    const clean = new FixScene()
    const fixes = ride(clean, random)
    const fences = fencesOf(clean, fixes)
    const wanted = run(
      clean,
      fences,
      fixes.map((fix) => ({ fix, atMs: fix.t, bulk: false })),
    )

    const scene = new FixScene()
    const history = run(scene, fences, chaos(fixes, random))
    expect(history).toEqual(wanted)
    expect(mergeTrack(history).count).toBe(fixes.length)
    for (const [i, at] of scene.sightings.entries()) expect(at.t).toBeGreaterThan(scene.sightings[i - 1]?.t ?? 0)
    expect(scene.tracker.floorOf(0)).toBe(fixes.length)

    // The track, gone through again, tells what the clean stream told live, to the last number.
    const again = goThrough(mergeTrack(history), scene.frame, 'bike', fences)
    expect(facts(again.events)).toEqual(facts(clean.events))
    expect(again.live.count).toBe(clean.sightings.length)
    const log = fenceLog(again.events, scene.events)
    const late = log.filter((event) => event.late)
    // What the live view told is true: the clean stream told it as well, and at that time or before.
    for (const event of scene.events) {
      const same = clean.events.filter((other) => other.orderId === event.orderId && other.type === event.type)
      expect(same.some((other) => other.sinceMs <= event.sinceMs + MINUTE)).toBe(true)
    }
    expect(log.length).toBe(clean.events.length)
    lates += late.length
    told += clean.events.length - late.length
  }
  expect(told).toBeGreaterThan(0)
  expect(lates).toBeGreaterThan(0)
})

test('chunks of a courier are given out when 64 fixes wait, or the first has waited for 55 s', () => {
  const scene = new FixScene()
  const [a, b] = [scene.open('a'), scene.open('b')]
  const send = (slot: number, n: number, s: number, now = s) =>
    scene.send(slot, fixAt(scene.frame, n, EPOCH + s * SECOND, 0, 0), EPOCH + now * SECOND)
  for (let n = 1; n <= 15; n++) send(a, n, n * 4)
  scene.flush(EPOCH + 58 * SECOND)
  expect(scene.chunks.length).toBe(0)
  expect(scene.writer.oldestMs).toBe(EPOCH + 4 * SECOND)
  scene.flush(EPOCH + 60 * SECOND)
  expect(scene.chunks.map(({ t0, t1, n, late }) => [t0 - EPOCH, t1 - EPOCH, n, late])).toEqual([[4_000, 60_000, 15, 0]])
  expect([scene.writer.oldestMs, scene.writer.pending]).toEqual([undefined, 0])
  for (let n = 1; n <= 64; n++) send(b, n, 70 + n / 4)
  scene.flush(EPOCH + 87 * SECOND)
  expect(scene.chunks[1]).toMatchObject({ n: 64, t0: EPOCH + 70_250, late: 0 })
  // What came late says so, and covers its own time alone.
  send(a, 17, 100)
  send(a, 16, 90, 101)
  scene.flushAll()
  expect(scene.chunks[2]).toMatchObject({ n: 2, t0: EPOCH + 90_000, t1: EPOCH + 100_000, late: 1 })
})

test('a chunk is bounded by the box that it lies in, over the 180th meridian too', () => {
  const scene = new FixScene({
    xOf: (lonE7) => (lonE7 > 0 ? lonE7 - 1_800_000_000 : lonE7 + 1_800_000_000) / 100,
    yOf: (latE7) => latE7 / 100,
    latE7Of: (yM) => Math.round(yM * 100),
    lonE7Of: (xM) => Math.round(xM * 100) + (xM < 0 ? 1_800_000_000 : -1_800_000_000),
  })
  const slot = scene.open()
  for (const [n, x] of [-20, 5, 30].entries())
    scene.send(slot, fixAt(scene.frame, n + 1, EPOCH + (n + 1) * 10 * SECOND, x, n))
  scene.flushAll()
  expect(scene.chunks[0]).toMatchObject({ south: 0, north: 200, west: 1_799_998_000, east: -1_799_997_000 })
})

test('what waits of many couriers is held without losing any of it', () => {
  const scene = new FixScene()
  const random = seededRandom('pending')
  const sent = new Map<number, number>()
  for (let n = 0; n < 20_000; n++) {
    const slot = scene.open(`c${Math.floor(random() * 300)}`)
    const seq = (sent.get(slot) ?? 0) + 1
    sent.set(slot, seq)
    scene.send(slot, fixAt(scene.frame, seq, EPOCH + n * 20, 0, 0), EPOCH + n * 20)
    if (n % 500 === 0) scene.writer.flush(EPOCH + n * 20, 3, (_slot, chunk) => scene.chunks.push(chunk))
  }
  scene.flushAll()
  const rows = scene.chunks.reduce((sum, chunk) => sum + chunk.n, 0)
  const { live, late, quarantined } = scene.tracker.counts
  expect(rows).toBe(live + late + quarantined)
  expect(scene.writer.flush(EPOCH + 1e9, 10, () => {})).toBe(0)
  expect(goThrough(new FixColumns(0), scene.frame, 'bike').events).toEqual([])
})
