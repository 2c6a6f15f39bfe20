/**
 * What stands in a document and this page does not know: other editors have other blocks. An editor that is bound to
 * them takes them out of the document, for everybody; so one looks first, and again at everything that comes.
 */
import * as Y from 'yjs'

export interface Known {
  node(name: string): boolean
  mark(name: string): boolean
}

type Parent = Y.XmlFragment | Y.XmlElement | Y.XmlText

/** The first one of the whole document. */
export const strangerIn = (parent: Parent, known: Known): string | undefined => search(parent, known, () => true)

/** The first one that came with this transaction. */
export const strangerOf = (transaction: Y.Transaction, fragment: Y.XmlFragment, known: Known): string | undefined => {
  const isNew = ({ id }: Y.Item): boolean => id.clock >= (transaction.beforeState.get(id.client) ?? 0)
  for (const type of transaction.changed.keys()) {
    if (!(type instanceof Y.XmlFragment || type instanceof Y.XmlText) || !isWithin(type._item, type, fragment)) continue
    const found = search(type, known, isNew)
    if (found !== undefined) return found
  }
  return undefined
}

const search = (parent: Parent, known: Known, wanted: (item: Y.Item) => boolean): string | undefined => {
  for (let item = parent._start; item !== null; item = item.right) {
    if (item.deleted || !wanted(item)) continue
    const { content } = item
    if (content instanceof Y.ContentFormat) {
      // Marks that may stand beside others of their kind carry a hash in their name.
      const name = content.key.replace(/--[\w+/=]{8}$/, '')
      if (content.value !== null && !known.mark(name)) return name
    } else if (content instanceof Y.ContentType) {
      const { type } = content
      if (type instanceof Y.XmlElement && !known.node(type.nodeName)) return type.nodeName
      if (!(type instanceof Y.XmlFragment || type instanceof Y.XmlText)) return 'a type of its own'
      // All of a new block is new.
      const found = search(type, known, () => true)
      if (found !== undefined) return found
    }
  }
  return undefined
}

const isWithin = (item: Y.Item | null, type: object, fragment: Y.XmlFragment): boolean => {
  if (type === fragment) return true
  const parent = item?.parent
  return parent instanceof Y.AbstractType && isWithin(parent._item, parent, fragment)
}
