/** How long ways take by road, for thousands of pairs at once: the way from every crossing to a place is kept for the places that are asked for most. */
import type { RoadGraph } from '../city/types.ts'
import type { Roads } from './roads.ts'
import { onRoad } from './snapping.ts'
import type { OnRoad } from './snapping.ts'
import { flowAt } from './speeds.ts'
import type { Mode } from './speeds.ts'

/** Faster than this is driven, m/s: a bike's pace is 4.5, dispatch's own for ways whose courier is not known 5.3. */
const DRIVEN_MS = 5
/** Where there is no time to look: streets against the crow's way. */
const DETOUR = 1.35
/** From a door to the road. */
const WALK_MS = 1.4

export interface RoadTravelLimits {
  /** Places whose ways are kept: of 6,000 crossings each takes 24 kB. */
  readonly places: number
  /** Places that are looked up anew between two calls of renew(): about 1 ms each. */
  readonly fresh: number
}

interface Kept {
  /** It was asked for since it was last thought of as the one to go. */
  used: boolean
  readonly x: number
  readonly y: number
  readonly place: OnRoad
  readonly costs: Float32Array
}

/**
 * Ways cost the same in both directions: a pair is answered from either end's. Restaurants are at one end of most, so a
 * hundred places answer thousands of pairs; a place that nobody asks for any more makes room.
 */
export class RoadTravel {
  /** What was answered how, since it was made. */
  readonly asked = { kept: 0, fresh: 0, crow: 0 }
  readonly #roads: Roads
  readonly #graph: RoadGraph
  readonly #limits: RoadTravelLimits
  readonly #kept: Readonly<Record<Mode, Map<number, Kept>>> = { motor: new Map(), muscle: new Map() }
  readonly #scratch: Float64Array<ArrayBuffer>
  readonly #at = onRoad()
  #left: number
  #flow = 1

  constructor(roads: Roads, limits: Partial<RoadTravelLimits> = {}) {
    this.#roads = roads
    this.#graph = roads.graph
    this.#limits = { places: 768, fresh: 32, ...limits }
    this.#left = this.#limits.fresh
    this.#scratch = new Float64Array(roads.graph.nodes)
  }

  /** Time goes on: traffic is as it is at this minute of the week (local), and places may be looked up again. */
  renew(minute: number): void {
    this.#flow = flowAt(minute, 'motor')
    this.#left = this.#limits.fresh
  }

  /** Looks a place up before it is asked for; false: not now. */
  prepare(x: number, y: number, mode: Mode): boolean {
    return this.#find(x, y, mode) !== undefined || this.#look(x, y, mode) !== undefined
  }

  /** `speedMS`: the usual pace of who goes (PACE). Places in metres of the city's frame. */
  seconds(fromX: number, fromY: number, toX: number, toY: number, speedMS: number): number {
    const mode: Mode = speedMS < DRIVEN_MS ? 'muscle' : 'motor'
    const flow = mode === 'motor' ? this.#flow : 1
    const to = this.#find(toX, toY, mode)
    if (to !== undefined) return this.#way(to, fromX, fromY, speedMS * flow)
    const from = this.#find(fromX, fromY, mode)
    if (from !== undefined) return this.#way(from, toX, toY, speedMS * flow)
    const looked = this.#look(toX, toY, mode)
    if (looked !== undefined) return this.#way(looked, fromX, fromY, speedMS * flow)
    this.asked.crow++
    const [dx, dy] = [toX - fromX, toY - fromY]
    return (Math.sqrt(dx * dx + dy * dy) * DETOUR) / (speedMS * flow)
  }

  #find(x: number, y: number, mode: Mode): Kept | undefined {
    const kept = this.#kept[mode]
    const key = keyOf(x, y)
    const found = kept.get(key)
    if (found === undefined || found.x !== x || found.y !== y) return undefined
    this.asked.kept++
    found.used = true
    return found
  }

  #look(x: number, y: number, mode: Mode): Kept | undefined {
    if (this.#left <= 0) return undefined
    this.#left--
    this.asked.fresh++
    const kept = this.#kept[mode]
    const place = this.#roads.snapping.nearest(x, y, onRoad())
    // The columns of what goes are used again.
    const costs = this.#gone(kept) ?? new Float32Array(this.#graph.nodes)
    costs.set(this.#roads.from(place, mode, this.#scratch))
    const found = { used: false, x, y, place, costs }
    kept.delete(keyOf(x, y))
    kept.set(keyOf(x, y), found)
    return found
  }

  /** Where there are too many: the oldest that nobody has asked for lately goes. */
  #gone(kept: Map<number, Kept>): Float32Array | undefined {
    if (kept.size < this.#limits.places) return undefined
    for (const [key, one] of kept) {
      kept.delete(key)
      if (!one.used) return one.costs
      one.used = false
      kept.set(key, one)
    }
    return undefined
  }

  #way({ place, costs }: Kept, x: number, y: number, speedMS: number): number {
    const at = this.#roads.snapping.nearest(x, y, this.#at)
    const { from, to, lengthM } = this.#graph
    const own = lengthM[at.edge]!
    // Along its own road at the pace of a street: which class it is matters little for so short a way.
    const along =
      at.edge === place.edge
        ? own * Math.abs(at.part - place.part)
        : Math.min(costs[from[at.edge]!]! + own * at.part, costs[to[at.edge]!]! + own * (1 - at.part))
    return along / speedMS + (at.offM + place.offM) / WALK_MS
  }
}

/** Decimetres of both, in one number; who shares it with another is told apart by its place. */
const keyOf = (x: number, y: number): number => Math.round(x * 10) * 4_194_304 + Math.round(y * 10)
