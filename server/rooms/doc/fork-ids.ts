/** Sets of ids of a Y.Doc, as ranges of each client's clocks. */
import type * as Y from 'yjs'

export type Range = readonly [clock: number, length: number]

export class Ids {
  readonly #ranges = new Map<number, Range[]>()
  #merged = true

  static of(deletes: ReadonlyMap<number, readonly { readonly clock: number; readonly len: number }[]>): Ids {
    const ids = new Ids()
    for (const [client, ranges] of deletes) for (const { clock, len } of ranges) ids.add(client, clock, len)
    return ids
  }

  get isEmpty(): boolean {
    return this.#ranges.size === 0
  }

  add(client: number, clock: number, length: number): void {
    if (length <= 0) return
    const known = this.#ranges.get(client)
    if (known === undefined) this.#ranges.set(client, [[clock, length]])
    else known.push([clock, length])
    this.#merged = false
  }

  addAll(others: Ids): void {
    for (const [client, ranges] of others.#ranges) for (const [clock, length] of ranges) this.add(client, clock, length)
  }

  /** By client, the highest first; ascending, and none touches another. */
  ranges(): readonly (readonly [client: number, ranges: readonly Range[]])[] {
    this.#merge()
    return [...this.#ranges].toSorted(([a], [b]) => b - a)
  }

  /** Those of that client. */
  of(client: number): readonly Range[] {
    this.#merge()
    return this.#ranges.get(client) ?? []
  }

  has({ client, clock }: Y.ID): boolean {
    return this.within(client, clock, 1).length > 0
  }

  /** What of that range is in here. */
  within(client: number, clock: number, length: number): Range[] {
    const found: Range[] = []
    for (const [at, size] of this.of(client)) {
      const from = Math.max(at, clock)
      const to = Math.min(at + size, clock + length)
      if (to > from) found.push([from, to - from])
      if (at >= clock + length) break
    }
    return found
  }

  /** What is in here, and not among those. */
  without(others: Ids): Ids {
    const left = new Ids()
    for (const [client, ranges] of this.ranges())
      for (const [clock, length] of ranges) {
        let from = clock
        for (const [at, size] of others.within(client, clock, length)) {
          left.add(client, from, at - from)
          from = at + size
        }
        left.add(client, from, clock + length - from)
      }
    return left
  }

  /** The same text for the same ids. */
  toString(): string {
    return this.ranges()
      .map(([client, ranges]) => `${client}:${ranges.map(([clock, length]) => `${clock}+${length}`).join()}`)
      .join(';')
  }

  #merge(): void {
    if (this.#merged) return
    this.#merged = true
    for (const [client, ranges] of this.#ranges) {
      const merged: Range[] = []
      for (const [clock, length] of ranges.toSorted(([a], [b]) => a - b)) {
        const last = merged.at(-1)
        if (last === undefined || clock > last[0] + last[1]) merged.push([clock, length])
        else merged[merged.length - 1] = [last[0], Math.max(last[1], clock + length - last[0])]
      }
      this.#ranges.set(client, merged)
    }
  }
}
