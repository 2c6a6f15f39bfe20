/** Who deleted what: a Yjs deletion carries no author, the row of the log that first brought it does. */
import * as Y from 'yjs'

export type Range = readonly [client: number, clock: number, length: number]

/** Ranges of clocks that were seen, by client: in order, apart. */
export class Ranges {
  readonly #of = new Map<number, { from: number; to: number }[]>()

  /** Adds a range; the parts of it that were not there. */
  add(client: number, clock: number, length: number): Range[] {
    const to = clock + length
    const all = this.#of.get(client) ?? []
    this.#of.set(client, all)
    const first = lowest(all, clock)
    const fresh: Range[] = []
    let at = clock
    let last = first
    for (; last < all.length && all[last]!.from <= to; last++) {
      const known = all[last]!
      if (known.from > at) fresh.push([client, at, known.from - at])
      at = Math.max(at, known.to)
    }
    if (at < to) fresh.push([client, at, to - at])
    const merged = {
      from: Math.min(clock, all[first]?.from ?? clock),
      to: Math.max(to, last > first ? all[last - 1]!.to : to),
    }
    if (fresh.length > 0) all.splice(first, last - first, merged)
    return fresh
  }
}

/** The first range that ends at or behind `clock`. */
const lowest = (all: readonly { readonly to: number }[], clock: number): number => {
  let [low, high] = [0, all.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (all[middle]!.to < clock) low = middle + 1
    else high = middle
  }
  return low
}

export interface Row {
  readonly by: string
  readonly update: Uint8Array
}

export interface Attribution {
  /** Yjs client → the author of the row that first brought something of it. */
  readonly clients: readonly (readonly [client: number, user: string])[]
  readonly deleted: readonly { readonly user: string; readonly ranges: readonly Range[] }[]
}

/** Of what `rows`, in order, did to the document `from`. */
export const attribute = (from: Y.Doc, rows: readonly Row[]): Attribution => {
  const gone = new Ranges()
  for (const [client, ranges] of Y.createDeleteSetFromStructStore(from.store).clients)
    for (const { clock, len } of ranges) gone.add(client, clock, len)
  const known = Y.decodeStateVector(Y.encodeStateVector(from))
  const clients = new Map<number, string>()
  const deleted = new Map<string, Range[]>()
  for (const { by, update } of rows) {
    for (const [client, to] of Y.parseUpdateMeta(update).to) {
      if (to <= (known.get(client) ?? 0)) continue
      known.set(client, to)
      if (!clients.has(client)) clients.set(client, by)
    }
    const mine = deleted.get(by) ?? []
    for (const [client, ranges] of Y.decodeUpdate(update).ds.clients)
      for (const { clock, len } of ranges) for (const range of gone.add(client, clock, len)) mine.push(range)
    if (mine.length > 0) deleted.set(by, mine)
  }
  return { clients: [...clients], deleted: [...deleted].map(([user, ranges]) => ({ user, ranges })) }
}
