/** What the host writes into a document before anybody can: the same bytes for the same content, wherever it is made. */
import * as Y from 'yjs'
import { DOC_ROOTS } from '../../../shared/doc/rules.ts'
import { EDITOR_ROOT } from './text/content.ts'
import { yTypes } from './text/fragment.ts'
import type { TreeNode } from './text/tree.ts'

/** No editor draws it: they are random, of 32 bits. */
const SEED_CLIENT = 1

/** Of a document of the type `code`. */
export const codeSeedOf = (text: string): Uint8Array => {
  const doc = new Y.Doc()
  doc.clientID = SEED_CLIENT
  doc.getText(DOC_ROOTS.code).insert(0, text)
  return Y.encodeStateAsUpdate(doc)
}

export const seedOf = (tree: readonly TreeNode[]): Uint8Array => {
  const doc = new Y.Doc()
  doc.clientID = SEED_CLIENT
  doc.getXmlFragment(EDITOR_ROOT).insert(0, yTypes(tree))
  return Y.encodeStateAsUpdate(doc)
}
