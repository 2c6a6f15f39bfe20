/** Which documents of this host have a Y.Doc: those that were used last, as far as memory goes. */

/** A Y.Doc takes about so many times the bytes of its update. */
const FACTOR = 12
const BYTES = 512 * 1024 * 1024

/** A document that can do without. */
export interface Coolable {
  /** Forgets its Y.Doc, unless it is in use right now. */
  cool(): void
}

interface Hot {
  readonly one: Coolable
  readonly takes: number
}

export class HotShelf {
  readonly #bytesMax: number
  /** By room, the latest used last. */
  readonly #hot = new Map<string, Hot>()
  #bytes = 0
  /** The one that was used last. */
  #latest = ''

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
  use(room: string, one: Coolable, bytes: number): void {
    const takes = bytes * FACTOR
    // For each of the edits of a tick: a Map that things are taken out of and put into is made anew again and again.
    if (this.#latest === room && this.#hot.get(room)?.takes === takes) return
    this.forget(room)
    this.#latest = room
    this.#hot.set(room, { one, takes })
    this.#bytes += takes
    for (const [oldest, hot] of this.#hot) {
      if (this.#bytes <= this.#bytesMax || oldest === room) break
      this.forget(oldest)
      hot.one.cool()
    }
  }

  /** Whatever is held of that room. */
  forget(room: string): void {
    const hot = this.#hot.get(room)
    if (hot === undefined) return
    this.#hot.delete(room)
    this.#bytes -= hot.takes
  }
}
