/** Text comes into a document that others are writing: only what differs is touched. */
import * as Y from 'yjs'
import { DOC_ROOTS } from '../../../../shared/doc/rules.ts'
import type { DocType } from '../../../../shared/doc/rules.ts'
import { TuttiError } from '../../../../shared/errors.ts'
import { EDITOR_ROOT, rootIs } from './content.ts'
import { readChild, yTypes } from './fragment.ts'
import { Budget, BOUNDS, textOf } from './tree.ts'
import type { TreeNode } from './tree.ts'

export type Where = { readonly how: 'append' | 'replace' } | { readonly how: 'section'; readonly heading: string }

/** In a transaction of `doc`. `source`: for a document of plain text. @throws TuttiError `not_found`, `conflict` */
export const splice = (doc: Y.Doc, type: DocType, where: Where, tree: readonly TreeNode[], source: string): void => {
  const plain = type === 'code' ? DOC_ROOTS.code : plainRoot(doc)
  if (plain === undefined) intoPage(pageOf(doc), where, tree)
  else intoText(doc.getText(plain), where, source)
}

/** The root of a document that is one plain text. */
const plainRoot = (doc: Y.Doc): string | undefined => {
  const roots = [...doc.share].map(([name, root]) => ({ name, is: rootIs(root) }))
  const page = doc.share.get(EDITOR_ROOT)
  if (page !== undefined && rootIs(page) === 'fragment' && page._length > 0) return undefined
  return roots.filter(({ is }) => is === 'text').toSorted((a, b) => (a.name < b.name ? -1 : 1))[0]?.name
}

const pageOf = (doc: Y.Doc): Y.XmlFragment => {
  try {
    return doc.getXmlFragment(EDITOR_ROOT)
  } catch (cause) {
    throw new TuttiError('conflict', 'this document has no page to write on', { cause })
  }
}

/** Only what is looked at is read: a document may be a thousand times as large as what comes in. */
const intoPage = (page: Y.XmlFragment, where: Where, tree: readonly TreeNode[]): void => {
  const budget = new Budget(BOUNDS.nodesOut)
  const children = page.toArray()
  const block = (index: number): TreeNode | undefined => readChild(children[index], budget)
  const end = children.length
  if (where.how === 'replace') return exchange(page, block, 0, end, tree)
  if (where.how !== 'section') {
    const empty = end === 1 && isEmptyParagraph(block(0))
    return exchange(page, block, empty ? 0 : end, end, tree)
  }
  const heading = where.heading.trim()
  const headings = children.flatMap((child, index) =>
    child instanceof Y.XmlElement && child.nodeName === 'heading' ? [{ index, node: block(index)! }] : [],
  )
  const at = headings.findIndex(({ node }) => textOf(node).trim() === heading)
  if (at < 0) throw new TuttiError('not_found', 'there is no heading of that text')
  const level = levelOf(headings[at]!.node)
  const next = headings.slice(at + 1).find(({ node }) => levelOf(node) <= level)
  exchange(page, block, headings[at]!.index + 1, next?.index ?? end, tree)
}

const isEmptyParagraph = (node: TreeNode | undefined): boolean =>
  node?.type === 'paragraph' && node.content === undefined

const levelOf = (node: TreeNode): number => Number(node.attrs?.['level'] ?? 1)

/** What stands the same at both ends stays: whoever has a cursor or a comment there keeps it. */
const exchange = (
  page: Y.XmlFragment,
  block: (index: number) => TreeNode | undefined,
  from: number,
  to: number,
  tree: readonly TreeNode[],
): void => {
  const old = { length: to - from, at: (index: number) => JSON.stringify(block(from + index)) }
  const now = { length: tree.length, at: (index: number) => JSON.stringify(tree[index]) }
  const { head, tail } = shared(old, now)
  const count = old.length - head - tail
  if (count > 0) page.delete(from + head, count)
  const types = yTypes(tree.slice(head, tree.length - tail))
  if (types.length > 0) page.insert(from + head, types)
}

interface Row {
  readonly length: number
  readonly at: (index: number) => unknown
}

/** How many stand the same at the beginning, and of the others at the end. */
const shared = (a: Row, b: Row): { readonly head: number; readonly tail: number } => {
  const most = Math.min(a.length, b.length)
  let head = 0
  while (head < most && a.at(head) === b.at(head)) head++
  let tail = 0
  while (tail < most - head && a.at(a.length - 1 - tail) === b.at(b.length - 1 - tail)) tail++
  return { head, tail }
}

const lettersOf = (text: string): Row => ({ length: text.length, at: (index) => text.charCodeAt(index) })

const intoText = (text: Y.Text, where: Where, source: string): void => {
  if (where.how === 'section') throw new TuttiError('conflict', 'a plain text has no sections')
  const old = text.toJSON()
  if (where.how === 'append') {
    text.insert(text.length, (old === '' || old.endsWith('\n') ? '' : '\n') + source)
    return
  }
  let { head, tail } = shared(lettersOf(old), lettersOf(source))
  // Never between the halves of a letter.
  if (head > 0 && /[\ud800-\udbff]/.test(old[head - 1]!)) head--
  if (tail > 0 && /[\udc00-\udfff]/.test(old[old.length - tail]!)) tail--
  if (old.length > head + tail) text.delete(head, old.length - head - tail)
  if (source.length > head + tail) text.insert(head, source.slice(head, source.length - tail))
}
