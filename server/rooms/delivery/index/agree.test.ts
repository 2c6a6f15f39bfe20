/** Every index says what looking at everybody says, wherever on the earth a region is. */
import { describe, expect, it } from 'vitest'
import { localFrame } from '../../../../shared/delivery/geo.ts'
import type { LocalFrame } from '../../../../shared/delivery/geo.ts'
import { distanceM } from '../../../../shared/delivery/geo.ts'
import { seededRandom } from '../../../../shared/random.ts'
import { FatTree } from './fat-tree.ts'
import { GridIndex } from './grid.ts'
import { onEarth } from './index.ts'
import type { CourierIndex } from './index.ts'

/** A million for the night. */
const OPERATIONS = Number(process.env['INDEX_OPERATIONS'] ?? 24_000)
const SLOTS = 400
const HALF_M = 25_000
const REGIONS = [
  { name: 'on the equator', latE7: 0, lonE7: 0 },
  { name: 'at 52°', latE7: 520_000_000, lonE7: 134_000_000 },
  { name: 'at 64°', latE7: 640_000_000, lonE7: -219_000_000 },
  { name: 'across the 180th meridian', latE7: -170_000_000, lonE7: 1_799_500_000 },
] as const

/** Everybody, one after the other. */
class Everybody implements CourierIndex {
  readonly #frame: LocalFrame
  readonly #places = new Map<number, readonly [number, number]>()

  constructor(frame: LocalFrame) {
    this.#frame = frame
  }
  get size(): number {
    return this.#places.size
  }
  place(slot: number, xM: number, yM: number): void {
    this.#places.set(slot, [xM, yM])
  }
  remove(slot: number): void {
    this.#places.delete(slot)
  }
  has(slot: number): boolean {
    return this.#places.has(slot)
  }
  within(minX: number, minY: number, maxX: number, maxY: number, out: number[]): number {
    const found = [...this.#places].filter(([, [x, y]]) => x >= minX && x <= maxX && y >= minY && y <= maxY)
    found.sort(([a], [b]) => a - b).forEach(([slot], i) => (out[i] = slot))
    return found.length
  }
  nearest(
    xM: number,
    yM: number,
    k: number,
    maxM: number,
    admits: ((slot: number) => boolean) | undefined,
    out: Int32Array,
  ): number {
    const found = [...this.#places]
      .filter(([slot]) => admits === undefined || admits(slot))
      .map(([slot, [x, y]]) => ({ slot, m: this.#frame.metres(xM, yM, x, y) }))
      .filter(({ m }) => m <= maxM)
      .sort((a, b) => a.m - b.m || a.slot - b.slot)
      .slice(0, k)
    found.forEach(({ slot }, i) => (out[i] = slot))
    return found.length
  }
}

const agree = (frame: LocalFrame, seed: string, operations: number): void => {
  const random = seededRandom(seed)
  const metric = onEarth(frame)
  const oracle = new Everybody(frame)
  const rivals = [new FatTree(metric), new FatTree(metric, 0), new GridIndex(metric)]
  const all: CourierIndex[] = [oracle, ...rivals]
  const x = new Float64Array(SLOTS)
  const y = new Float64Array(SLOTS)
  const anywhere = (): number => (random() * 2 - 1) * HALF_M
  const put = (slot: number, xM: number, yM: number): void => {
    x[slot] = xM
    y[slot] = yM
    for (const index of all) index.place(slot, xM, yM)
  }
  const odd = (slot: number): boolean => slot % 2 === 1
  for (let n = 0; n < operations; n++) {
    const slot = Math.floor(random() * SLOTS)
    const dice = random()
    if (dice < 0.3) put(slot, x[slot]! + random() * 40 - 20, y[slot]! + random() * 40 - 20)
    else if (dice < 0.45) put(slot, x[slot]! + random() * 600 - 300, y[slot]! + random() * 600 - 300)
    else if (dice < 0.55) put(slot, anywhere(), anywhere())
    // Some stand where another stands, to the last bit.
    else if (dice < 0.6) put(slot, x[(slot + 1) % SLOTS]!, y[(slot + 1) % SLOTS]!)
    else if (dice < 0.65) for (const index of all) index.remove(slot)
    else if (dice < 0.8) {
      const [west, south] = [anywhere(), anywhere()]
      const [east, north] = [west + random() * 6_000, south + random() * 6_000]
      const expected: number[] = []
      oracle.within(west, south, east, north, expected)
      for (const index of rivals) {
        const out: number[] = []
        index.within(west, south, east, north, out)
        expect(out).toEqual(expected)
      }
    } else {
      const [xM, yM] = dice < 0.9 ? [anywhere(), anywhere()] : [x[slot]!, y[slot]!]
      const k = 1 + Math.floor(random() * 20)
      const maxM = dice < 0.95 ? Infinity : random() * 8_000
      const admits = random() < 0.5 ? odd : undefined
      const expected = new Int32Array(20)
      const count = oracle.nearest(xM, yM, k, maxM, admits, expected)
      for (const index of rivals) {
        const out = new Int32Array(20)
        expect(index.nearest(xM, yM, k, maxM, admits, out)).toBe(count)
        expect(out.subarray(0, count)).toEqual(expected.subarray(0, count))
      }
    }
    for (const index of rivals) if (index.size !== oracle.size) expect(index.size).toBe(oracle.size)
  }
}

describe.each(REGIONS)('a region $name', ({ name, latE7, lonE7 }) => {
  it('is told the same by fat tree, plain tree, grid and everybody', () => {
    agree(localFrame(latE7, lonE7), `index ${name}`, OPERATIONS / REGIONS.length)
  })

  it('measures within a centimetre of what the places themselves say', () => {
    const frame = localFrame(latE7, lonE7)
    const random = seededRandom(name)
    for (let n = 0; n < 500; n++) {
      const [xA, yA, xB, yB] = Array.from({ length: 4 }, () => (random() * 2 - 1) * HALF_M) as [
        number,
        number,
        number,
        number,
      ]
      const told = distanceM(frame.latE7Of(yA), frame.lonE7Of(xA), frame.latE7Of(yB), frame.lonE7Of(xB))
      expect(Math.abs(told - frame.metres(xA, yA, xB, yB))).toBeLessThan(0.03)
    }
  })
})

it('a thousand couriers at one point come in the order of their slots', () => {
  const frame = localFrame(0, 0)
  for (const index of [new FatTree(onEarth(frame)), new GridIndex(onEarth(frame))]) {
    for (let slot = 999; slot >= 0; slot--) index.place(slot, 10, 10)
    const out = new Int32Array(5)
    expect(index.nearest(0, 0, 5, Infinity, undefined, out)).toBe(5)
    expect([...out]).toEqual([0, 1, 2, 3, 4])
  }
})
