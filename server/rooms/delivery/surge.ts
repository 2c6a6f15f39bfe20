/**
 * How much dearer a delivery is where orders outnumber couriers: by cells of a kilometre, smoothed over five minutes, in
 * steps of a fifth, and never more than two and a half times.
 */
import { SURGE } from '../../../shared/delivery/money.ts'

/** Metres, side of a cell. */
export const SURGE_CELL_M = 1_000
/** Time in which a change comes to 63 % of its weight. */
const SMOOTH_MS = 5 * 60_000
/** It rises by one step in so long; it may fall at once. */
const RISE_MS = 2 * 60_000
/** Thousandths. */
const STEP = 200
/** A factor that was reached holds until what is wanted lies so far below it. */
const HOLD = 100
/** Orders around a cell below which it says nothing. */
const ORDERS_LEAST = 3
/** Orders for each courier up to which nothing is dearer, and what each more adds. */
const ENOUGH = 1
const PER_ORDER = 375
/** A cell whose smoothed ratio fell below is forgotten. */
const NOTHING = 0.01

interface Cell {
  /** Orders for each courier, in the cell and around it, smoothed. */
  ratio: number
  factor: number
  /** Unix ms. */
  roseMs: number
}

/** As it is kept: cells by column and row, ratios in thousandths. */
export interface SavedSurge {
  /** Unix ms. */
  readonly at: number
  readonly cells: readonly (readonly [key: number, ratio: number, factor: number, roseMs: number | null])[]
}

export interface Spot {
  readonly xM: number
  readonly yM: number
}

const cellOf = (metres: number): number => Math.floor(metres / SURGE_CELL_M)
const keyOf = (col: number, row: number): number => (col + 0x8000) * 0x10000 + row + 0x8000

export class Surge {
  readonly #cells = new Map<number, Cell>()
  #lastMs = -Infinity
  /** What was kept last says that nothing is dear. */
  #isEmpty = true

  save(): SavedSurge | undefined {
    if (this.#isEmpty && this.#cells.size === 0) return undefined
    this.#isEmpty = this.#cells.size === 0
    const cells = [...this.#cells].map(
      ([key, { ratio, factor, roseMs }]) =>
        [key, Math.round(ratio * 1_000) / 1_000, factor, roseMs === -Infinity ? null : roseMs] as const,
    )
    return { at: this.#lastMs, cells }
  }

  /** Goes on from there: what is dear does not become cheap at once, nor dearer sooner than it would have. */
  restore({ at, cells }: SavedSurge): void {
    this.#lastMs = at
    this.#isEmpty = cells.length === 0
    for (const [key, ratio, factor, roseMs] of cells)
      this.#cells.set(key, { ratio, factor, roseMs: roseMs ?? -Infinity })
  }

  /**
   * @param orders pickups of those that wait for a courier or soon will
   * @param couriers those that are free or soon will be
   */
  update(nowMs: number, orders: Iterable<Spot>, couriers: Iterable<Spot>): void {
    const demand = around(orders)
    const supply = around(couriers)
    const share = 1 - Math.exp(-Math.min(nowMs - this.#lastMs, SMOOTH_MS) / SMOOTH_MS)
    this.#lastMs = nowMs
    for (const key of new Set([...this.#cells.keys(), ...demand.keys()])) {
      const wanted = demand.get(key) ?? 0
      const ratio = wanted < ORDERS_LEAST ? 0 : wanted / Math.max(1, supply.get(key) ?? 0)
      const cell = this.#cells.get(key) ?? { ratio: 0, factor: SURGE.least, roseMs: -Infinity }
      cell.ratio += (ratio - cell.ratio) * share
      turn(cell, nowMs)
      if (cell.ratio < NOTHING && cell.factor === SURGE.least) this.#cells.delete(key)
      else this.#cells.set(key, cell)
    }
  }

  /** Thousandths, SURGE.least … SURGE.most. */
  factorAt(xM: number, yM: number): number {
    return this.#cells.get(keyOf(cellOf(xM), cellOf(yM)))?.factor ?? SURGE.least
  }

  /** What a quote names it by. */
  nameAt(xM: number, yM: number): string {
    return `${cellOf(xM)}/${cellOf(yM)}`
  }

  /** Cells in which a delivery is dearer, by their south-western corner. */
  *dear(): Iterable<Spot & { readonly factor: number }> {
    for (const [key, { factor }] of this.#cells) {
      if (factor === SURGE.least) continue
      const col = Math.floor(key / 0x10000) - 0x8000
      const row = (key % 0x10000) - 0x8000
      yield { xM: col * SURGE_CELL_M, yM: row * SURGE_CELL_M, factor }
    }
  }
}

/** How many there are in each cell and its eight neighbours. */
const around = (spots: Iterable<Spot>): Map<number, number> => {
  const counts = new Map<number, number>()
  for (const { xM, yM } of spots)
    for (let row = -1; row <= 1; row++)
      for (let col = -1; col <= 1; col++) {
        const key = keyOf(cellOf(xM) + col, cellOf(yM) + row)
        counts.set(key, (counts.get(key) ?? 0) + 1)
      }
  return counts
}

const turn = (cell: Cell, nowMs: number): void => {
  const wanted = Math.min(SURGE.most, SURGE.least + Math.max(0, cell.ratio - ENOUGH) * PER_ORDER)
  const next = Math.min(SURGE.most, cell.factor + STEP)
  if (next > cell.factor && wanted >= next) {
    if (nowMs - cell.roseMs < RISE_MS) return
    cell.factor = next
    cell.roseMs = nowMs
  } else if (wanted < cell.factor - HOLD)
    cell.factor = Math.max(SURGE.least, SURGE.least + Math.floor((wanted - SURGE.least) / STEP) * STEP)
}
