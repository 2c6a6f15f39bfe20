/** Simulated couriers on a city's roads: where they are and where they go, as columns, stepped by the time that is handed in. */
import { ROAD_CLASSES } from '../city/types.ts'
import type { RoadGraph } from '../city/types.ts'
import { PACE, VEHICLES } from '../rules.ts'
import type { Vehicle } from '../rules.ts'
import { edgeTo, twinsOf } from '../roads/links.ts'
import type { Roads } from '../roads/roads.ts'
import type { OnRoad } from '../roads/snapping.ts'
import { onRoad } from '../roads/snapping.ts'
import { modeOf, speeds } from '../roads/speeds.ts'
import { WayFinder } from '../roads/way-finder.ts'
import { Dice } from './dice.ts'
import { roadIn, roadOn } from './roaming.ts'

/** What a simulated courier does. `waiting`: it has come where it was sent, and stays. */
export const DOING = { away: 0, roaming: 1, standing: 2, going: 3, waiting: 4 } as const

/** Who roams comes by a reason to stand after so many crossings, for so long. */
const STANDS = 0.05
const STAND_MS = [30_000, 240_000] as const
/** Lights: at so many crossings, for so long. */
const STOPS = 0.12
const STOP_MS = [4_000, 18_000] as const
/** Everybody drives a little differently. */
const HABIT = 0.15
/** Roaming couriers turn back towards the middle beyond this part of the radius. */
const HOME = 0.45

export class SimRiders {
  /** Metres of the city's frame, by number; as they truly are, not as a phone says. */
  x: Float64Array
  y: Float64Array
  doing: Uint8Array
  vehicle: Uint8Array
  edge: Int32Array
  /** Numbers run from 0 up to, but not including, this. */
  end = 0
  /** How well traffic flows (flowAt of speeds.ts); for those with motors. */
  flow = 1
  /** It is where it was sent. */
  arrived: (rider: number) => void = () => undefined
  readonly dice: Dice
  readonly #graph: RoadGraph
  readonly #finder: WayFinder
  readonly #twin: Int32Array
  readonly #reachM: number
  /** By vehicle and class of road, m/s. */
  readonly #speeds: Float64Array
  readonly #from = onRoad()
  readonly #paths: (Int32Array | undefined)[] = []
  #along: Float64Array
  #stopAt: Float64Array
  #goal: Int32Array
  #next: Int32Array
  #atMs: Float64Array
  #heldMs: Float64Array
  #habit: Float32Array

  constructor(roads: Roads, seed: number, radiusM: number, most: number) {
    const graph = roads.graph
    this.#graph = graph
    this.#finder = new WayFinder(roads)
    this.#twin = twinsOf(graph)
    this.#reachM = radiusM * HOME
    this.dice = new Dice(seed, most)
    this.x = new Float64Array(most)
    this.y = new Float64Array(most)
    this.doing = new Uint8Array(most)
    this.vehicle = new Uint8Array(most)
    this.edge = new Int32Array(most)
    this.#along = new Float64Array(most)
    this.#stopAt = new Float64Array(most)
    this.#goal = new Int32Array(most)
    this.#next = new Int32Array(most)
    this.#atMs = new Float64Array(most)
    this.#heldMs = new Float64Array(most)
    this.#habit = new Float32Array(most)
    this.#speeds = speeds()
  }

