/** A uniform grid over everything that moves: rebuilt each tick by counting sort, into the same arrays. */
import { ENTITIES, WIRE_SHIFT } from '../../../shared/game/rules.ts'

/** Cells of 16 m. */
const CELL_SHIFT = 9
const MOST_CELLS = 16 * 16

export class Grid {
  #columns = 1
  readonly #start = new Uint16Array(MOST_CELLS + 2)
  readonly #cell = new Uint8Array(ENTITIES)
  /** Entity ids, cell by cell, row by row: neighbours in a row of cells lie together. */
  readonly #sorted = new Uint8Array(ENTITIES)

  /** @param size units @param x, y 1/32 m */
  build(size: number, live: Uint8Array, x: Uint16Array, y: Uint16Array): void {
    const columns = ((size >> WIRE_SHIFT) >> CELL_SHIFT) + 1
    const start = this.#start
    this.#columns = columns
    start.fill(0)
    for (let id = 0; id < ENTITIES; id++) {
      if (live[id] === 0) continue
      const cell = (y[id]! >> CELL_SHIFT) * columns + (x[id]! >> CELL_SHIFT)
      this.#cell[id] = cell
      start[cell + 1]!++
    }
    for (let cell = 0; cell < columns * columns; cell++) start[cell + 1]! += start[cell]!
    // From the back: each cell's end moves down to its start.
    for (let id = ENTITIES - 1; id >= 0; id--) if (live[id] === 1) this.#sorted[--start[this.#cell[id]! + 1]!] = id
    // Now start[cell + 1] is where `cell` begins: one place off, read as such below.
    start[columns * columns + 1] = this.#count(live)
  }

  #count(live: Uint8Array): number {
    let count = 0
    for (let id = 0; id < ENTITIES; id++) count += live[id]!
    return count
  }

  /** Ids in all cells that a square around (x, y) touches; a superset. @returns how many */
  near(x: number, y: number, reach: number, out: Uint8Array): number {
    const last = this.#columns - 1
    const left = Math.max(0, (x - reach) >> CELL_SHIFT)
    const right = Math.min(last, (x + reach) >> CELL_SHIFT)
    const bottom = Math.min(last, (y + reach) >> CELL_SHIFT)
    let count = 0
    for (let row = Math.max(0, (y - reach) >> CELL_SHIFT); row <= bottom; row++) {
      const end = this.#start[row * this.#columns + right + 2]!
      for (let i = this.#start[row * this.#columns + left + 1]!; i < end; i++) out[count++] = this.#sorted[i]!
    }
    return count
  }
}
