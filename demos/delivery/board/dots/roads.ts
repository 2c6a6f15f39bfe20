/** The nearest road to a place, and how two roads meet: for dots that go along streets. */
import type { City, RoadGraph } from '../../../../shared/delivery/city/types.ts'
import { Snapping, onRoad } from '../../../../shared/delivery/roads/snapping.ts'

export class RoadJoints {
  /** Of the last nearest(): on the road, metres. */
  x = 0
  y = 0
  readonly #roads: RoadGraph
  readonly #snapping: Snapping
  readonly #at = onRoad()

  constructor({ roads }: City) {
    this.#roads = roads
    this.#snapping = new Snapping(roads)
  }

  /** The road nearest to a place, at most `mostM` away; −1: none. */
  nearest(x: number, y: number, mostM: number): number {
    const at = this.#snapping.nearest(x, y, this.#at, true)
    if (at.offM > mostM) return -1
    this.x = at.x
    this.y = at.y
    return at.edge
  }

  /** The node that two roads share; −1: none. */
  shared(a: number, b: number): number {
    const { from, to } = this.#roads
    if (from[a] === from[b] || from[a] === to[b]) return from[a]!
    return to[a] === from[b] || to[a] === to[b] ? to[a]! : -1
  }

  /** The nodes over which two roads are joined by a third: that of a, and that of b. */
  joined(a: number, b: number): readonly [number, number] | undefined {
    const { from, to, first } = this.#roads
    for (const node of [from[a]!, to[a]!])
      for (let edge = first[node]!; edge < first[node + 1]!; edge++) {
        const end = to[edge]!
        if (end === from[b] || end === to[b]) return [node, end]
      }
    return undefined
  }

  xOf(node: number): number {
    return this.#roads.x[node]!
  }

  yOf(node: number): number {
    return this.#roads.y[node]!
  }
}
