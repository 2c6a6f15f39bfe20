/** The editor's own JSON, as its getJSON() gives it. */
import { TuttiError } from '../../../../shared/errors.ts'
import { BOUNDS, boundedText } from './tree.ts'
import type { Attrs, Mark, TreeNode } from './tree.ts'

export const treeJson = (content: readonly TreeNode[]): string =>
  boundedText(JSON.stringify({ type: 'doc', ...(content.length > 0 && { content }) }))

/** Loosely built: fitBlocks() makes it fit. @throws TuttiError `bad_body` */
export const jsonTree = (source: string): TreeNode[] => {
  let value: unknown
  try {
    value = JSON.parse(source)
  } catch (cause) {
    throw new TuttiError('bad_body', 'the content is not JSON', { cause })
  }
  return nodesOf(Array.isArray(value) ? value : [value], 0)
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const nodesOf = (values: unknown, depth: number): TreeNode[] =>
  Array.isArray(values) && depth <= 3 * BOUNDS.depth
    ? values.filter(isRecord).flatMap((value) => nodeOf(value, depth))
    : []

const nodeOf = (value: Readonly<Record<string, unknown>>, depth: number): TreeNode[] => {
  const { type, text, attrs, content, marks } = value
  if (typeof type !== 'string') return []
  if (type === 'text') {
    if (typeof text !== 'string' || !text.isWellFormed()) return []
    return [{ type, text: text.replaceAll('\0', ''), marks: marksOf(marks) }]
  }
  const inner = nodesOf(content, depth + 1)
  if (type === 'doc') return inner
  return [{ type, ...(isRecord(attrs) && { attrs: attrs as Attrs }), marks: marksOf(marks), content: inner }]
}

const marksOf = (values: unknown): Mark[] =>
  (Array.isArray(values) ? values.slice(0, 20) : [])
    .filter(isRecord)
    .flatMap(({ type, attrs }) => (typeof type === 'string' ? [{ type, ...(isRecord(attrs) && { attrs }) }] : []))
