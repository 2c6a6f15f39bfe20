/** What is too heavy for a tick and for a query: whole documents made of their bytes. Each is a pure function. */
import * as Y from 'yjs'
import type { DocFormat } from '../../../shared/doc/types.ts'
import { toError } from '../../../shared/errors.ts'
import type { ErrorCode } from '../../../shared/errors.ts'
import { attribute } from './attribution.ts'
import type { Attribution, Row } from './attribution.ts'
import { restoring, reverting } from './rewind.ts'
import type { Pieces, Step } from './rewind.ts'
import { textAs } from './text/content.ts'
import { parseText } from './text/formats.ts'
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

export const pastJobs = {
  /** Text as blocks that the editor takes. */
  parse: ({ format, text }: { readonly format: DocFormat; readonly text: string }): Outcome<TreeNode[]> =>
    outcome(() => parseText(format, text)),
  /** A document as text. */
  text: ({ pieces, format }: { readonly pieces: Pieces; readonly format: DocFormat }): Outcome<string> =>
    outcome(() => textAs(docOf(pieces), format)),
  /** Of each list, in order, one update. */
  merge: (lists: readonly Pieces[]): Outcome<Uint8Array[]> =>
    outcome(() => lists.map((updates) => Y.mergeUpdates([...updates]))),
  /** A document as one update. */
  state: (pieces: Pieces): Outcome<Uint8Array> => outcome(() => Y.encodeStateAsUpdate(docOf(pieces))),
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
}
