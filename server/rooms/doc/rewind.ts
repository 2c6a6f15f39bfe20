/** Undoing as a forward edit: a document is rebuilt with all that it ever held, and what is to go is undone there as one step. */
import * as Y from 'yjs'

/** A document as bytes: updates that make it, in order. */
export type Pieces = readonly Uint8Array[]

/** A step of the log. */
export interface Step {
  readonly update: Uint8Array
  /** To be undone. */
  readonly undo: boolean
}

const UNDO = Symbol('undo')
const KEEP = Symbol('keep')

const rebuilt = (pieces: Pieces): Y.Doc => {
  // Deleted text stays: it may have to come back.
  const doc = new Y.Doc({ gc: false })
  doc.transact(() => {
    for (const piece of pieces) Y.applyUpdate(doc, piece, KEEP)
  }, KEEP)
  return doc
}

/** Everything that was done as UNDO is one step of its history. */
const historyOf = (doc: Y.Doc): Y.UndoManager =>
  new Y.UndoManager(doc, {
    trackedOrigins: new Set([UNDO]),
    captureTimeout: Number.MAX_SAFE_INTEGER,
    ignoreRemoteMapChanges: true,
  })

/** What undoing brings, as an update by `client`; null: it changes nothing. */
const undone = (doc: Y.Doc, history: Y.UndoManager, client: number): Uint8Array | null => {
  doc.clientID = client
  let update: Uint8Array | null = null
  doc.on('update', (said: Uint8Array) => {
    update = update === null ? said : Y.mergeUpdates([update, said])
  })
  while (history.undoStack.length > 0) history.undo()
  doc.destroy()
  return update
}

/** The update, by `client`, that makes of the document `now` what it was `then`, an earlier state of it; null: it is that. */
export const restoring = (then: Pieces, now: Pieces, client: number): Uint8Array | null => {
  const doc = rebuilt(then)
  const history = historyOf(doc)
  const later = Y.diffUpdate(now.length === 1 ? now[0]! : Y.mergeUpdates([...now]), Y.encodeStateVector(doc))
  Y.applyUpdate(doc, later, UNDO)
  return undone(doc, history, client)
}

/** The update, by `client`, that undoes some steps of the log from `base` on, in the document `now`; null: nothing of them is left. */
export const reverting = (base: Pieces, steps: readonly Step[], now: Pieces, client: number): Uint8Array | null => {
  const doc = rebuilt(base)
  const history = historyOf(doc)
  for (const { update, undo } of steps) Y.applyUpdate(doc, update, undo ? UNDO : KEEP)
  doc.transact(() => {
    for (const piece of now) Y.applyUpdate(doc, piece, KEEP)
  }, KEEP)
  return undone(doc, history, client)
}
