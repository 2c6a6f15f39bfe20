/** Restaurants by squares of the map, to be gone through from the nearest on. */
import { EARTH_M } from '../../../../shared/delivery/geo.ts'
import type { LocalFrame } from '../../../../shared/delivery/geo.ts'

/** Squares along one side of the region, at most; and metres that a square has at least. */
const SIDE_CELLS = 200
const CELL_MIN_M = 250
/** So many times as far as its edge from the region's centre distances on the plane say something. */
const REACH = 4
const RAD_E7 = Math.PI / 180 / 1e7

export class Cells {
  readonly #halfM: number
  readonly #reachM: number
  readonly #cellM: number
  readonly #side: number
  /** Of a distance on the plane at least this part is left on the ground. */
  readonly #shrink: number
  readonly #cells: (number[] | undefined)[]
  /** Outside of the region: seldom, and gone through always. */
  readonly #far: number[] = []
  /** By number: its square, −1 outside; and its place in there. */
  #cellOf = new Int32Array(1_024)
  #placeOf = new Int32Array(1_024)

  constructor(frame: LocalFrame, radiusM: number) {
    this.#halfM = radiusM
    this.#cellM = Math.max(CELL_MIN_M, (2 * radiusM) / SIDE_CELLS)
    this.#side = Math.ceil((2 * radiusM) / this.#cellM)
    this.#cells = Array.from({ length: this.#side * this.#side })
    this.#reachM = radiusM * REACH
    const lat = Math.abs(frame.latE7 * RAD_E7)
    const narrow = Math.cos(Math.min(Math.PI / 2, lat + this.#reachM / EARTH_M))
    // A parallel is longer than the great circle between its ends: by a part of φ² / 24, seen from the pole.
    const turned = Math.min(1, (2 * this.#reachM) / EARTH_M / Math.max(narrow, 1e-9))
    this.#shrink = Math.max(0, narrow / Math.cos(lat)) / (1 + turned ** 2 / 12 + 1e-4)
  }

  /** Near enough for atLeastM(). */
  isInReach(x: number, y: number): boolean {
    return Math.abs(x) <= this.#reachM && Math.abs(y) <= this.#reachM
  }

  /** Metres that two places are apart at least, of which both are in reach. */
  atLeastM(dx: number, dy: number): number {
    return Math.sqrt(dx * dx + dy * dy) * this.#shrink - 1
  }

  add(at: number, x: number, y: number): void {
    if (at >= this.#cellOf.length) this.#grow()
    const inside = Math.abs(x) <= this.#halfM && Math.abs(y) <= this.#halfM
    const cell = inside ? this.#column(y) * this.#side + this.#column(x) : -1
    const list = cell < 0 ? this.#far : (this.#cells[cell] ??= [])
    this.#cellOf[at] = cell
    this.#placeOf[at] = list.length
    list.push(at)
  }

  remove(at: number): void {
    const cell = this.#cellOf[at]!
    const list = cell < 0 ? this.#far : this.#cells[cell]!
    const last = list.pop()!
    if (last === at) return
    const place = this.#placeOf[at]!
    list[place] = last
    this.#placeOf[last] = place
  }

  /**
   * All of them, ring by ring around a place in reach.
   * @param enough asked before each ring, with the metres that everything in it and behind it is away at least
   */
  around(x: number, y: number, visit: (at: number) => void, enough: (atLeastM: number) => boolean): void {
    for (const at of this.#far) visit(at)
    const [column, row] = [this.#column(x), this.#column(y)]
    const last = Math.max(column, row, this.#side - 1 - column, this.#side - 1 - row)
    // Seen from outside a square is at least so far behind the edge as it is from the nearest one there, at a right angle.
    const outsideM = Math.hypot(Math.max(0, Math.abs(x) - this.#halfM), Math.max(0, Math.abs(y) - this.#halfM))
    for (let ring = 0; ring <= last; ring++) {
      if (enough(this.atLeastM(Math.max(0, ring - 1) * this.#cellM, outsideM))) return
      for (let i = column - ring; i <= column + ring; i++) {
        if (i < 0 || i >= this.#side) continue
        const edge = i === column - ring || i === column + ring
        for (let j = row - ring; j <= row + ring; j += edge ? 1 : Math.max(1, 2 * ring)) {
          const list = j < 0 || j >= this.#side ? undefined : this.#cells[j * this.#side + i]
          if (list !== undefined) for (const at of list) visit(at)
        }
      }
    }
  }

  #column(metres: number): number {
    return Math.min(this.#side - 1, Math.max(0, Math.floor((metres + this.#halfM) / this.#cellM)))
  }

  #grow(): void {
    const length = this.#cellOf.length * 2
    const [cells, places] = [this.#cellOf, this.#placeOf]
    this.#cellOf = new Int32Array(length)
    this.#placeOf = new Int32Array(length)
    this.#cellOf.set(cells)
    this.#placeOf.set(places)
  }
}
