/** Which documents of this host have a Y.Doc: those that were written last, as far as memory goes. */

/** A Y.Doc takes about so many times the bytes of its update. */
const FACTOR = 12
const BYTES = 512 * 1024 * 1024

/** A document that can do without. */
export interface Coolable {
  /** Forgets its Y.Doc, unless it is in use right now. */
  cool(): void
}

export class HotShelf {
  readonly #bytesMax: number
  /** The latest used last. */
  readonly #hot = new Map<Coolable, number>()
  #bytes = 0

  constructor(bytesMax = BYTES) {
    this.#bytesMax = bytesMax
  }

  /** About what they take together. */
  get bytes(): number {
    return this.#bytes
  }

  get size(): number {
    return this.#hot.size
  }

  /** It is used, and has so many bytes as an update. */
  use(one: Coolable, bytes: number): void {
    this.forget(one)
    const takes = bytes * FACTOR
    this.#hot.set(one, takes)
    this.#bytes += takes
    for (const [oldest] of this.#hot) {
      if (this.#bytes <= this.#bytesMax || oldest === one) break
      this.forget(oldest)
      oldest.cool()
    }
  }

  forget(one: Coolable): void {
    const takes = this.#hot.get(one)
    if (takes === undefined) return
    this.#hot.delete(one)
    this.#bytes -= takes
  }
}
