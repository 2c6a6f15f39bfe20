/** Makes any tree one that the editor's schema takes: whatever stands where it may not is moved, wrapped or left out. */
import { cleanMarks, isInline, nodeAttrs, nodeType, sameMarks } from './schema.ts'
import { BOUNDS } from './tree.ts'
import type { Budget, TreeNode } from './tree.ts'

/** Without what they show they are nothing. */
const SHOWN = new Set(['image', 'file'])

const PARAGRAPH: TreeNode = { type: 'paragraph' }

/** The blocks of a document: at least one. */
export const fitBlocks = (nodes: readonly TreeNode[], budget: Budget, depth = 0): TreeNode[] => {
  const blocks: TreeNode[] = []
  let line: TreeNode[] = []
  const endLine = (): void => {
    if (line.some((node) => node.type !== 'text' || /\S/.test(node.text ?? '')))
      blocks.push(...textBlock({ type: 'paragraph', content: line }, budget, depth))
    line = []
  }
  for (const node of nodes) {
    if (isInline(node)) {
      // A block ends its line by itself.
      if (node.type !== 'hardBreak' || line.length > 0 || blocks.length === 0) line.push(node)
    } else {
      if (line.at(-1)?.type === 'hardBreak') line.pop()
      endLine()
      blocks.push(...fitBlock(node, budget, depth))
    }
  }
  endLine()
  return blocks.length === 0 ? [PARAGRAPH] : blocks
}

const fitBlock = (node: TreeNode, budget: Budget, depth: number): readonly TreeNode[] => {
  budget.take()
  const { type, content = [] } = node
  const known = nodeType(type)
  if (depth >= BOUNDS.depth) return []
  // What is unknown, or stands outside its table or list, is as good as what it holds.
  if (known === undefined || known.place !== 'block')
    return content.length === 0 ? [] : fitBlocks(content, budget, depth + 1)
  switch (known.holds) {
    case 'inline':
      return textBlock(node, budget, depth)
    case 'text':
      return [whole(node, plainText(content))]
    case 'blocks':
      return [whole(node, fitBlocks(content, budget, depth + 1))]
    case 'items':
      return list(node, budget, depth)
    case 'rows':
      return table(node, budget, depth)
    default:
      return SHOWN.has(type) && nodeAttrs(type, node.attrs)['src'] === null ? [] : [whole(node, [])]
  }
}

/** A paragraph or a heading; blocks in it (an image) come to stand between its parts. */
const textBlock = (node: TreeNode, budget: Budget, depth: number): readonly TreeNode[] => {
  const parts: TreeNode[] = []
  let line: TreeNode[] = []
  const endLine = (): void => {
    const content = joined(line, budget)
    if (content.length > 0) parts.push(whole(node, content))
    line = []
  }
  for (const child of node.content ?? []) {
    if (isInline(child)) {
      // A block ends its line by itself.
      if (child.type !== 'hardBreak' || line.length > 0 || parts.length === 0) line.push(child)
    } else {
      if (line.at(-1)?.type === 'hardBreak') line.pop()
      endLine()
      parts.push(...fitBlock(child, budget, depth))
    }
  }
  endLine()
  return parts.length === 0 ? [whole(node, [])] : parts
}

/** Neighbours with the same marks become one. */
const joined = (nodes: readonly TreeNode[], budget: Budget): TreeNode[] => {
  const out: TreeNode[] = []
  for (const node of nodes) {
    const { text = '' } = node
    if (node.type === 'text' && text === '') continue
    const marks = cleanMarks(node.marks)
    const last = out.at(-1)
    if (node.type === 'text' && last?.type === 'text' && sameMarks(last.marks, marks)) {
      out[out.length - 1] = { ...last, text: (last.text ?? '') + text }
      continue
    }
    budget.take()
    const attrs = nodeAttrs(node.type, node.attrs)
    out.push({
      type: node.type,
      ...(Object.keys(attrs).length > 0 && { attrs }),
      ...(node.type === 'text' && { text }),
      ...(marks.length > 0 && { marks }),
    })
  }
  return out
}

const plainText = (nodes: readonly TreeNode[]): TreeNode[] => {
  const text = nodes.map((node) => node.text ?? '').join('')
  return text === '' ? [] : [{ type: 'text', text }]
}

const whole = (node: TreeNode, content: readonly TreeNode[]): TreeNode => {
  const attrs = nodeAttrs(node.type, node.attrs)
  return {
    type: node.type,
    ...(Object.keys(attrs).length > 0 && { attrs }),
    ...(content.length > 0 && { content }),
  }
}

const list = (node: TreeNode, budget: Budget, depth: number): readonly TreeNode[] => {
  const type = node.type === 'taskList' ? 'taskItem' : 'listItem'
  const items = (node.content ?? []).map((child) => {
    budget.take()
    const isItem = nodeType(child.type)?.place === 'item'
    const blocks = fitBlocks(isItem ? (child.content ?? []) : [child], budget, depth + 2)
    const content = blocks[0]?.type === 'paragraph' ? blocks : [PARAGRAPH, ...blocks]
    return whole({ type, ...(child.attrs !== undefined && { attrs: child.attrs }) }, content)
  })
  return items.length === 0 ? [] : [whole(node, items)]
}

/** Rectangular, whatever was given: an editor would mend it otherwise, once for each who has it open. */
const table = (node: TreeNode, budget: Budget, depth: number): readonly TreeNode[] => {
  const rows = (node.content ?? [])
    .map((row) => (row.type === 'tableRow' ? (row.content ?? []) : [row]))
    .filter((cells) => cells.length > 0)
    .map((cells) => cells.slice(0, 100).flatMap((cell) => spread(cell, budget, depth)))
  const width = Math.max(0, ...rows.map((cells) => cells.length))
  if (width === 0) return []
  const content = rows.map((cells) => {
    budget.take(width - cells.length)
    while (cells.length < width) cells.push(emptyCell('tableCell'))
    return { type: 'tableRow', content: cells }
  })
  return [{ type: 'table', content }]
}

/** A cell, and an empty one for each further column that it was to span. */
const spread = (cell: TreeNode, budget: Budget, depth: number): TreeNode[] => {
  budget.take()
  const isCell = nodeType(cell.type)?.place === 'cell'
  const type = isCell ? cell.type : 'tableCell'
  const { colspan, align } = nodeAttrs('tableCell', cell.attrs)
  const attrs = { ...nodeAttrs(type, undefined), align: isCell ? align : null }
  const content = fitBlocks(isCell ? (cell.content ?? []) : [cell], budget, depth + 3)
  const more = isCell ? Number(colspan) - 1 : 0
  budget.take(more)
  return [{ type, attrs, content }, ...Array.from({ length: more }, () => emptyCell(type))]
}

const emptyCell = (type: string): TreeNode => ({ type, attrs: nodeAttrs(type, undefined), content: [PARAGRAPH] })
