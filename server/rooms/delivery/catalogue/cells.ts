/** Restaurants by squares of the map, to be gone through from the nearest on. */
import { EARTH_M } from '../../../../shared/delivery/geo.ts'
import type { LocalFrame } from '../../../../shared/delivery/geo.ts'

/** Squares along one side of the region, at most; and metres that a square has at least. */
const SIDE_CELLS = 200
const CELL_MIN_M = 250
/** Within 85 km the great circle is shorter than the straight line of the plane by less than this, even at 85°. */
const CURVED = 1.001
const RAD_E7 = Math.PI / 180 / 1e7

export class Cells {
  readonly #halfM: number
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
    const lat = Math.abs(frame.latE7 * RAD_E7)
    const narrowest = Math.cos(Math.min(Math.PI / 2, lat + radiusM / EARTH_M)) / Math.cos(lat)
    this.#shrink = Math.max(0, narrowest) / CURVED
  }

  /** Within the region's square, where distances on the plane say something. */
  isNear(x: number, y: number): boolean {
    return Math.abs(x) <= this.#halfM && Math.abs(y) <= this.#halfM
  }

  /** Metres that two places are apart at least, of which both are near. */
  atLeastM(dx: number, dy: number): number {
    return Math.sqrt(dx * dx + dy * dy) * this.#shrink - 1
  }

  add(at: number, x: number, y: number): void {
    if (at >= this.#cellOf.length) this.#grow()
    const cell = this.isNear(x, y) ? this.#column(y) * this.#side + this.#column(x) : -1
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

  isFar(at: number): boolean {
    return this.#cellOf[at]! < 0
  }

  /**
   * All of them, ring by ring around a place.
   * @param enough asked before each ring, with the metres that everything in it and behind it is away at least
   */
  around(x: number, y: number, visit: (at: number) => void, enough: (atLeastM: number) => boolean): void {
    for (const at of this.#far) visit(at)
    const [column, row] = [this.#column(x), this.#column(y)]
    const last = Math.max(column, row, this.#side - 1 - column, this.#side - 1 - row)
    const bounded = this.isNear(x, y)
    for (let ring = 0; ring <= last; ring++) {
      if (enough(bounded && ring > 1 ? this.atLeastM((ring - 1) * this.#cellM, 0) : 0)) return
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
