/** Fixes are taken in, put aside or refused, one reason each; live positions never go back in time. */
import { expect, test } from 'vitest'
import { BULK_FRAME, FIX_FLAGS, FixColumns, LIVE_FRAME, OwnHead, encodeOwn } from '../../../../shared/delivery/fixes.ts'
import { seededRandom } from '../../../../shared/random.ts'
import { EPOCH, FixScene, fixAt, flatFrame, normal } from '../../../../test/support/fix-stream.ts'
import { SLOT } from './slots.ts'
import { VERDICT } from './verdicts.ts'

const SECOND = 1000

test('a fix moves its courier, and every other fate is counted by its reason', () => {
  const scene = new FixScene()
  const slot = scene.open()
  const at = (seq: number, s: number, x = 0, rest = {}) => fixAt(scene.frame, seq, EPOCH + s * SECOND, x, 0, rest)
  expect(scene.send(slot, at(1, 0))).toBe(VERDICT.live)
  expect(scene.send(slot, at(1, 0))).toBe(VERDICT.duplicate)
  expect(scene.send(slot, at(2, 1, 0, { latE7: 0, lonE7: 0 }))).toBe(VERDICT.range)
  expect(scene.send(slot, at(3, 1, 0, { latE7: 900_000_001 }))).toBe(VERDICT.range)
  expect(scene.send(slot, at(4, 1, 0, { lonE7: -1_800_000_001 }))).toBe(VERDICT.range)
  expect(scene.send(slot, at(5, 1, 0, { headingCdeg: 36_000 }))).toBe(VERDICT.range)
  expect(scene.send(slot, at(6, 1, 151_000))).toBe(VERDICT.range)
  expect(scene.send(slot, at(7, 10, 30))).toBe(VERDICT.live)
  expect(scene.send(slot, at(8, 5, 15), EPOCH + 10 * SECOND)).toBe(VERDICT.late)
  expect(scene.send(slot, at(9, 10, 15))).toBe(VERDICT.late)
  expect(scene.send(slot, at(10, 12, 30, { accuracyM: 201 }))).toBe(VERDICT.inaccurate)
  expect(scene.send(slot, at(11, 13, 5_000))).toBe(VERDICT.quarantined)
  expect(scene.send(slot, at(12, 14), EPOCH + 14 * SECOND + 7 * 86_400_000 + 1)).toBe(VERDICT.stale)
  expect(scene.tracker.counts).toMatchObject({
    live: 2,
    late: 2,
    inaccurate: 1,
    quarantined: 1,
    duplicate: 1,
    range: 5,
    stale: 1,
    rate: 0,
  })
  expect(scene.writer.pending).toBe(6)
  expect(scene.tracker.floorOf(slot)).toBe(12)
})

test('a fix from the future counts as of now', () => {
  const scene = new FixScene()
  const slot = scene.open()
  const now = EPOCH + 1_000_000
  scene.send(slot, fixAt(scene.frame, 1, now + 60 * SECOND, 0, 0), now)
  expect(scene.tracker.slots.t[slot]).toBe(now + 60 * SECOND)
  scene.send(slot, fixAt(scene.frame, 2, now + 5_000 * SECOND, 0, 0), now + 61 * SECOND)
  expect(scene.tracker.slots.t[slot]).toBe(now + 61 * SECOND)
  expect(scene.tracker.slots.flags[slot]! & FIX_FLAGS.clamped).toBe(FIX_FLAGS.clamped)
  expect(scene.tracker.counts.clamped).toBe(1)
})

test('more than five a second are refused after twenty at once, and may come again', () => {
  const scene = new FixScene()
  const slot = scene.open()
  const send = (n: number) => scene.send(slot, fixAt(scene.frame, n, EPOCH + n, 0, 0), EPOCH + SECOND)
  for (let n = 1; n <= 20; n++) expect(send(n)).not.toBe(VERDICT.rate)
  expect(send(21)).toBe(VERDICT.rate)
  expect(scene.tracker.floorOf(slot)).toBe(20)
  expect(scene.send(slot, fixAt(scene.frame, 21, EPOCH + 21, 0, 0), EPOCH + SECOND, true)).not.toBe(VERDICT.rate)
  expect(scene.tracker.floorOf(slot)).toBe(21)
})

