/** The editor's tree as GitHub flavoured Markdown. What Markdown has no sign for is left to its text. */
import { imageAddress } from './address.ts'
import { inlineMarkdown } from './markdown-inline-out.ts'
import { destination } from './markdown-escape.ts'
import { nodeAttrs, nodeType } from './schema.ts'
import { fileName, textOf } from './tree.ts'
import type { TreeNode } from './tree.ts'

/** Where only one line may be: a heading, a cell of a table. */
const ONE_LINE = { breaks: '<br>' } as const
const CELL = { breaks: '<br>', inCell: true } as const
const LINES = { breaks: '\\\n' } as const

export const treeMarkdown = (nodes: readonly TreeNode[]): string => {
  const text = blocks(nodes).join('\n\n')
  return text === '' ? '' : `${text}\n`
}

const isList = (type: string): boolean => type.endsWith('List')

/** Empty ones are left out: Markdown has none. */
const blocks = (nodes: readonly TreeNode[]): string[] => {
  const out: string[] = []
  let previous = ''
  let other = false
  let line: TreeNode[] = []
  const put = (type: string, text: string): void => {
    if (text === '') return
    // Two quotes or two code blocks of old would flow into one.
    if (type === 'blockquote' && previous === type) out.push('<!-- -->')
    out.push(text)
    previous = type
  }
  const endLine = (): void => {
    put('paragraph', inlineMarkdown(line, LINES))
    line = []
  }
  for (const node of nodes) {
    if (nodeType(node.type)?.place === 'inline') {
      line.push(node)
      continue
    }
    endLine()
    // A list that follows a list would go on with it, but for another sign.
    other = isList(node.type) && isList(previous) ? !other : false
    put(node.type, block(node, other))
  }
  endLine()
  return out
}

/** A last `#` that is not escaped yet would only close the heading. */
const openEnded = (line: string): string => line.replace(/(?<!\\)((?:\\\\)*)#$/, '$1\\#')

const block = (node: TreeNode, other: boolean): string => {
  const { type, content = [] } = node
  const attrs = nodeAttrs(type, node.attrs)
  switch (type) {
    case 'paragraph':
      return inlineMarkdown(content, LINES)
    case 'heading':
      return `${'#'.repeat(Number(attrs['level']))} ${openEnded(inlineMarkdown(content, ONE_LINE))}`.trimEnd()
    case 'blockquote':
      return prefixed(blocks(content).join('\n\n'), '> ', '> ')
    case 'codeBlock':
      return fenced(content.map(textOf).join(''), attrs['language'])
    case 'horizontalRule':
      return '---'
    case 'image':
      return image(node)
    case 'file':
      return file(node)
    case 'bulletList':
    case 'taskList':
      return content.map((item) => listItem(item, other ? '*' : '-')).join(loose(content) ? '\n\n' : '\n')
    case 'orderedList': {
      const start = Number(attrs['start'])
      const items = content.map((item, index) => listItem(item, `${start + index}${other ? ')' : '.'}`))
      return items.join(loose(content) ? '\n\n' : '\n')
    }
    case 'table':
      return table(content)
    default:
      return blocks(content).join('\n\n')
  }
}

/** Some item has more than a line and lists under it. */
const loose = (items: readonly TreeNode[]): boolean =>
  items.some(({ content = [] }) => content.slice(1).some(({ type }) => !isList(type)))

const listItem = (item: TreeNode, sign: string): string => {
  const { content = [] } = item
  const task = item.type === 'taskItem' ? `[${item.attrs?.['checked'] === true ? 'x' : ' '}] ` : ''
  const [first, ...rest] = content
  const line = first?.type === 'paragraph' ? inlineMarkdown(first.content ?? [], LINES) : ''
  const under = blocks(first?.type === 'paragraph' ? rest : content)
  // A lone sign right under a line would underline it.
  const tight = !loose([item]) && !/^\S+(\n|$)/.test(under[0] ?? '- x')
  const inner = [`${task}${line}` || (under.length > 0 ? '<!-- -->' : ''), ...under].join(tight ? '\n' : '\n\n')
  return prefixed(inner, `${sign} `, ' '.repeat(sign.length + 1)).trimEnd()
}

const prefixed = (text: string, first: string, rest: string): string =>
  text
    .split('\n')
    .map((line, index) => (index === 0 ? first : line === '' ? rest.trimEnd() : rest) + line)
    .join('\n')

const fenced = (code: string, language: unknown): string => {
  const longest = Math.max(2, ...[...code.matchAll(/`+/g)].map(([ticks]) => ticks.length))
  const fence = '`'.repeat(longest + 1)
  const name = typeof language === 'string' && /^[^\s`&\\]+$/.test(language) ? language : ''
  return `${fence}${name}\n${code}\n${fence}`
}

const image = ({ attrs = {} }: TreeNode): string => {
  const src = imageAddress(attrs['src'])
  if (src === null) return ''
  const alt = typeof attrs['alt'] === 'string' ? attrs['alt'] : ''
  return `![${inlineMarkdown([{ type: 'text', text: alt }], ONE_LINE)}](${destination(src, attrs['title'])})`
}

/** A link whose title says what is known of it: `application/pdf, 1234 bytes`. */
const file = (node: TreeNode): string => {
  const { src, size, media } = nodeAttrs('file', node.attrs)
  if (typeof src !== 'string') return ''
  const facts = [typeof media === 'string' ? media : '', typeof size === 'number' ? `${size} bytes` : '']
  const name = inlineMarkdown([{ type: 'text', text: fileName(node) }], ONE_LINE)
  return `[${name}](${destination(src, facts.filter((fact) => fact !== '').join(', '))})`
}

/** The first row is the head, whatever its cells are: Markdown has no table without one. */
const table = (rows: readonly TreeNode[]): string => {
  const cells = rows.map(({ content = [] }) => content.map(cell))
  const width = Math.max(0, ...cells.map((row) => row.length))
  if (width === 0) return ''
  const line = (row: readonly string[]): string =>
    `| ${Array.from({ length: width }, (_, index) => row[index] ?? '').join(' | ')} |`
  const aligns = Array.from(
    { length: width },
    (_, index) => ALIGN[String(rows[0]?.content?.[index]?.attrs?.['align'])] ?? '---',
  )
  const [head = [], ...body] = cells
  return [line(head), line(aligns), ...body.map(line)].join('\n')
}

const ALIGN: Readonly<Record<string, string>> = { left: ':--', center: ':-:', right: '--:' }

/** What stands in a cell, in one line. */
const cell = ({ content = [] }: TreeNode): string =>
  content
    .flatMap(cellLines)
    .filter((line) => line !== '')
    .join('<br>')

const cellLines = (node: TreeNode): string[] => {
  const { content = [] } = node
  const holds = nodeType(node.type)?.holds
  if (holds === 'inline') return [inlineMarkdown(content, CELL)]
  if (holds === 'text')
    return content
      .map(textOf)
      .join('')
      .split('\n')
      .map((text) => inlineMarkdown([{ type: 'text', text }], CELL))
  if (node.type === 'image') return [image(node)]
  if (node.type === 'file') return [file(node)]
  return content.flatMap(cellLines)
}
