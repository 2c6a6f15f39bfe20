/** Text comes into a document that others are writing: only what differs is touched. */
import type * as Y from 'yjs'
import { TuttiError } from '../../../../shared/errors.ts'
import { EDITOR_ROOT, rootIs } from './content.ts'
import { readChild, yTypes } from './fragment.ts'
import { Budget, BOUNDS, textOf } from './tree.ts'
import type { TreeNode } from './tree.ts'

export type Where = { readonly how: 'append' | 'replace' } | { readonly how: 'section'; readonly heading: string }

/** In a transaction of `doc`. `source`: for a document of plain text. @throws TuttiError `not_found`, `conflict` */
export const splice = (doc: Y.Doc, where: Where, tree: readonly TreeNode[], source: string): void => {
  const plain = plainRoot(doc)
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

const intoPage = (page: Y.XmlFragment, where: Where, tree: readonly TreeNode[]): void => {
  const budget = new Budget(BOUNDS.nodesOut)
  const blocks = page.toArray().map((child) => readChild(child, budget))
  if (where.how === 'replace') return exchange(page, blocks, 0, blocks.length, tree)
  if (where.how !== 'section') {
    const end = blocks.length
    const empty = end === 1 && blocks[0]?.type === 'paragraph' && blocks[0].content === undefined
    return exchange(page, blocks, empty ? 0 : end, end, tree)
  }
  const heading = where.heading.trim()
  const at = blocks.findIndex((block) => block?.type === 'heading' && textOf(block).trim() === heading)
  if (at < 0) throw new TuttiError('not_found', 'there is no heading of that text')
  const level = levelOf(blocks[at])
  const next = blocks.findIndex((block, index) => index > at && levelOf(block) <= level)
  exchange(page, blocks, at + 1, next < 0 ? blocks.length : next, tree)
}

const levelOf = (block: TreeNode | undefined): number =>
  block?.type === 'heading' ? Number(block.attrs?.['level'] ?? 1) : Infinity

/** What stands the same at both ends stays: whoever has a cursor or a comment there keeps it. */
const exchange = (
  page: Y.XmlFragment,
  blocks: readonly (TreeNode | undefined)[],
  from: number,
  to: number,
  tree: readonly TreeNode[],
): void => {
  const old = blocks.slice(from, to).map((block) => JSON.stringify(block))
  const now = tree.map((block) => JSON.stringify(block))
  const { head, tail } = shared(old, now)
  const count = old.length - head - tail
  if (count > 0) page.delete(from + head, count)
  const types = yTypes(tree.slice(head, tree.length - tail))
  if (types.length > 0) page.insert(from + head, types)
}

/** How many stand the same at the beginning, and of the others at the end. */
const shared = (a: ArrayLike<unknown>, b: ArrayLike<unknown>): { readonly head: number; readonly tail: number } => {
  const most = Math.min(a.length, b.length)
  let head = 0
  while (head < most && a[head] === b[head]) head++
  let tail = 0
  while (tail < most - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++
  return { head, tail }
}

const intoText = (text: Y.Text, where: Where, source: string): void => {
  if (where.how === 'section') throw new TuttiError('conflict', 'a plain text has no sections')
  const old = text.toJSON()
  if (where.how === 'append') {
    text.insert(text.length, (old === '' || old.endsWith('\n') ? '' : '\n') + source)
    return
  }
  const { head, tail } = shared(old, source)
  if (old.length > head + tail) text.delete(head, old.length - head - tail)
  if (source.length > head + tail) text.insert(head, source.slice(head, source.length - tail))
}
