/** A document as a Y.Doc, for as long as somebody writes: what it takes in one go is one transaction, and one update. */
import * as Y from 'yjs'

/** What came of a transaction. */
export interface Said {
  /** What it brought that was new, all of it as one update; undefined: nothing. */
  readonly update: Uint8Array | undefined
  /** What Yjs did itself on the occasion, of which no inbound update tells. */
  readonly own: readonly Uint8Array[]
}

const INBOUND = Symbol('inbound')

export class Hot {
  readonly doc: Y.Doc
  #update: Uint8Array | undefined
  #own: Uint8Array[] = []

  constructor(doc: Y.Doc) {
    this.doc = doc
    doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin === INBOUND) this.#update = update
      else this.#own.push(update)
    })
  }

  /** What the host writes itself, as that Yjs client. @throws whatever `run` throws: then this is good for nothing any more */
  change(client: number, run: (doc: Y.Doc) => void): Said {
    this.#update = undefined
    this.#own = []
    const { clientID } = this.doc
    this.doc.clientID = client
    try {
      this.doc.transact(() => run(this.doc), INBOUND)
    } finally {
      this.doc.clientID = clientID
    }
    return { update: this.#update, own: this.#own }
  }

  /** @throws whatever Yjs throws: then this is good for nothing any more */
  apply(updates: readonly Uint8Array[]): Said {
    this.#update = undefined
    this.#own = []
    this.doc.transact(() => {
      for (const update of updates) Y.applyUpdate(this.doc, update, INBOUND)
    }, INBOUND)
    return { update: this.#update, own: this.#own }
  }
}
