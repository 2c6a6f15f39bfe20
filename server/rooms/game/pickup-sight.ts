/** Which pickups can be seen from where: they never move, so an R-tree is asked once for each cell of a new arena. */
import RBush from 'rbush'
import type { Arena } from '../../../shared/game/arena.ts'
import { SIGHT } from '../../../shared/game/rules.ts'

/** Cells of 16 m, in units. */
const CELL_SHIFT = 14
/** Words of 32 bits that hold one bit for each pickup. */
export const PICKUP_WORDS = 4

interface Spot {
  readonly minX: number
  readonly minY: number
  readonly maxX: number
  readonly maxY: number
  readonly index: number
}

export class PickupSight {
  readonly #columns: number
  readonly #seen: Uint32Array

  constructor(arena: Arena) {
    const tree = new RBush<Spot>()
    tree.load(arena.pickups.map(({ x, y }, index) => ({ minX: x, minY: y, maxX: x, maxY: y, index })))
    this.#columns = ((arena.size - 1) >> CELL_SHIFT) + 1
    this.#seen = new Uint32Array(this.#columns * this.#columns * PICKUP_WORDS)
    for (let cell = 0; cell < this.#columns * this.#columns; cell++) {
      const minX = ((cell % this.#columns) << CELL_SHIFT) - SIGHT.enter
      const minY = (Math.floor(cell / this.#columns) << CELL_SHIFT) - SIGHT.enter
      const reach = (1 << CELL_SHIFT) + 2 * SIGHT.enter
      for (const { index } of tree.search({ minX, minY, maxX: minX + reach, maxY: minY + reach })) {
        this.#seen[cell * PICKUP_WORDS + (index >> 5)]! |= 1 << (index & 31)
      }
    }
  }

  /** Bits of pickups `32 × word` and up that are in sight from a point in units. */
  bits(x: number, y: number, word: number): number {
    const last = this.#columns - 1
    const column = Math.max(0, Math.min(last, x >> CELL_SHIFT))
    const row = Math.max(0, Math.min(last, y >> CELL_SHIFT))
    return this.#seen[(row * this.#columns + column) * PICKUP_WORDS + word]!
  }
}
