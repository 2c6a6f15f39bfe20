/** A document, what the host has of a fork of it, and what of the fork is only here: put together. */
import * as Y from 'yjs'
import type { KeptFork } from './local-copies.ts'

export const keptOf = (host: readonly Uint8Array[], mine: readonly Uint8Array[]): KeptFork => ({
  host: merged(host)[0],
  mine: merged(mine),
})

export const joined = (main: Y.Doc, host: readonly Uint8Array[]): Y.Doc => {
  const doc = new Y.Doc()
  for (const update of [Y.encodeStateAsUpdate(main), ...host]) Y.applyUpdate(doc, update)
  return doc
}

/** Undefined: mine hangs on what is in neither. */
export const fitted = (main: Y.Doc, host: readonly Uint8Array[], mine: readonly Uint8Array[]): Y.Doc | undefined => {
  const doc = joined(main, host)
  // What the host has and does not fit is the host's to settle.
  const whole = doc.store.pendingStructs === null
  for (const update of mine) Y.applyUpdate(doc, update)
  return whole && doc.store.pendingStructs !== null ? undefined : doc
}

const merged = (updates: readonly Uint8Array[]): Uint8Array[] =>
  updates.length === 0 ? [] : [Y.mergeUpdates([...updates])]
