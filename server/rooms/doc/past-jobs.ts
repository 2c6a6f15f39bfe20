/** What is too heavy for a tick and for a query: whole documents made of their bytes. Each is a pure function. */
import * as Y from 'yjs'
import { DOC } from '../../../shared/doc/rules.ts'
import type { DocType } from '../../../shared/doc/rules.ts'
import type { DocFormat } from '../../../shared/doc/types.ts'
import { TuttiError, toError } from '../../../shared/errors.ts'
import type { ErrorCode } from '../../../shared/errors.ts'
import { attribute } from './attribution.ts'
import type { Attribution, Row } from './attribution.ts'
import { buildDoc } from './past.ts'
import { restoring, reverting } from './rewind.ts'
import type { Pieces, Step } from './rewind.ts'
import { textAs } from './text/content.ts'
import { parseText } from './text/formats.ts'
import { splice } from './text/splice.ts'
import type { Where } from './text/splice.ts'
import { BOUNDS } from './text/tree.ts'
import type { TreeNode } from './text/tree.ts'

/** What a job came to, or the refusal that whoever asked gets: an error does not travel between threads. */
export type Outcome<T> = { readonly result: T } | { readonly refused: ErrorCode; readonly detail: string | undefined }

const outcome = <T>(run: () => T): Outcome<T> => {
  try {
    return { result: run() }
  } catch (thrown) {
    const { code, detail } = toError(thrown)
    return { refused: code, detail }
  }
}

const docOf = (pieces: Pieces): Y.Doc => {
  const doc = new Y.Doc()
  doc.transact(() => {
    for (const piece of pieces) Y.applyUpdate(doc, piece)
  })
  return doc
}

export interface Compared extends Attribution {
  readonly from: Uint8Array
  readonly to: Uint8Array
}

export interface Splicing {
  /** A snapshot and what stands behind it. */
  readonly now: Pieces
  readonly client: number
  readonly type: DocType
  readonly where: Where
  readonly format: DocFormat
  readonly source: string
}

/** @throws TuttiError `body_too_large` where no commit could hold it */
const boundedUpdate = (update: Uint8Array | null): Uint8Array | null => {
  if (update !== null && update.length > DOC.partsBytesMax)
    throw new TuttiError('body_too_large', 'the text is more than one edit may bring')
  return update
}

export interface Tried {
  readonly from: Uint8Array
  readonly to: Uint8Array
}

export const pastJobs = {
  /** Text as blocks that the editor takes. */
  parse: ({ format, text }: { readonly format: DocFormat; readonly text: string }): Outcome<TreeNode[]> =>
    outcome(() => parseText(format, text)),
  /** What a text makes of a document, as an update by `client`; null: nothing. */
  splice: ({ now, client, type, where, format, source }: Splicing): Outcome<Uint8Array | null> =>
    outcome(() => {
      const tree = type === 'code' ? [] : parseText(format, source, BOUNDS.nodesInFile)
      const [snapshot, ...tail] = now
      const doc = buildDoc(snapshot!, tail)
      doc.clientID = client
      let update: Uint8Array | null = null
      doc.on('update', (said: Uint8Array) => (update = said))
      doc.transact(() => splice(doc, type, where, tree, source))
      doc.destroy()
      return boundedUpdate(update)
    }),
  /** A document as text. */
  text: ({ pieces, format }: { readonly pieces: Pieces; readonly format: DocFormat }): Outcome<string> =>
    outcome(() => textAs(docOf(pieces), format)),
  /** Of each list, in order, one update. */
  merge: (lists: readonly Pieces[]): Outcome<Uint8Array[]> =>
    outcome(() => lists.map((updates) => Y.mergeUpdates([...updates]))),
  /** A document as one update. */
  state: (pieces: Pieces): Outcome<Uint8Array> => outcome(() => Y.encodeStateAsUpdate(docOf(pieces))),
  /** What of an update somebody lacks who has what the state vector says. */
  beyond: ({ update, vector }: { readonly update: Uint8Array; readonly vector: Uint8Array }): Outcome<Uint8Array> =>
    outcome(() => {
      Y.decodeStateVector(vector)
      return Y.diffUpdate(update, vector)
    }),
  compare: ({ from, rows }: { readonly from: Pieces; readonly rows: readonly Row[] }): Outcome<Compared> =>
    outcome(() => {
      const doc = docOf(from)
      const before = Y.encodeStateAsUpdate(doc)
      const who = attribute(doc, rows)
      doc.transact(() => {
        for (const { update } of rows) Y.applyUpdate(doc, update)
      })
      return { from: before, to: Y.encodeStateAsUpdate(doc), ...who }
    }),
  restore: (input: {
    readonly earlier: Pieces
    readonly now: Pieces
    readonly client: number
  }): Outcome<Uint8Array | null> => outcome(() => restoring(input.earlier, input.now, input.client)),
  revert: (input: {
    readonly base: Pieces
    readonly steps: readonly Step[]
    readonly now: Pieces
    readonly client: number
  }): Outcome<Uint8Array | null> => outcome(() => reverting(input.base, input.steps, input.now, input.client)),
  /** The present, and what undoing would make of it. */
  tryRevert: ({ base, steps }: { readonly base: Pieces; readonly steps: readonly Step[] }): Outcome<Tried> =>
    outcome(() => {
      const doc = docOf([...base, ...steps.map(({ update }) => update)])
      const from = Y.encodeStateAsUpdate(doc)
      // Nobody's client: it is looked at, and kept nowhere.
      const update = reverting(base, steps, [], Math.max(0, ...doc.store.clients.keys()) + 1)
      if (update !== null) Y.applyUpdate(doc, update)
      return { from, to: Y.encodeStateAsUpdate(doc) }
    }),
}
