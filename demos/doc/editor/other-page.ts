/**
 * Which page a document is for. An editor of rich text leaves its own blocks in whatever it opens, and one of code its
 * own text: beside each other they would hide one another from who reads the document as a whole.
 */
import { DOC_ROOTS } from '../../../shared/doc/rules.ts'
import type { DocInfo } from '@tutti/client/doc'
import * as Y from 'yjs'
import { FRAGMENT } from '../fragment.ts'

/** It is code, by what it was made as, or by what stands in it. */
export const isCode = (info: DocInfo | null, doc: Y.Doc): boolean =>
  info?.type === 'code' || (isBlank(doc.getXmlFragment(FRAGMENT)) && holdsText(doc))

/** It is rich text, by what it was made as, or by what stands in it. `whole`: all that the host has of it is here. */
export const isRich = (info: DocInfo | null, doc: Y.Doc, whole: boolean): boolean =>
  whole && info !== null ? !isCode(info, doc) : info?.type !== 'code' && !isBlank(doc.getXmlFragment(FRAGMENT))

/** Nothing but empty lines. */
const isBlank = (fragment: Y.XmlFragment): boolean => {
  for (let item = fragment._start; item !== null; item = item.right) {
    if (item.deleted) continue
    const type = item.content instanceof Y.ContentType ? item.content.type : undefined
    if (!(type instanceof Y.XmlElement) || type.nodeName !== 'paragraph' || type.length > 0) return false
  }
  return true
}

/** What a root is is only known by what stands in it. */
const holdsText = (doc: Y.Doc): boolean => {
  for (let item = doc.share.get(DOC_ROOTS.code)?._start ?? null; item !== null; item = item.right)
    if (!item.deleted && item.content instanceof Y.ContentString) return true
  return false
}
