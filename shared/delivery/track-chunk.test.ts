/** Chunks of tracks there and back: what is kept is kept exactly, and broken bytes are refused. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { TuttiError } from '../errors.ts'
import { seededRandom } from '../random.ts'
import { FixColumns, UNKNOWN_HEADING, UNKNOWN_SPEED } from './fixes.ts'
import type { Fix } from './fixes.ts'
import { CHUNK_FIXES, CHUNK_MS, decodeChunk, encodeTrack, inOrder, mergeTrack } from './track-chunk.ts'
import { TrackReplay } from './track-replay.ts'

const T0 = 1_790_000_000_000
const columnsOf = (fixes: readonly Fix[]): FixColumns => {
  const columns = new FixColumns(fixes.length)
  for (const fix of fixes) columns.push(fix)
  return columns
}
const listOf = (fixes: FixColumns): Fix[] => Array.from({ length: fixes.count }, (_, i) => fixes.fix(i))

const tracks = fc
  .array(
    fc.record({
      dt: fc.oneof(fc.constant(4_000), fc.integer({ min: 1, max: 120_000 })),
      latE7: fc.integer({ min: -900_000_000, max: 900_000_000 }),
      lonE7: fc.integer({ min: -1_800_000_000, max: 1_800_000_000 }),
      headingCdeg: fc.oneof(fc.integer({ min: 0, max: 35_999 }), fc.constant(UNKNOWN_HEADING)),
      speedCmS: fc.oneof(fc.integer({ min: 0, max: 40_000 }), fc.constant(UNKNOWN_SPEED)),
      accuracyM: fc.integer({ min: 0, max: 255 }),
      flags: fc.integer({ min: 0, max: 255 }),
    }),
    { minLength: 1, maxLength: 200 },
  )
  .map((steps) => {
    let t = T0
    return steps.map(({ dt, ...rest }) => ({ seq: 0, t: (t += dt), ...rest }))
  })

test('time, place, accuracy and flags come back as they were; heading within 3°, speed within 5 cm/s', () => {
  fc.assert(
    fc.property(tracks, (fixes) => {
      const chunks = encodeTrack(columnsOf(fixes))
      const back = listOf(mergeTrack(chunks))
      const exact = ({ t, latE7, lonE7, accuracyM, flags }: Fix) => ({ t, latE7, lonE7, accuracyM, flags })
      expect(back.map(exact)).toEqual(fixes.map(exact))
      for (const [i, fix] of fixes.entries()) {
        const { headingCdeg, speedCmS } = back[i]!
        if (fix.headingCdeg === UNKNOWN_HEADING) expect(headingCdeg).toBe(UNKNOWN_HEADING)
        else expect(Math.abs(((headingCdeg - fix.headingCdeg + 54_000) % 36_000) - 18_000)).toBeLessThan(300)
        if (fix.speedCmS === UNKNOWN_SPEED) expect(speedCmS).toBe(UNKNOWN_SPEED)
        else expect(Math.abs(speedCmS - fix.speedCmS)).toBeLessThanOrEqual(5)
      }
      for (const chunk of chunks) {
        const one = mergeTrack([chunk])
        expect(one.count).toBeLessThanOrEqual(CHUNK_FIXES)
        expect(one.ts[one.count - 1]! - one.ts[0]!).toBeLessThanOrEqual(CHUNK_MS)
      }
    }),
  )
})

test('a track is the same bytes however its fixes were cut, mixed and doubled', () => {
  fc.assert(
    fc.property(tracks, fc.integer(), (fixes, seed) => {
      const clean = encodeTrack(columnsOf(fixes))
      const random = seededRandom(`cut ${seed}`)
      const parts: Fix[][] = [[], [], [], []]
      for (const fix of fixes) for (let n = 0; n < 1 + 2 * random(); n++) parts[Math.floor(random() * 4)]!.push(fix)
      const chunks = parts.flatMap((part) => encodeTrack(inOrder(columnsOf(part))))
      expect(encodeTrack(mergeTrack(chunks.toReversed()))).toEqual(clean)
    }),
    { numRuns: 50 },
  )
})

test('a ride in town takes at most 8 bytes a fix', () => {
  const random = seededRandom('bytes')
  const noise = (size: number) => Math.round((random() + random() + random() - 1.5) * 2 * size)
  const size = (everyMs: number, jitterMs: number, speedMS: number): number => {
    const fixes: Fix[] = []
    let [lat, lon, heading, accuracy] = [525_000_000, 134_000_000, 0, 5]
    for (let i = 0, t = T0; i < 10_000; i++) {
      t += everyMs + (jitterMs > 0 ? noise(jitterMs) : 0)
      if (random() < 0.05) heading = (heading + 2 * Math.PI + (random() - 0.5) * Math.PI) % (2 * Math.PI)
      if (random() < 0.2) accuracy = 4 + Math.floor(random() * 6)
      const units = (speedMS * everyMs) / 1000 / 0.0111
      lat += units * Math.cos(heading)
      lon += (units * Math.sin(heading)) / 0.61
      fixes.push({
        seq: 0,
        t,
        latE7: Math.round(lat) + noise(400),
        lonE7: Math.round(lon) + noise(650),
        headingCdeg: Math.floor((heading * 18_000) / Math.PI) % 36_000,
        speedCmS: Math.max(0, speedMS * 100 + noise(80)),
        accuracyM: accuracy,
        flags: 0,
      })
    }
    return encodeTrack(columnsOf(fixes)).reduce((sum, chunk) => sum + chunk.length, 0) / fixes.length
  }
  expect(size(4_000, 0, 5)).toBeLessThan(6.8)
  expect(size(4_000, 30, 5)).toBeLessThan(7.8)
  expect(size(1_000, 0, 12)).toBeLessThan(6.2)
})

test('whatever bytes come as a chunk, they are a track or refused', () => {
  const rounds = Number(process.env['TUTTI_FIX_FUZZ'] ?? 20_000)
  const good = encodeTrack(
    columnsOf(
      Array.from({ length: 30 }, (_, i) => ({
        seq: 0,
        t: T0 + i * 1_500,
        latE7: 525_000_000 + i * i * 100,
        lonE7: 1_799_999_000 + i,
        headingCdeg: i * 1_000,
        speedCmS: i * 37,
        accuracyM: i % 4,
        flags: i % 3,
      })),
    ),
  )[0]!
  const random = seededRandom('chunk fuzz')
  const into = new FixColumns(CHUNK_FIXES)
  let refused = 0
  for (let round = 0; round < rounds; round++) {
    const bytes = good.slice(0, random() < 0.2 ? Math.floor(random() * good.length) : good.length)
    for (let n = 0; n < 1 + 3 * random(); n++) bytes[Math.floor(random() * bytes.length)] = random() * 256
    into.count = 0
    try {
      decodeChunk(bytes, into)
      expect(into.count).toBe(bytes[0])
      for (let i = 1; i < into.count; i++) expect(into.ts[i]! > into.ts[i - 1]!).toBe(true)
    } catch (error) {
      expect(error).toBeInstanceOf(TuttiError)
      refused++
    }
  }
  expect(refused).toBeGreaterThan(rounds / 10)
  expect(refused).toBeLessThan(rounds)
})

test('a replay is where the courier was, at any pace, and does not invent a way over a gap', () => {
  const fix = (s: number, lonE7: number, rest: Partial<Fix> = {}): Fix => ({
    seq: 0,
    t: T0 + s * 1000,
    latE7: 10,
    lonE7,
    headingCdeg: 9_000,
    speedCmS: 500,
    accuracyM: 5,
    flags: 0,
    ...rest,
  })
  // Over the 180th meridian, and then two minutes of silence.
  const replay = new TrackReplay(columnsOf([fix(0, 1_799_999_000), fix(10, -1_799_999_000), fix(130, -1_799_990_000)]))
  replay.pace = 2
  expect(replay.advance(2_500)).toMatchObject({ t: T0 + 5_000, gap: false })
  expect(Math.abs(replay.view().lonE7)).toBe(1_800_000_000)
  replay.pace = 600
  expect(replay.pace).toBe(60)
  expect(replay.advance(500)).toMatchObject({ t: T0 + 35_000, lonE7: -1_799_999_000, speedCmS: 0, gap: true })
  expect(replay.seek(T0 - 1).lonE7).toBe(1_799_999_000)
  replay.advance(60_000)
  expect([replay.done, replay.view().lonE7]).toEqual([true, -1_799_990_000])
})
