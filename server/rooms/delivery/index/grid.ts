/** A uniform grid: writes cost next to nothing, and reads as much as there is in the cells they touch. */
import { Best } from './best.ts'
import { planar, sortedInto } from './index.ts'
import type { CourierIndex, Metric } from './index.ts'

const SIDE_M = 500
const COLUMNS = 1_024
const HALF = COLUMNS / 2
const NONE = -1

const clamped = (m: number): number => Math.max(0, Math.min(COLUMNS - 1, Math.floor(m / SIDE_M) + HALF))

export class GridIndex implements CourierIndex {
  size = 0
  readonly #metric: Metric
  readonly #best = new Best()
  readonly #heads = new Int32Array(COLUMNS * COLUMNS).fill(NONE)
  #x = new Float64Array(64)
  #y = new Float64Array(64)
  #cell = new Int32Array(64).fill(NONE)
  #next = new Int32Array(64)
  #before = new Int32Array(64)

  constructor(metric: Metric = planar) {
    this.#metric = metric
  }

  place(slot: number, xM: number, yM: number): void {
    if (slot >= this.#cell.length) this.#grow(slot + 1)
    this.#x[slot] = xM
    this.#y[slot] = yM
    const cell = clamped(yM) * COLUMNS + clamped(xM)
    const was = this.#cell[slot]!
    if (was === cell) return
    if (was === NONE) this.size++
    else this.#unlink(slot, was)
    const head = this.#heads[cell]!
    this.#next[slot] = head
    this.#before[slot] = NONE
    if (head !== NONE) this.#before[head] = slot
    this.#heads[cell] = slot
    this.#cell[slot] = cell
  }

  remove(slot: number): void {
    const cell = this.#cell[slot] ?? NONE
    if (cell === NONE) return
    this.#unlink(slot, cell)
    this.#cell[slot] = NONE
    this.size--
  }

  has(slot: number): boolean {
    return (this.#cell[slot] ?? NONE) !== NONE
  }

  within(minX: number, minY: number, maxX: number, maxY: number, out: Int32Array | number[]): number {
    const found: number[] = []
    for (let row = clamped(minY); row <= clamped(maxY); row++)
      for (let column = clamped(minX); column <= clamped(maxX); column++)
        for (let slot = this.#heads[row * COLUMNS + column]!; slot !== NONE; slot = this.#next[slot]!) {
          const x = this.#x[slot]!
          const y = this.#y[slot]!
          if (x >= minX && x <= maxX && y >= minY && y <= maxY) found.push(slot)
        }
    return sortedInto(found, out)
  }

  nearest(
    xM: number,
    yM: number,
    k: number,
    maxM: number,
    admits: ((slot: number) => boolean) | undefined,
    out: Int32Array,
  ): number {
    const best = this.#best
    best.begin(Math.min(k, out.length))
    const column = clamped(xM)
    const row = clamped(yM)
    for (let ring = 0; ring < COLUMNS; ring++) {
      // Nothing in this ring is nearer than its inner edge.
      const leastM = (ring - 1) * SIDE_M * this.#metric.shrink
      if (leastM > maxM || leastM > best.worstM) break
      for (let r = Math.max(0, row - ring); r <= Math.min(COLUMNS - 1, row + ring); r++) {
        const edge = Math.abs(r - row) === ring
        const step = edge || ring === 0 ? 1 : 2 * ring
        for (let c = column - ring; c <= column + ring; c += step)
          if (c >= 0 && c < COLUMNS) this.#gather(r * COLUMNS + c, xM, yM, maxM, admits, best)
      }
    }
    return best.fill(out)
  }

  #gather(
    cell: number,
    xM: number,
    yM: number,
    maxM: number,
    admits: ((slot: number) => boolean) | undefined,
    best: Best,
  ): void {
    for (let slot = this.#heads[cell]!; slot !== NONE; slot = this.#next[slot]!) {
      const m = this.#metric.metres(xM, yM, this.#x[slot]!, this.#y[slot]!)
      if (m <= maxM && m <= best.worstM && (admits === undefined || admits(slot))) best.offer(slot, m)
    }
  }

  #unlink(slot: number, cell: number): void {
    const next = this.#next[slot]!
    const before = this.#before[slot]!
    if (next !== NONE) this.#before[next] = before
    if (before === NONE) this.#heads[cell] = next
    else this.#next[before] = next
  }

  #grow(least: number): void {
    const length = Math.max(least, this.#cell.length * 2)
    const longer = <T extends Float64Array | Int32Array>(column: T, into: T): T => {
      into.set(column)
      return into
    }
    this.#x = longer(this.#x, new Float64Array(length))
    this.#y = longer(this.#y, new Float64Array(length))
    this.#next = longer(this.#next, new Int32Array(length))
    this.#before = longer(this.#before, new Int32Array(length))
    this.#cell = longer(this.#cell, new Int32Array(length).fill(NONE))
  }
}
