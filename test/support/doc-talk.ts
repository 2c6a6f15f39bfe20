/** People who talk about a document at a table of its own, and the editor that they point with. */
import * as Y from 'yjs'
import type { Anchor, Thread } from '../../shared/doc/types.ts'
import type { Member } from '../../server/engine/room.ts'
import type { DocTable } from './doc-table.ts'

interface Ids {
  readonly thread: string
  readonly comment: string
}

export const say = async (table: DocTable, who: Member, text: string, more: object = {}) =>
  (await table.do(who, 'comment', { text, ...more })) as Ids

/** As everybody has heard of it last. */
export const heard = (table: DocTable, id: string): Thread | null =>
  table.test
    .told('thread')
    .filter((one) => one.id === id)
    .at(-1)!.thread

/** Somebody's editor on the document. */
export const editor = async (table: DocTable, who: Member) => {
  const ydoc = new Y.Doc()
  const follow = () => {
    for (const update of table.test.told('edited')) Y.applyUpdate(ydoc, update)
  }
  const write = async (change: (ydoc: Y.Doc) => void) => {
    follow()
    const before = Y.encodeStateVector(ydoc)
    ydoc.transact(() => change(ydoc))
    await table.do(who, 'edit', Y.encodeStateAsUpdate(ydoc, before))
  }
  const at = (type: Y.Text, index: number, assoc = 0) =>
    Y.encodeRelativePosition(Y.createRelativePositionFromTypeIndex(type, index, assoc))
  const anchor = (from: number, to: number): Anchor => {
    const text = ydoc.getText('code')
    return { from: at(text, from), to: at(text, to, -1), quote: text.toJSON().slice(from, to) }
  }
  const reads = ({ anchor: where }: Thread): string => {
    follow()
    const place = (bytes: Uint8Array) =>
      Y.createAbsolutePositionFromRelativePosition(Y.decodeRelativePosition(bytes), ydoc, false)!.index
    return ydoc.getText('code').toJSON().slice(place(where!.from), place(where!.to))
  }
  return { ydoc, write, at, anchor, reads, text: () => ydoc.getText('code') }
}
