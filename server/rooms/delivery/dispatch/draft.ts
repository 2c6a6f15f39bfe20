/** Who could go where, and what it would cost: the sparse problem of one decision, built row by row. */
import { PARTS, writeCost } from './cost.ts'
import type { DispatchSettings } from './settings.ts'
import type { AssignTask } from './solver.ts'
import type { Trip } from './trips.ts'
import type { FreeCourier, Scene } from './types.ts'

/** Rows are trips, columns couriers; `parts` and `travelS` lie beside the task's edges. */
export interface Draft {
  readonly nowMs: number
  readonly settings: DispatchSettings
  readonly trips: readonly Trip[]
  readonly couriers: readonly FreeCourier[]
  readonly task: AssignTask
  readonly travelS: Float64Array
  readonly parts: Float64Array
}

export class DraftBuilder {
  readonly #scene: Scene
  readonly #settings: DispatchSettings
  readonly #trips: Trip[] = []
  readonly #couriers: FreeCourier[] = []
  readonly #columnOf = new Map<number, number>()
  readonly #starts: number[] = [0]
  readonly #ends: number[] = []
  readonly #costs: number[] = []
  readonly #travelS: number[] = []
  #parts = new Float64Array(256 * PARTS)

  constructor(scene: Scene, settings: DispatchSettings) {
    this.#scene = scene
    this.#settings = settings
  }

  /** Edges follow, then the next row. */
  row(trip: Trip): void {
    this.#trips.push(trip)
    this.#starts.push(this.#ends.length)
  }

  /** Of the last row: its cost in seconds. */
  edge(courier: FreeCourier, travelS: number): number {
    const edge = this.#ends.length
    let column = this.#columnOf.get(courier.slot)
    if (column === undefined) {
      column = this.#couriers.push(courier) - 1
      this.#columnOf.set(courier.slot, column)
    }
    if (this.#parts.length < (edge + 1) * PARTS) {
      const more = new Float64Array(this.#parts.length * 2)
      more.set(this.#parts)
      this.#parts = more
    }
    const { nowMs } = this.#scene
    const trip = this.#trips[this.#trips.length - 1]!
    const cost = writeCost(trip, courier, travelS, nowMs, this.#settings, this.#parts, edge * PARTS)
    this.#ends.push(column)
    this.#costs.push(cost)
    this.#travelS.push(travelS)
    this.#starts[this.#starts.length - 1] = edge + 1
    return cost
  }

  done(): Draft {
    return {
      nowMs: this.#scene.nowMs,
      settings: this.#settings,
      trips: this.#trips,
      couriers: this.#couriers,
      task: {
        rows: this.#trips.length,
        columns: this.#couriers.length,
        starts: Int32Array.from(this.#starts),
        ends: Int32Array.from(this.#ends),
        costs: Float64Array.from(this.#costs),
        leave: this.#settings.leaveS,
      },
      travelS: Float64Array.from(this.#travelS),
      parts: this.#parts.slice(0, this.#ends.length * PARTS),
    }
  }
}
