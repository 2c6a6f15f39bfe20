/** What a document holds that the host does not: nothing is uploaded where that is nothing. */
import * as Y from 'yjs'

/** Structs are counted by client; deletions are not, and are compared with what the host has sent, range by range. */
export const holdsMore = (
  doc: Y.Doc,
  vector: Uint8Array,
  sent: readonly Uint8Array[],
): 'structs' | 'deletes' | null => {
  if (ahead(doc, vector).length > 0) return 'structs'
  const mine = Y.createDeleteSetFromStructStore(doc.store)
  if (mine.clients.size === 0) return null
  const theirs = Y.mergeDeleteSets(sent.map((update) => Y.decodeUpdate(update).ds))
  for (const [client, ranges] of mine.clients) {
    const known = theirs.clients.get(client) ?? []
    let at = 0
    // Both ascend and neither overlaps itself: one walk.
    for (const { clock, len } of ranges) {
      while (at < known.length && known[at]!.clock + known[at]!.len < clock + len) at++
      if (at === known.length || known[at]!.clock > clock) return 'deletes'
    }
  }
  return null
}

/** The clients of which the document has more than the vector says. */
export const ahead = (doc: Y.Doc, vector: Uint8Array): number[] => {
  const host = Y.decodeStateVector(vector)
  const more: number[] = []
  for (const [client, structs] of doc.store.clients) {
    const last = structs.at(-1)
    if (last !== undefined && last.id.clock + last.length > (host.get(client) ?? 0)) more.push(client)
  }
  return more
}

export const isEmpty = (doc: Y.Doc): boolean => doc.store.clients.size === 0