test('frames of a courier carry its stream over a reconnect, and a lost buffer begins another', () => {
  const scene = new FixScene()
  const slot = scene.tracker.open('a', 'car')!
  const head = new OwnHead()
  const send = (op: number, epochMs: number, oldest: number, seqs: readonly number[], now: number): number => {
    const fixes = new FixColumns(seqs.length)
    for (const seq of seqs) fixes.push(fixAt(scene.frame, seq, epochMs + seq * SECOND, 0, 0))
    const bytes = encodeOwn(op, fixes, epochMs, oldest)
    head.read(bytes)
    return scene.tracker.acceptOwn(slot, bytes, head, now)
  }
  expect(send(LIVE_FRAME, EPOCH, 1, [1, 2], EPOCH + 2 * SECOND)).toBe(2)
  // An hour offline: the newest first, then what was kept, in two uploads of which the first comes twice.
  expect(send(LIVE_FRAME, EPOCH, 3, [3600], EPOCH + 3600 * SECOND)).toBe(1)
  expect(scene.tracker.floorOf(slot)).toBe(2)
  const kept = Array.from({ length: 512 }, (_, i) => i + 3)
  expect(send(BULK_FRAME, EPOCH, 3, kept, EPOCH + 3601 * SECOND)).toBe(512)
  expect(send(BULK_FRAME, EPOCH, 3, kept, EPOCH + 3602 * SECOND)).toBe(0)
  expect(scene.tracker.floorOf(slot)).toBe(514)
  // The rest was lost on the device.
  expect(send(LIVE_FRAME, EPOCH, 3601, [3601], EPOCH + 3603 * SECOND)).toBe(1)
  expect(scene.tracker.floorOf(slot)).toBe(3601)
  // Its storage is gone: numbers begin anew.
  expect(send(LIVE_FRAME, EPOCH + 4_000 * SECOND, 1, [1], EPOCH + 4_002 * SECOND)).toBe(1)
  expect(scene.tracker.floorOf(slot)).toBe(1)
  // What another device of the same courier kept does not disturb them.
  expect(send(BULK_FRAME, EPOCH, 3602, [3602], EPOCH + 4_003 * SECOND)).toBe(1)
  expect(scene.tracker.floorOf(slot)).toBe(1)
})

test('the window of numbers agrees with a set, whatever order they come in', () => {
  const random = seededRandom('seen')
  for (let round = 0; round < 20; round++) {
    const scene = new FixScene()
    const slot = scene.open()
    const seen = new Set<number>()
    let base = 1
    for (let i = 0; i < 3_000; i++) {
      const seq = Math.max(1, base + Math.floor(random() * 60) - 30)
      base += Math.floor(random() * 3)
      const verdict = scene.send(slot, fixAt(scene.frame, seq, EPOCH + i * 250, 0, 0), EPOCH + i * 250)
      expect(verdict === VERDICT.duplicate).toBe(seen.has(seq))
      seen.add(seq)
      let floor = 0
      if (i % 500 === 0) {
        while (seen.has(floor + 1)) floor++
        expect(scene.tracker.floorOf(slot)).toBe(floor)
      }
    }
  }
})

test('a teleport of 5 km and back stays hidden; a true relocation is believed at its third fix', () => {
  const scene = new FixScene()
  const slot = scene.open('a', 'car')
  let seq = 0
  const send = (s: number, x: number) => scene.send(slot, fixAt(scene.frame, ++seq, EPOCH + s * SECOND, x, 0))
  for (let s = 0; s <= 20; s += 4) send(s, s * 5)
  expect(send(24, 5_000)).toBe(VERDICT.quarantined)
  expect(send(28, 5_020)).toBe(VERDICT.quarantined)
  expect(send(32, 160)).toBe(VERDICT.live)
  expect(Math.max(...scene.sightings.map((at) => at.x))).toBeLessThan(200)
  expect(send(36, 5_000)).toBe(VERDICT.quarantined)
  expect(send(40, 5_020)).toBe(VERDICT.quarantined)
  expect(send(44, 5_040)).toBe(VERDICT.live)
  expect(scene.tracker.slots.x[slot]).toBeCloseTo(5_040, 0)
  expect(scene.tracker.counts.teleports).toBe(1)
  expect(scene.teleports).toEqual([EPOCH + 44 * SECOND])
  // Fixes that lie everywhere do not agree.
  for (const [i, x] of [-5_000, 20_000, -20_000, 9_000].entries()) expect(send(48 + 4 * i, x)).toBe(VERDICT.quarantined)
})

test.each(['bike', 'car'] as const)(
  'on a %s, one fix of a lying accuracy pulls by metres, not by its distance',
  (vehicle) => {
    const scene = new FixScene()
    const slot = scene.open('a', vehicle)
    for (let n = 1; n <= 30; n++)
      scene.send(slot, fixAt(scene.frame, n, EPOCH + n * 4 * SECOND, 20 * n, 0, { accuracyM: 15 }))
    const lie = fixAt(scene.frame, 31, EPOCH + 124 * SECOND, 620, 70 + (vehicle === 'car' ? 130 : 0), { accuracyM: 2 })
    expect(scene.send(slot, lie)).toBe(VERDICT.live)
    expect(scene.tracker.slots.y[slot]).toBeLessThan(vehicle === 'car' ? 65 : 45)
  },
)

