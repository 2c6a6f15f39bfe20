/** A part of a track is that part, to the millisecond, however it was written. */
import { expect, it } from 'vitest'
import { FixColumns } from '../../../../shared/delivery/fixes.ts'
import { encodeTrack, inOrder, mergeTrack } from '../../../../shared/delivery/track-chunk.ts'
import type { TrackChunk } from '../../../../shared/delivery/types.ts'
import { seededRandom } from '../../../../shared/random.ts'
import { cutTrack } from './cut.ts'

const ROUNDS = Number(process.env['TUTTI_CUT_ROUNDS'] ?? 150)
const T0 = 1_750_000_000_000

/** A ride whose fixes arrived in a few groups, some of them late: as many tracks that lie over each other. */
const written = (random: () => number): TrackChunk[] => {
  const groups = Array.from({ length: 1 + Math.floor(random() * 3) }, () => new FixColumns(200))
  let t = T0
  for (let i = 0; i < 180; i++) {
    t += 1 + Math.floor(random() * (random() < 0.1 ? 90_000 : 4_000))
    const fix = { seq: 0, t, latE7: i * 90, lonE7: -i * 70, headingCdeg: 0, speedCmS: 500, accuracyM: 5, flags: i % 2 }
    groups[Math.floor(random() * groups.length)]!.push(fix)
    if (random() < 0.1) groups[0]!.push(fix)
  }
  const chunks = groups.flatMap((group) =>
    encodeTrack(inOrder(group)).map((chunk) => {
      const { ts, count } = mergeTrack([chunk])
      return { fromMs: ts[0]!, toMs: ts[count - 1]!, fixes: count, chunk }
    }),
  )
  return chunks.sort((a, b) => a.fromMs - b.fromMs)
}

const rows = (track: FixColumns) => Array.from({ length: track.count }, (_, i) => track.fix(i))

it('is what lies in its time, every moment once, in chunks that do not overlap', () => {
  for (let round = 0; round < ROUNDS; round++) {
    const random = seededRandom(`cut ${round}`)
    const chunks = written(random)
    const whole = rows(mergeTrack(chunks.map(({ chunk }) => chunk)))
    const end = whole.at(-1)!.t
    const from = random() < 0.1 ? 0 : T0 + Math.floor(random() * (end - T0))
    const to = random() < 0.1 ? end + 1 : from + Math.floor(random() * (end - T0))
    const cut = cutTrack(chunks, from, to)
    const wanted = whole.filter(({ t }) => t >= from && t <= to)
    expect(cut.flatMap(({ chunk }) => rows(mergeTrack([chunk])))).toEqual(wanted)
    expect(cut.reduce((sum, { fixes }) => sum + fixes, 0)).toBe(wanted.length)
    for (const [i, { fromMs, toMs }] of cut.entries()) {
      expect(fromMs).toBeGreaterThan(cut[i - 1]?.toMs ?? 0)
      expect(toMs).toBeGreaterThanOrEqual(fromMs)
    }
  }
})

it('leaves alone what lies within it alone', () => {
  const chunks = written(seededRandom('alone')).filter(({ fromMs }, i, all) => i === 0 || fromMs > all[i - 1]!.toMs)
  const cut = cutTrack(chunks, 0, Number.MAX_SAFE_INTEGER)
  expect(cut.some((one) => chunks.includes(one))).toBe(true)
})
