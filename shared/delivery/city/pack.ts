/** Roads as columns, and as the lines that a map draws. */
import type { Draft } from './arrange.ts'
import { ROAD_CLASSES } from './types.ts'
import type { RoadGraph, Way } from './types.ts'

/** Both directions of every piece. */
export const pack = ({ x, y, pieces }: Draft): RoadGraph => {
  const nodes = x.length
  const edges = pieces.length * 2
  const first = new Int32Array(nodes + 1)
  for (const { a, b } of pieces) {
    first[a + 1]!++
    first[b + 1]!++
  }
  for (let node = 0; node < nodes; node++) first[node + 1]! += first[node]!
  const next = first.slice()
  const graph = {
    nodes,
    edges,
    x: Float64Array.from(x),
    y: Float64Array.from(y),
    first,
    from: new Int32Array(edges),
    to: new Int32Array(edges),
    lengthM: new Float64Array(edges),
    road: new Uint8Array(edges),
    street: new Int32Array(edges),
  }
  for (const { a, b, road, street } of pieces) {
    const dx = x[b]! - x[a]!
    const dy = y[b]! - y[a]!
    const lengthM = Math.sqrt(dx * dx + dy * dy)
    for (const [from, to] of [
      [a, b],
      [b, a],
    ] as const) {
      const edge = next[from]!++
      graph.from[edge] = from
      graph.to[edge] = to
      graph.lengthM[edge] = lengthM
      graph.road[edge] = road
      graph.street[edge] = street
    }
  }
  return graph
}

/** Pieces that follow each other on one street make one line. */
export const waysOf = ({ x, y, pieces }: Draft): Way[] => {
  const drawn: Way[][] = ROAD_CLASSES.map(() => [])
  let line: number[] = []
  pieces.forEach(({ a, b, road, street, bridge }, i) => {
    if (line.length === 0) line = [a]
    line.push(b)
    const next = pieces[i + 1]
    if (next !== undefined && next.a === b && next.street === street && next.bridge === bridge) return
    const points = Float64Array.from(line.flatMap((node) => [x[node]!, y[node]!]))
    drawn[road]!.push({ road: ROAD_CLASSES[road]!, street, bridge, points })
    line = []
  })
  return drawn.toReversed().flat()
}