test('a courier that stands is shown still, and is seen to leave with its second or third fix', () => {
  const scene = new FixScene()
  const slot = scene.open()
  const random = seededRandom('standing')
  let seq = 0
  let t = EPOCH
  for (let i = 0; i < 30; i++, t += 4 * SECOND) {
    const [x, y] = normal(random)
    scene.send(slot, fixAt(scene.frame, ++seq, t, 5 * x, 5 * y))
  }
  expect(scene.tracker.stands(slot)).toBe(true)
  const still = scene.sightings.slice(-10)
  expect(new Set(still.map((at) => `${at.x} ${at.y}`)).size).toBe(1)
  expect(scene.tracker.slots.speedCmS[slot]).toBe(0)
  const leave = (fixes: number, rest = {}) => {
    for (let i = 1; i <= fixes; i++, t += 4 * SECOND) scene.send(slot, fixAt(scene.frame, ++seq, t, 30 * i, 0, rest))
  }
  leave(1, { speedCmS: 750 })
  expect(scene.tracker.stands(slot)).toBe(true)
  leave(2, { speedCmS: 750 })
  expect(scene.tracker.stands(slot)).toBe(false)
  for (let i = 0; i < 30; i++, t += 4 * SECOND) scene.send(slot, fixAt(scene.frame, ++seq, t, 0, 0))
  leave(2)
  expect(scene.tracker.stands(slot)).toBe(true)
  leave(3)
  expect(scene.tracker.stands(slot)).toBe(false)
  expect(scene.tracker.slots.x[slot]).toBeGreaterThan(70)
})

test('a ride is followed closer than its noise', () => {
  const scene = new FixScene()
  const slot = scene.open('a', 'scooter')
  const random = seededRandom('ride')
  let [raw, filtered] = [0, 0]
  for (let n = 1; n <= 500; n++) {
    const s = n * 2
    const [dx, dy] = normal(random)
    scene.send(slot, fixAt(scene.frame, n, EPOCH + s * SECOND, 8 * s + 12 * dx, 12 * dy, { accuracyM: 12 }))
    if (n < 20) continue
    raw += 144 * (dx * dx + dy * dy)
    filtered += (scene.tracker.slots.x[slot]! - 8 * s) ** 2 + scene.tracker.slots.y[slot]! ** 2
  }
  expect(filtered).toBeLessThan(0.5 * raw)
})

test('a mocked position makes a suspect at its third fix, and an honest ride none', () => {
  const scene = new FixScene()
  const [honest, liar] = [scene.open('honest'), scene.open('liar')]
  const random = seededRandom('suspects')
  for (let n = 1; n <= 300; n++) {
    const t = EPOCH + n * 4 * SECOND
    const [dx, dy] = normal(random)
    scene.send(honest, fixAt(scene.frame, n, t, 20 * n + 4 * dx, 4 * dy, { speedCmS: 500, headingCdeg: 9_000 }))
    if (n < 5) scene.send(liar, fixAt(scene.frame, n, t, 0, 0, { flags: FIX_FLAGS.mock }))
  }
  expect(scene.suspects).toEqual([EPOCH + 16 * SECOND])
  expect(scene.tracker.slots.state[liar]! & SLOT.suspect).toBe(SLOT.suspect)
})

test('a region that lies across the 180th meridian has no seam', () => {
  const scene = new FixScene(flatFrame(-17, 179.99))
  const slot = scene.open('a', 'scooter')
  for (let n = 1; n <= 60; n++) scene.send(slot, fixAt(scene.frame, n, EPOCH + n * 4 * SECOND, n * 60, 0))
  expect(scene.tracker.counts.live).toBe(60)
  expect(scene.tracker.slots.x[slot]).toBeCloseTo(3_600, -1)
})

test('a slot that is given away again knows nothing of who had it', () => {
  const scene = new FixScene()
  const slot = scene.open('a')
  scene.send(slot, fixAt(scene.frame, 1, EPOCH + SECOND, 100, 0))
  scene.tracker.close(slot)
  expect(scene.open('b', 'car')).toBe(slot)
  expect([scene.tracker.slots.t[slot], scene.tracker.floorOf(slot)]).toEqual([0, 0])
  const full = new FixScene(scene.frame, { couriers: 1 })
  full.open('a')
  expect(full.tracker.open('b', 'bike')).toBeUndefined()
})
