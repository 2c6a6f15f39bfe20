/** A document's state as one update, what of it somebody lacks who has some already, and what came after it. */
import * as Y from 'yjs'
import { step2 } from './codec.ts'
import { WIRE } from './limits.ts'

/** Of a document without anything in it. */
export const NO_VECTOR = new Uint8Array([0])
export const EMPTY_UPDATE = new Uint8Array([0, 0])

export const isEmptyUpdate = (update: Uint8Array): boolean => update.length === 2 && update[0] === 0 && update[1] === 0

export class RoomState {
  readonly #update: Uint8Array
  readonly #written: (update: Uint8Array) => Uint8Array
  #whole: Uint8Array | undefined
  /** By state vector: clients that lost their line together come back with the same one. */
  readonly #diffs = new Map<string, Uint8Array>()
  readonly #finding = new Map<string, Promise<Uint8Array>>()

  /** `written`: as a message; SyncStep2 where nothing is said. */
  constructor(update: Uint8Array, written: (update: Uint8Array) => Uint8Array = step2) {
    this.#written = written
    this.#update = update.length === 0 ? EMPTY_UPDATE : update
  }

  /** What of it somebody lacks takes too long to find out here and now. */
  isLarge(vector: Uint8Array): boolean {
    return isSome(vector) && this.#update.length > WIRE.diffMax
  }

  /** For whoever has what `vector` says; of a large one all. */
  answer(vector: Uint8Array): Uint8Array {
    if (!isSome(vector) || this.isLarge(vector)) return (this.#whole ??= this.#written(this.#update))
    const key = Buffer.from(vector).toString('latin1')
    const known = this.#diffs.get(key)
    if (known !== undefined) return known
    const diff = this.#written(this.#diff(vector))
    if (this.#diffs.size < WIRE.diffsKept) this.#diffs.set(key, diff)
    return diff
  }

  /** The same of a large one, as `find` gives it; all where it cannot. Those who come with one vector share it. */
  beyond(vector: Uint8Array, find: () => Promise<Uint8Array>): Promise<Uint8Array> {
    const key = Buffer.from(vector).toString('latin1')
    const known = this.#finding.get(key)
    if (known !== undefined) return known
    const found = find().then(this.#written, () => this.answer(vector))
    if (this.#finding.size < WIRE.diffsKept) this.#finding.set(key, found)
    return found
  }

  /** A vector that is none gets everything, which is never wrong. */
  #diff(vector: Uint8Array): Uint8Array {
    try {
      return Y.diffUpdate(this.#update, vector)
    } catch {
      return this.#update
    }
  }
}

const isSome = (vector: Uint8Array): boolean => vector.length > 0 && Buffer.compare(vector, NO_VECTOR) !== 0

/** Work of a merge grows with the square of how many are merged at once. */
const AT_ONCE = 64

/** Updates that follow each other as one; undefined: there are none. */
export const mergedTail = (tail: readonly Uint8Array[]): Uint8Array | undefined => {
  let updates = tail
  while (updates.length > 1) {
    const merged: Uint8Array[] = []
    for (let i = 0; i < updates.length; i += AT_ONCE) merged.push(Y.mergeUpdates(updates.slice(i, i + AT_ONCE)))
    updates = merged
  }
  return updates[0]
}
