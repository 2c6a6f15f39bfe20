/** The fastest way between two places on roads: A* with landmarks, in columns that are used again. */
import { NodeHeap } from './heap.ts'
import type { Roads } from './roads.ts'
import type { OnRoad } from './snapping.ts'
import type { Mode } from './speeds.ts'

/**
 * One search at a time; what it found stands here until the next. Nothing is allocated but by points(). Both directions
 * of a road cost the same, so a landmark's distances bound from both sides: |d(L, goal) − d(L, n)| ≤ d(n, goal).
 */
export class WayFinder {
  /** Metres at the usual pace that take as long; Infinity: there is no way. */
  cost = Infinity
  metres = 0
  /** Crossings on the way. */
  count = 0
  /** Crossings that the search looked at. */
  seen = 0
  readonly path: Int32Array
  readonly #roads: Roads
  readonly #heap: NodeHeap
  readonly #cost: Float64Array
  readonly #before: Int32Array
  /** By node: the search that reached it last. */
  readonly #stamp: Uint32Array
  readonly #goal: Float64Array
  #search = 0
  #from: OnRoad | undefined
  #to: OnRoad | undefined

  constructor(roads: Roads) {
    const { nodes } = roads.graph
    this.#roads = roads
    this.path = new Int32Array(nodes)
    this.#heap = new NodeHeap(nodes)
    this.#cost = new Float64Array(nodes)
    this.#before = new Int32Array(nodes)
    this.#stamp = new Uint32Array(nodes)
    this.#goal = new Float64Array(16)
  }

  /** Finds the way; `cost`, `metres` and `path` are of it. False: there is none. */
  find(from: OnRoad, to: OnRoad, mode: Mode): boolean {
    this.#from = from
    this.#to = to
    this.cost = Infinity
    this.metres = 0
    this.count = 0
    this.seen = 0
    const { graph } = this.#roads
    const costs = this.#roads.costs(mode)
    const landmarks = this.#roads.landmarks(mode)
    const whole = (edge: number): number => (costs[edge] === Infinity ? graph.lengthM[edge]! : costs[edge]!)
    const [u, v] = [graph.from[to.edge]!, graph.to[to.edge]!]
    const tailU = whole(to.edge) * to.part
    const tailV = whole(to.edge) * (1 - to.part)
    for (let i = 0; i < landmarks.length; i++)
      this.#goal[i] = Math.min(landmarks[i]![u]! + tailU, landmarks[i]![v]! + tailV)

    const [a, b] = [graph.from[from.edge]!, graph.to[from.edge]!]
    let end = -1
    if (from.edge === to.edge) this.cost = whole(from.edge) * Math.abs(from.part - to.part)
    else if (a === v && b === u) this.cost = whole(from.edge) * Math.abs(from.part - 1 + to.part)

    this.#search++
    this.#heap.clear()
    this.#reach(a, whole(from.edge) * from.part, -1, landmarks)
    this.#reach(b, whole(from.edge) * (1 - from.part), -1, landmarks)
    const { first, to: heads } = graph
    while (this.#heap.least < this.cost) {
      const node = this.#heap.pop()
      const at = this.#cost[node]!
      this.seen++
      if (node === u && at + tailU < this.cost) {
        this.cost = at + tailU
        end = u
      }
      if (node === v && at + tailV < this.cost) {
        this.cost = at + tailV
        end = v
      }
      for (let edge = first[node]!, last = first[node + 1]!; edge < last; edge++)
        if (costs[edge] !== Infinity) this.#reach(heads[edge]!, at + costs[edge]!, node, landmarks)
    }
    if (this.cost === Infinity) return false
    this.#trace(end)
    return true
  }

  /** The way as a line from the first place to the second; x, y, x, y, … */
  points(): Float64Array {
    const { x, y } = this.#roads.graph
    const out = new Float64Array(2 * this.count + 4)
    out[0] = this.#from?.x ?? 0
    out[1] = this.#from?.y ?? 0
    for (let i = 0; i < this.count; i++) {
      out[2 * i + 2] = x[this.path[i]!]!
      out[2 * i + 3] = y[this.path[i]!]!
    }
    out[2 * this.count + 2] = this.#to?.x ?? 0
    out[2 * this.count + 3] = this.#to?.y ?? 0
    return out
  }

  #reach(node: number, cost: number, before: number, landmarks: readonly Float64Array[]): void {
    if (this.#stamp[node] === this.#search && cost >= this.#cost[node]!) return
    this.#stamp[node] = this.#search
    this.#cost[node] = cost
    this.#before[node] = before
    let least = 0
    for (let i = 0; i < landmarks.length; i++) {
      const bound = Math.abs(this.#goal[i]! - landmarks[i]![node]!)
      // Infinity − Infinity, where this mode does not go: nothing is known.
      if (bound > least) least = bound
    }
    this.#heap.put(node, cost + least)
  }

  #trace(end: number): void {
    const { x, y } = this.#roads.graph
    let count = 0
    for (let node = end; node >= 0; node = this.#before[node]!) this.path[count++] = node
    this.path.subarray(0, count).reverse()
    this.count = count
    let px = this.#from!.x
    let py = this.#from!.y
    for (let i = 0; i <= count; i++) {
      const qx = i < count ? x[this.path[i]!]! : this.#to!.x
      const qy = i < count ? y[this.path[i]!]! : this.#to!.y
      this.metres += Math.sqrt((qx - px) * (qx - px) + (qy - py) * (qy - py))
      px = qx
      py = qy
    }
  }
}
