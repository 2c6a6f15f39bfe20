/** A city's roads to find ways on: what each costs by mode, where the nearest one is, and what is known beforehand. */
import type { RoadGraph } from '../city/types.ts'
import { NodeHeap } from './heap.ts'
import { Snapping } from './snapping.ts'
import type { OnRoad } from './snapping.ts'
import { MODES, costsOf } from './speeds.ts'
import type { Mode } from './speeds.ts'

/** Places from which the way to every crossing is known: what bounds a search (A*, landmarks, triangle inequality). */
const LANDMARKS = 8

export class Roads {
  readonly graph: RoadGraph
  readonly snapping: Snapping
  readonly #costs: Readonly<Record<Mode, Float64Array>>
  readonly #heap: NodeHeap
  readonly #landmarks = new Map<Mode, readonly Float64Array[]>()

  constructor(graph: RoadGraph) {
    this.graph = graph
    this.snapping = new Snapping(graph)
    this.#heap = new NodeHeap(graph.nodes)
    const [motor, muscle] = MODES.map((mode) => costsOf(graph, mode)) as [Float64Array, Float64Array]
    this.#costs = { motor, muscle }
  }

  /** By edge: metres at the usual pace that take as long (speeds.ts). */
  costs(mode: Mode): Float64Array {
    return this.#costs[mode]
  }

  /** From every crossing to a place on a road, by Dijkstra's search; Infinity where this mode cannot go. */
  from<T extends Float64Array>(place: OnRoad, mode: Mode, out: T): T {
    const { from, to } = this.graph
    const cost = this.#costs[mode][place.edge]!
    out.fill(Infinity)
    this.#heap.clear()
    // A door on a road that this mode may not use: it goes along it all the same.
    const whole = cost === Infinity ? this.graph.lengthM[place.edge]! : cost
    this.#reach(from[place.edge]!, whole * place.part, out)
    this.#reach(to[place.edge]!, whole * (1 - place.part), out)
    this.#spread(mode, out)
    return out
  }

  /** Spread over the city: each as far as can be from those before. */
  landmarks(mode: Mode): readonly Float64Array[] {
    const known = this.#landmarks.get(mode)
    if (known !== undefined) return known
    const { nodes } = this.graph
    const found: Float64Array[] = []
    let next = 0
    for (let i = 0; i <= LANDMARKS; i++) {
      const out = new Float64Array(nodes).fill(Infinity)
      this.#heap.clear()
      this.#reach(next, 0, out)
      this.#spread(mode, out)
      // The first is only where the others begin: somewhere at the rim is better.
      if (i > 0) found.push(out)
      let best = -1
      for (let node = 0; node < nodes; node++) {
        let least = out[node]!
        for (const other of found) least = Math.min(least, other[node]!)
        if (least !== Infinity && least > best) {
          best = least
          next = node
        }
      }
    }
    this.#landmarks.set(mode, found)
    return found
  }

  #reach(node: number, cost: number, out: Float64Array): void {
    if (cost >= out[node]!) return
    out[node] = cost
    this.#heap.put(node, cost)
  }

  #spread(mode: Mode, out: Float64Array): void {
    const heap = this.#heap
    const costs = this.#costs[mode]
    const { first, to } = this.graph
    while (heap.size > 0) {
      const node = heap.pop()
      const at = out[node]!
      for (let edge = first[node]!, end = first[node + 1]!; edge < end; edge++) {
        const next = to[edge]!
        const cost = at + costs[edge]!
        if (cost < out[next]!) {
          out[next] = cost
          heap.put(next, cost)
        }
      }
    }
  }
}
