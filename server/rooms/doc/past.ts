/** A document as bytes: a snapshot, and the log behind it. All that is needed of one that nobody writes. */
import * as Y from 'yjs'
import type { Written } from './guard/verdict.ts'
import { writtenIn } from './hot.ts'
import { ToldTail } from './told-tail.ts'

export interface Snapshot {
  /** Log position: every update up to it is in there. */
  readonly n: number
  readonly vector: Uint8Array
  readonly data: Uint8Array
}

/** Of a document without a word. */
export const NOTHING: Snapshot = {
  n: 0,
  vector: Y.encodeStateVector(new Map()),
  data: Y.encodeStateAsUpdate(new Y.Doc()),
}

export class Past {
  #snapshot: Snapshot
  readonly #tail = new ToldTail()
  #n: number
  /** Client → clock behind its last struct. */
  readonly #clocks: Map<number, number>
  #vector: Uint8Array | undefined

  constructor(snapshot: Snapshot, tail: readonly Uint8Array[] = []) {
    this.#snapshot = snapshot
    this.#n = snapshot.n
    this.#clocks = Y.decodeStateVector(snapshot.vector)
    for (const update of tail) this.add(update)
  }

  /** Log position. */
  get n(): number {
    return this.#n
  }

  get snapshot(): Snapshot {
    return this.#snapshot
  }

  /** What stands behind the snapshot: as many updates, or fewer. */
  get tail(): readonly Uint8Array[] {
    return this.#tail.said()
  }

  /** The same for whoever comes: without the content of what was deleted since. */
  get told(): readonly Uint8Array[] {
    return this.#tail.told()
  }

  get tailBytes(): number {
    return this.#tail.bytes
  }

  /** About what it takes as one update. */
  get bytes(): number {
    return this.#snapshot.data.length + this.#tail.bytes
  }

  /** Client → clock behind its last struct. */
  get clocks(): ReadonlyMap<number, number> {
    return this.#clocks
  }

  /** State vector of the whole. */
  get vector(): Uint8Array {
    return (this.#vector ??= Y.encodeStateVector(this.#clocks))
  }

  /** The next rows of the log as one update: nothing that it builds on is missing. `written`: what of whom is in it. */
  add(update: Uint8Array, written: readonly Written[] = writtenIn(update), rows = 1): void {
    this.#n += rows
    this.#tail.add(this.#n, update, written)
    for (const { client, to } of written) if (to > (this.#clocks.get(client) ?? 0)) this.#clocks.set(client, to)
    this.#vector = undefined
  }

  /** What a snapshot of now is made of; rebase() takes what came of it. */
  cut(): { readonly n: number; readonly snapshot: Uint8Array; readonly tail: readonly Uint8Array[] } {
    this.#tail.roll()
    return { n: this.#n, snapshot: this.#snapshot.data, tail: this.tail }
  }

  /** A snapshot of what was cut. */
  rebase(snapshot: Snapshot): void {
    if (snapshot.n <= this.#snapshot.n || snapshot.n > this.#n) return
    this.#snapshot = snapshot
    this.#tail.forget(snapshot.n)
  }

  /** A Y.Doc of it. */
  build(): Y.Doc {
    return buildDoc(this.#snapshot.data, this.tail)
  }
}

/** A Y.Doc of a snapshot and what stands behind it: exactly that. */
export const buildDoc = (snapshot: Uint8Array, tail: readonly Uint8Array[]): Y.Doc => {
  const doc = new Y.Doc()
  doc.transact((transaction) => {
    Y.applyUpdate(doc, snapshot)
    for (const update of tail) Y.applyUpdate(doc, update)
    // Or Yjs would tidy up what it reads, and the result would hold what nobody was told of.
    transaction.local = true
  })
  return doc
}
