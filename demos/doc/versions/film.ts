/** The state of a document after any of its updates: forward by applying, backward from the nearest state that was kept. */
import * as Y from 'yjs'

const KEPT_EVERY = 200

/** How many edits are one step of a film of `most` steps, at most. */
export const strideOf = (edits: number, most: number): number => Math.max(1, Math.ceil(edits / most))

export class Film {
  readonly #updates: readonly Uint8Array[]
  readonly #empty: () => Y.Doc
  readonly #kept = new Map<number, Uint8Array>()
  #doc: Y.Doc
  #at = 0

  constructor(updates: readonly Uint8Array[], empty: () => Y.Doc) {
    this.#updates = updates
    this.#empty = empty
    this.#doc = empty()
  }

  /** The document after the first `wanted` updates; it is another one's after the next call. */
  at(wanted: number): Y.Doc {
    if (wanted < this.#at) this.#back(wanted)
    for (; this.#at < wanted; this.#at++) {
      const update = this.#updates[this.#at]
      if (update === undefined) break
      Y.applyUpdate(this.#doc, update)
      const next = this.#at + 1
      if (next % KEPT_EVERY === 0 && !this.#kept.has(next)) this.#kept.set(next, Y.encodeStateAsUpdate(this.#doc))
    }
    return this.#doc
  }

  close(): void {
    this.#doc.destroy()
  }

  #back(wanted: number): void {
    const nearest = Math.max(0, ...[...this.#kept.keys()].filter((n) => n <= wanted))
    this.#doc.destroy()
    this.#doc = this.#empty()
    const kept = this.#kept.get(nearest)
    if (kept !== undefined) Y.applyUpdate(this.#doc, kept)
    this.#at = nearest
  }
}
