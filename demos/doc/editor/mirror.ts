/** A copy that follows a document and gives nothing back: whatever is bound to it can do no harm. */
import * as Y from 'yjs'

export interface Mirror {
  readonly doc: Y.Doc
  close(): void
}

export const mirrorOf = (source: Y.Doc): Mirror => {
  const doc = new Y.Doc()
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(source))
  const follow = (update: Uint8Array): void => Y.applyUpdate(doc, update)
  source.on('update', follow)
  return {
    doc,
    close() {
      source.off('update', follow)
      doc.destroy()
    },
  }
}
