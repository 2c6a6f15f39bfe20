/** Yjs clients that the host writes with, one for each person: a new one for every text would stay in the document for ever. */
import type * as Y from 'yjs'

/** As many people are remembered; whoever comes back after them gets a new pen. */
const KEPT = 500

export class Pens {
  readonly #random: () => number
  readonly #of = new Map<string, number>()

  constructor(random: () => number) {
    this.#random = random
  }

  /** Theirs, for what is written now and in one go. */
  of(user: string, doc: Y.Doc): number {
    const known = this.#of.get(user)
    if (known !== undefined) return known
    const pen = this.fresh(doc)
    const [first] = this.#of.keys()
    if (this.#of.size >= KEPT && first !== undefined) this.#of.delete(first)
    this.#of.set(user, pen)
    return pen
  }

  /** One that nobody has written with, for what is made elsewhere and comes back later. */
  fresh(doc: Y.Doc): number {
    for (;;) {
      const pen = 1 + Math.floor(this.#random() * 0xfffffffe)
      if (!doc.store.clients.has(pen)) return pen
    }
  }
}
