/** A document behind the guard, as its room keeps one. */
import * as Y from 'yjs'
import { DocView } from '../../server/rooms/doc/guard/doc-view.ts'
import { inspect } from '../../server/rooms/doc/guard/inspect.ts'
import type { Accepted, Verdict } from '../../server/rooms/doc/guard/verdict.ts'
import type { Made } from './doc-authors.ts'

export class GuardedDoc {
  readonly doc = new Y.Doc()
  readonly owners = new Map<number, string>()
  readonly view = new DocView(this.doc, this.owners)
  /** What was let in, as it is logged. */
  readonly rows: Uint8Array[] = []

  inspect({ author, update }: Made): Verdict {
    return inspect(update, this.view.by(author))
  }

  /** Judges and, where it is accepted, applies. */
  take(made: Made): Verdict {
    const verdict = this.inspect(made)
    if (verdict.verdict === 'accept') this.apply(verdict, made.author)
    return verdict
  }

  apply({ update, written }: Accepted, author: string): void {
    Y.applyUpdate(this.doc, update, 'inbound')
    for (const { client } of written) this.owners.set(client, author)
    this.rows.push(update)
    if (this.pending) throw new Error('Yjs waits for something')
  }

  get pending(): boolean {
    return this.doc.store.pendingStructs !== null || this.doc.store.pendingDs !== null
  }
}

/** All that two documents of the same history agree on, whatever their clients and their splits. */
export const contentOf = (doc: Y.Doc): unknown => {
  const text = doc.getText('text').toDelta() as unknown
  const values = [doc.getMap('map').toJSON(), doc.getArray('array').toJSON(), doc.getXmlFragment('xml').toJSON()]
  return { text, values, vector: vectorOf(doc) }
}

const vectorOf = (doc: Y.Doc): readonly (readonly [number, number])[] =>
  [...Y.decodeStateVector(Y.encodeStateVector(doc))].sort(([a], [b]) => a - b)
