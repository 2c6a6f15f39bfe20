/** Plain text to the editor's tree, a paragraph for each line, and back. */
import { nodeType } from './schema.ts'
import { fileName, textOf } from './tree.ts'
import type { TreeNode } from './tree.ts'

export const plainTree = (source: string): TreeNode[] => {
  if (source === '') return []
  const lines = source.replace(/\n$/, '').split('\n')
  return lines.map((text) => ({ type: 'paragraph', content: text === '' ? [] : [{ type: 'text', text }] }))
}

/** A line for each block of text, an empty one between what stands apart. */
export const treePlain = (nodes: readonly TreeNode[]): string => nodes.flatMap(lines).join('\n')

const lines = (node: TreeNode): string[] => {
  const type = nodeType(node.type)
  const { content = [] } = node
  if (type?.place === 'inline' || type?.holds === 'inline' || type?.holds === 'text') return [textOf(node)]
  if (type?.holds === 'cells')
    return [content.map((cell) => treePlain(cell.content ?? []).replaceAll('\n', ' ')).join('\t')]
  if (node.type === 'image') return typeof node.attrs?.['alt'] === 'string' ? [node.attrs['alt']] : []
  if (node.type === 'file') return [fileName(node)]
  if (node.text !== undefined) return [node.text]
  return content.flatMap(lines)
}
