/** A document as a Y.Doc, for as long as somebody writes: what it takes in one go is one transaction, and one update. */
import * as Y from 'yjs'
import { DocView } from './guard/doc-view.ts'
import type { Owners, Written } from './guard/verdict.ts'
import { together } from './together.ts'
import type { Part } from './together.ts'

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
  /** What the guard sees. */
  readonly view: DocView
  #update: Uint8Array | undefined
  /** What it brings is known beforehand. */
  #isTogether = false
  #own: Uint8Array[] = []

  constructor(doc: Y.Doc, owners: Owners) {
    this.doc = doc
    this.view = new DocView(doc, owners)
    // Yjs writes down what a transaction brought only where somebody listens.
    doc.on('afterTransactionCleanup', ({ origin }: Y.Transaction) => {
      if (origin === INBOUND && this.#isTogether) doc.off('update', this.#heard)
      else doc.on('update', this.#heard)
    })
  }

  #heard = (update: Uint8Array, origin: unknown): void => {
    if (origin === INBOUND) this.#update = update
    else this.#own.push(update)
  }

  /** Something came of the last transaction, though it may have thrown. */
  get changed(): boolean {
    return this.#update !== undefined || this.#own.length > 0
  }

  /** What the host writes itself, as that Yjs client. @throws whatever `run` throws: where it has changed() something, this is good for nothing any more */
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
    this.view.applied()
    return { update: this.#update, own: this.#own }
  }

  /** What the guard has let in. @throws whatever Yjs throws: then this is good for nothing any more */
  apply(parts: readonly Part[]): Said {
    const all = together(parts)
    this.#update = all
    this.#isTogether = all !== undefined
    this.#own = []
    try {
      this.doc.transact(() => {
        if (all !== undefined) Y.applyUpdate(this.doc, all, INBOUND)
        else for (const { update } of parts) Y.applyUpdate(this.doc, update, INBOUND)
      }, INBOUND)
    } finally {
      this.#isTogether = false
    }
    this.view.applied()
    if (this.doc.store.pendingStructs !== null || this.doc.store.pendingDs !== null)
      throw new Error('the guard has let in what has to wait')
    return { update: this.#update, own: this.#own }
  }
}

/** Of an update that the host made itself. */
export const writtenIn = (update: Uint8Array): readonly Written[] => {
  const { from, to } = Y.parseUpdateMeta(update)
  return [...from].map(([client, clock]) => ({ client, from: clock, to: to.get(client) ?? clock }))
}
