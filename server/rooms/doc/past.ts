/** A document as bytes: a snapshot, and the log behind it. All that is needed of one that nobody writes. */
import * as Y from 'yjs'

export interface StoredSnapshot {
  /** Log position: every update up to it is in there. */
  readonly n: number
  readonly vector: Uint8Array
  readonly data: Uint8Array
}

/** Of a document without a word. */
export const NOTHING: StoredSnapshot = {
  n: 0,
  vector: Y.encodeStateVector(new Map()),
  data: Y.encodeStateAsUpdate(new Y.Doc()),
}

export class Past {
  #snapshot: StoredSnapshot
  #tail: Uint8Array[]
  #tailBytes: number
  /** Client → clock behind its last struct. */
  #clocks: Map<number, number>
  #vector: Uint8Array | undefined

  constructor(snapshot: StoredSnapshot, tail: readonly Uint8Array[]) {
    this.#snapshot = snapshot
    this.#tail = []
    this.#tailBytes = 0
    this.#clocks = Y.decodeStateVector(snapshot.vector)
    for (const update of tail) this.add(update)
  }

  /** Log position. */
  get n(): number {
    return this.#snapshot.n + this.#tail.length
  }

  get snapshot(): StoredSnapshot {
    return this.#snapshot
  }

  get tail(): readonly Uint8Array[] {
    return this.#tail
  }

  get tailBytes(): number {
    return this.#tailBytes
  }

  /** About what it takes as one update. */
  get bytes(): number {
    return this.#snapshot.data.length + this.#tailBytes
  }

  /** State vector of the whole. */
  get vector(): Uint8Array {
    return (this.#vector ??= Y.encodeStateVector(this.#clocks))
  }

  /** The next update of the log: nothing that it builds on is missing. */
  add(update: Uint8Array): void {
    this.#tail.push(update)
    this.#tailBytes += update.length
    for (const [client, clock] of Y.parseUpdateMeta(update).to)
      if (clock > (this.#clocks.get(client) ?? 0)) this.#clocks.set(client, clock)
    this.#vector = undefined
  }

  /** A later snapshot of the same log. */
  rebase(snapshot: StoredSnapshot): void {
    const gone = snapshot.n - this.#snapshot.n
    if (gone <= 0 || gone > this.#tail.length) return
    this.#snapshot = snapshot
    this.#tail = this.#tail.slice(gone)
    this.#tailBytes = this.#tail.reduce((sum, { length }) => sum + length, 0)
  }

  /** A Y.Doc of it. */
  build(): Y.Doc {
    const doc = new Y.Doc()
    doc.transact(() => {
      Y.applyUpdate(doc, this.#snapshot.data)
      for (const update of this.#tail) Y.applyUpdate(doc, update)
    })
    return doc
  }
}
