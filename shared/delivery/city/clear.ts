/** What of the drawn roads is built: none through water but bridges, none through parks but avenues, no loose ends. */
import type { Draft } from './arrange.ts'
import { AVENUE, LANE, MOTORWAY, STREET, isInside } from './plan.ts'
import type { River } from './river.ts'

/** A piece is looked at so often. */
const LOOK_M = 15
/** What crosses the water more slantingly than this is no bridge. */
const BRIDGE_MAX = 2.2
/** Loose ends that are shorter go: what reached over its crossing, and stubs. */
const STUB_M = 70
const GAPS = { [LANE]: 0.12, [STREET]: 0.025 } as Readonly<Record<number, number>>

type Piece = Draft['pieces'][number]

export const clear = (
  draft: Draft,
  river: River,
  parks: readonly (readonly number[])[],
  random: () => number,
): Draft => {
  let pieces = draft.pieces
    .filter((piece) => random() >= (GAPS[piece.road] ?? 0))
    .map((piece) => ({ ...piece, bridge: !isOverLand(draft, piece, river) }))
    .filter((piece) => !piece.bridge || isBridge(draft, piece, river))
    .filter((piece) => piece.road <= AVENUE || !parks.some((park) => isWithin(draft, piece, park)))
  for (;;) {
    const kept = withoutStubs(draft, pieces)
    if (kept.length === pieces.length) break
    pieces = kept
  }
  return renumbered(draft, largest(draft.x.length, pieces))
}

const lengthOf = ({ x, y }: Draft, { a, b }: Piece): number => {
  const dx = x[b]! - x[a]!
  const dy = y[b]! - y[a]!
  return Math.sqrt(dx * dx + dy * dy)
}

const isOverLand = (draft: Draft, piece: Piece, river: River): boolean => {
  const { x, y } = draft
  const { a, b } = piece
  const lengthM = lengthOf(draft, piece)
  // Twice as far as it could reach: away from the water, as most are.
  if (river.dry((x[a]! + x[b]!) / 2, (y[a]! + y[b]!) / 2) > lengthM) return true
  const steps = Math.ceil(lengthM / LOOK_M)
  for (let i = 0; i <= steps; i++) {
    const t = i / steps
    if (river.dry(x[a]! + t * (x[b]! - x[a]!), y[a]! + t * (y[b]! - y[a]!)) < 0) return false
  }
  return true
}

/** Motorways end in the middle of the water where they bend there: the next piece goes on. */
const isBridge = (draft: Draft, piece: Piece, river: River): boolean => {
  const { x, y } = draft
  const { a, b, road } = piece
  if (road === MOTORWAY) return true
  return (
    road === AVENUE &&
    lengthOf(draft, piece) < river.widthM * BRIDGE_MAX &&
    river.dry(x[a]!, y[a]!) >= 0 &&
    river.dry(x[b]!, y[b]!) >= 0
  )
}

/** Its middle lies in the park; along the outline it does not, but for rounding. */
const isWithin = ({ x, y }: Draft, { a, b }: Piece, park: readonly number[]): boolean => {
  const mx = (x[a]! + x[b]!) / 2
  const my = (y[a]! + y[b]!) / 2
  if (!isInside(park, mx, my)) return false
  for (let i = 0, j = park.length - 2; i < park.length; j = i, i += 2) {
    const dx = park[i]! - park[j]!
    const dy = park[i + 1]! - park[j + 1]!
    const along = ((mx - park[j]!) * dx + (my - park[j + 1]!) * dy) / (dx * dx + dy * dy)
    const off = ((mx - park[j]!) * dy - (my - park[j + 1]!) * dx) / Math.sqrt(dx * dx + dy * dy)
    if (along >= 0 && along <= 1 && off < 2 && off > -2) return false
  }
  return true
}

const withoutStubs = (draft: Draft, pieces: readonly Piece[]): Piece[] => {
  const degree = new Uint16Array(draft.x.length)
  for (const { a, b } of pieces) {
    degree[a]!++
    degree[b]!++
  }
  return pieces.filter((piece) => (degree[piece.a]! > 1 && degree[piece.b]! > 1) || lengthOf(draft, piece) >= STUB_M)
}

/** The roads that reach each other: all but a few. */
const largest = (nodes: number, pieces: readonly Piece[]): Piece[] => {
  const parent = Int32Array.from({ length: nodes }, (_, i) => i)
  const root = (node: number): number => {
    while (parent[node] !== node) node = parent[node] = parent[parent[node]!]!
    return node
  }
  for (const { a, b } of pieces) parent[root(a)] = root(b)
  const size = new Int32Array(nodes)
  let best = 0
  for (let node = 0; node < nodes; node++) {
    const at = root(node)
    if (++size[at]! > size[best]!) best = at
  }
  return pieces.filter(({ a }) => root(a) === best)
}

const renumbered = (draft: Draft, pieces: readonly Piece[]): Draft => {
  const number = new Map<number, number>()
  const out: Draft = { x: [], y: [], pieces: [] }
  const of = (node: number): number => {
    let to = number.get(node)
    if (to === undefined) {
      number.set(node, (to = out.x.push(draft.x[node]!) - 1))
      out.y.push(draft.y[node]!)
    }
    return to
  }
  for (const piece of pieces) out.pieces.push({ ...piece, a: of(piece.a), b: of(piece.b) })
  return out
}