  /** Comes into town, somewhere near the middle. */
  come(rider: number, vehicle: Vehicle, nowMs: number): void {
    const { dice } = this
    const g = this.#graph
    const edge = roadIn(g, dice, rider, this.#reachM)
    this.end = Math.max(this.end, rider + 1)
    this.vehicle[rider] = VEHICLES.indexOf(vehicle)
    this.edge[rider] = edge
    this.#along[rider] = g.lengthM[edge]! * dice.part(rider)
    this.#habit[rider] = 1 - HABIT + 2 * HABIT * dice.part(rider)
    this.#atMs[rider] = nowMs
    this.#heldMs[rider] = 0
    this.free(rider)
    this.#place(rider)
  }

  leave(rider: number): void {
    this.doing[rider] = DOING.away
    this.#paths[rider] = undefined
  }

  /** Goes to a place on the road by the fastest way; false: there is none. */
  send(rider: number, to: OnRoad): boolean {
    const g = this.#graph
    const from = this.#from
    from.edge = this.edge[rider]!
    from.part = this.#along[rider]! / g.lengthM[from.edge]!
    if (!this.#finder.find(from, to, modeOf(VEHICLES[this.vehicle[rider]!]!))) return false
    const path = this.#finder.path.slice(0, this.#finder.count)
    this.#paths[rider] = path
    this.#next[rider] = 0
    this.#goal[rider] = to.edge
    this.#stopAt[rider] = g.lengthM[to.edge]! * to.part
    this.doing[rider] = DOING.going
    this.#heldMs[rider] = 0
    if (path.length === 0) this.#finish(rider, -1)
    else if (g.to[from.edge] !== path[0]) this.#turn(rider)
    return true
  }

  /** Has nothing to do any more. */
  free(rider: number): void {
    this.doing[rider] = DOING.roaming
    this.#paths[rider] = undefined
    this.#stopAt[rider] = NaN
  }

  /** Metres a second, now. */
  speedOf(rider: number): number {
    const doing = this.doing[rider]!
    if ((doing !== DOING.roaming && doing !== DOING.going) || this.#heldMs[rider]! > 0) return 0
    return this.#pace(rider)
  }

  /** Goes on until `nowMs` (simulated time). */
  step(rider: number, nowMs: number): void {
    let leftMs = nowMs - this.#atMs[rider]!
    this.#atMs[rider] = nowMs
    const doing = this.doing[rider]!
    if (doing === DOING.away || doing === DOING.waiting) return
    const held = this.#heldMs[rider]!
    if (held >= leftMs) {
      this.#heldMs[rider] = held - leftMs
      return
    }
    leftMs -= held
    this.#heldMs[rider] = 0
    if (doing === DOING.standing) this.doing[rider] = DOING.roaming
    const lengthM = this.#graph.lengthM
    while (leftMs > 0) {
      const speedMMs = this.#pace(rider) / 1_000
      // Who was sent and has no crossings before it any more is on the last road.
      const last = this.doing[rider] === DOING.going && this.#paths[rider] === undefined
      const untilM = last ? this.#stopAt[rider]! : lengthM[this.edge[rider]!]!
      const needMs = (untilM - this.#along[rider]!) / speedMMs
      if (needMs > leftMs) {
        this.#along[rider]! += leftMs * speedMMs
        break
      }
      leftMs -= Math.max(0, needMs)
      this.#along[rider] = untilM
      if (last) {
        this.doing[rider] = DOING.waiting
        this.#place(rider)
        this.arrived(rider)
        return
      }
      this.#cross(rider)
      const heldMs = this.#heldMs[rider]!
      this.#heldMs[rider] = Math.max(0, heldMs - leftMs)
      leftMs -= heldMs
      if (leftMs > 0 && this.doing[rider] === DOING.standing) this.doing[rider] = DOING.roaming
    }
    this.#place(rider)
  }

  #pace(rider: number): number {
    const vehicle = this.vehicle[rider]!
    const speed = this.#speeds[vehicle * ROAD_CLASSES.length + this.#graph.road[this.edge[rider]!]!]!
    // A bike that has to leave by a motorway, where none should be, walks.
    const usual = speed === 0 ? PACE.foot.usual : speed
    return usual * this.#habit[rider]! * (vehicle < 2 ? 1 : this.flow)
  }

  /** At the end of an edge: on to the next. */
  #cross(rider: number): void {
    const g = this.#graph
    const node = g.to[this.edge[rider]!]!
    const path = this.#paths[rider]
    const { dice } = this
    if (path === undefined) {
      this.#enter(rider, roadOn(g, dice, rider, this.#twin[this.edge[rider]!]!, this.#reachM))
      if (dice.part(rider) < STANDS) this.doing[rider] = DOING.standing
    } else {
      const next = ++this.#next[rider]!
      if (next >= path.length) this.#finish(rider, node)
      else this.#enter(rider, edgeTo(g, node, path[next]!))
    }
    if (this.doing[rider] === DOING.standing) this.#heldMs[rider] = dice.between(rider, ...STAND_MS)
    else if (dice.part(rider) < STOPS) this.#heldMs[rider] = dice.between(rider, ...STOP_MS)
  }

  /** The last piece, from the crossing `node`, or (−1) along the road that it is on already. */
  #finish(rider: number, node: number): void {
    const g = this.#graph
    this.#paths[rider] = undefined
    const goal = this.#goal[rider]!
    const twin = this.#twin[goal]!
    const forward =
      node >= 0
        ? g.from[goal] === node
        : // Both are seen along the goal's direction.
          (this.edge[rider] === goal ? this.#along[rider]! : g.lengthM[goal]! - this.#along[rider]!) <=
          this.#stopAt[rider]!
    const edge = forward ? goal : twin
    if (!forward) this.#stopAt[rider] = g.lengthM[goal]! - this.#stopAt[rider]!
    if (node >= 0) this.#enter(rider, edge)
    else if (this.edge[rider] !== edge) this.#turn(rider)
    this.#goal[rider] = edge
  }

  #enter(rider: number, edge: number): void {
    this.edge[rider] = edge
    this.#along[rider] = 0
  }

  #turn(rider: number): void {
    const edge = this.edge[rider]!
    this.edge[rider] = this.#twin[edge]!
    this.#along[rider] = this.#graph.lengthM[edge]! - this.#along[rider]!
  }

  #place(rider: number): void {
    const g = this.#graph
    const edge = this.edge[rider]!
    const part = this.#along[rider]! / g.lengthM[edge]!
    const [a, b] = [g.from[edge]!, g.to[edge]!]
    this.x[rider] = g.x[a]! + part * (g.x[b]! - g.x[a]!)
    this.y[rider] = g.y[a]! + part * (g.y[b]! - g.y[a]!)
  }
}
