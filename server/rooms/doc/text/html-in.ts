/** HTML from anywhere to the editor's tree: an allow-list of elements, and of their attributes; the rest is only its text. */
import { Parser } from 'htmlparser2'
import { fileAddress } from './address.ts'
import { BOUNDS, textOf } from './tree.ts'
import type { Attrs, Mark, TreeNode } from './tree.ts'

/** Left out with all that is in them. */
const SILENT = new Set(
  'script style template noscript iframe object embed svg math head title select textarea'.split(' '),
)
const MARKS: Readonly<Record<string, string>> = {
  a: 'link',
  b: 'bold',
  strong: 'bold',
  i: 'italic',
  em: 'italic',
  s: 'strike',
  del: 'strike',
  strike: 'strike',
  u: 'underline',
  ins: 'underline',
  code: 'code',
  kbd: 'code',
  tt: 'code',
}
const BLOCKS: Readonly<Record<string, string>> = {
  p: 'paragraph',
  blockquote: 'blockquote',
  pre: 'codeBlock',
  ul: 'bulletList',
  ol: 'orderedList',
  li: 'listItem',
  table: 'table',
  tr: 'tableRow',
  td: 'tableCell',
  th: 'tableHeader',
}
/** Not the editor's, but a new line begins with them. */
const BREAKS = new Set(
  'div section article main header footer nav aside figure figcaption details summary dl dt dd form fieldset address body html caption'.split(
    ' ',
  ),
)

interface Open {
  readonly name: string
  /** Null: not an element of the editor's; what is in it stands where it stands. */
  readonly node: { type: string; attrs?: Attrs } | null
  readonly marked: boolean
  readonly content: TreeNode[]
}

class Reading {
  readonly top: TreeNode[] = []
  readonly #stack: Open[] = []
  readonly #marks: Mark[] = []
  #silent = 0
  #pre = 0

  open(name: string, attributes: Readonly<Record<string, string>>): void {
    if (SILENT.has(name)) this.#silent++
    if (name === 'pre') this.#pre++
    const deep = this.#stack.length >= 3 * BOUNDS.depth
    const node = deep || this.#silent > 0 ? null : elementOf(name, attributes)
    const mark = deep || this.#pre > 0 || node?.type === 'file' ? null : markOf(name, attributes)
    if (mark !== null) this.#marks.push(mark)
    if (this.#pre > 0 && name === 'code') this.#language(attributes)
    this.#stack.push({ name, node, marked: mark !== null, content: node === null ? this.#content : [] })
  }

  close(): void {
    const open = this.#stack.pop()
    if (open === undefined) return
    if (SILENT.has(open.name)) this.#silent--
    if (open.name === 'pre') this.#pre--
    if (open.marked) this.#marks.pop()
    if (open.node !== null)
      this.#content.push(open.node.type === 'file' ? named(open) : { ...open.node, content: open.content })
  }

  text(text: string): void {
    if (this.#silent > 0) return
    const said = this.#pre > 0 ? text : text.replace(/[ \t\r\n\f]+/g, ' ')
    const marks = this.#pre > 0 ? [] : [...this.#marks]
    this.#content.push({ type: 'text', text: said, ...(marks.length > 0 && { marks }) })
  }

  get #content(): TreeNode[] {
    return this.#stack.at(-1)?.content ?? this.top
  }

  /** `<pre><code class="language-js">`. */
  #language(attributes: Readonly<Record<string, string>>): void {
    const language = /(?:^|\s)language-(\S{1,40})/.exec(attributes['class'] ?? '')?.[1]
    const pre = this.#stack.findLast(({ node }) => node?.type === 'codeBlock')?.node
    if (language !== undefined && pre !== undefined && pre !== null) pre.attrs = { language }
  }
}

/** A file is called what stands in its link. */
const named = ({ node, content }: Open): TreeNode => ({
  type: 'file',
  attrs: { ...node?.attrs, name: content.map(textOf).join('') },
})

const markOf = (name: string, attributes: Readonly<Record<string, string>>): Mark | null => {
  const type = Object.hasOwn(MARKS, name) ? MARKS[name]! : undefined
  if (type === undefined) return null
  return type === 'link' ? { type, attrs: { href: attributes['href'], title: attributes['title'] } } : { type }
}

const elementOf = (name: string, attributes: Readonly<Record<string, string>>): Open['node'] => {
  const level = /^h([1-6])$/.exec(name)?.[1]
  if (level !== undefined) return { type: 'heading', attrs: { level: Number(level) } }
  if (name === 'br') return { type: 'hardBreak' }
  if (name === 'hr') return { type: 'horizontalRule' }
  if (name === 'img') {
    const { src, alt, title } = attributes
    return {
      type: 'image',
      attrs: { src, alt, title, width: number(attributes['width']), height: number(attributes['height']) },
    }
  }
  if (name === 'a' && fileAddress(attributes['href']) !== null) {
    return {
      type: 'file',
      attrs: { src: attributes['href'], size: number(attributes['data-size']), media: attributes['data-media'] },
    }
  }
  if (name === 'input' && attributes['type'] === 'checkbox') {
    return { type: CHECKBOX, attrs: { checked: attributes['checked'] !== undefined } }
  }
  if (name === 'span' && attributes['data-type'] === 'mention') {
    return { type: 'mention', attrs: { id: attributes['data-id'], label: attributes['data-label'] } }
  }
  if (BREAKS.has(name)) return { type: 'group' }
  const type = Object.hasOwn(BLOCKS, name) ? BLOCKS[name]! : undefined
  if (type === undefined) return null
  if (name === 'ol') return { type, attrs: { start: number(attributes['start']) ?? 1, type: attributes['type'] } }
  if (name === 'ul' && attributes['data-type'] === 'taskList') return { type: 'taskList' }
  if (name === 'li' && attributes['data-checked'] !== undefined) {
    return { type: 'taskItem', attrs: { checked: attributes['data-checked'] === 'true' } }
  }
  if (name === 'td' || name === 'th') return { type, attrs: cellAttrs(attributes) }
  return { type }
}

const CHECKBOX = 'checkbox'

const cellAttrs = (attributes: Readonly<Record<string, string>>): Attrs => ({
  colspan: number(attributes['colspan']),
  align:
    /text-align:\s*(left|center|right)/i.exec(attributes['style'] ?? '')?.[1]?.toLowerCase() ?? attributes['align'],
})

const number = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined

/** Loosely built: fitBlocks() makes it fit. */
export const htmlTree = (source: string): TreeNode[] => {
  const reading = new Reading()
  const parser = new Parser(
    {
      onopentag: (name, attributes) => reading.open(name, attributes),
      onclosetag: () => reading.close(),
      ontext: (text) => reading.text(text),
    },
    { decodeEntities: true, lowerCaseTags: true, lowerCaseAttributeNames: true },
  )
  parser.end(source)
  return tidy(reading.top)
}

/** White space at the ends of a line is not shown; lists whose items begin with a box are lists of tasks. */
const tidy = (nodes: readonly TreeNode[]): TreeNode[] => {
  const out: TreeNode[] = []
  for (const node of nodes) {
    if (node.type === CHECKBOX) continue
    const { content } = node
    if (content === undefined || node.type === 'codeBlock') {
      out.push(node)
    } else if (node.type === 'bulletList' && content.some((item) => checkboxOf(item) !== undefined)) {
      out.push({ type: 'taskList', content: tidy(content.map(asTask)) })
    } else {
      out.push({ ...node, content: tidy(content) })
    }
  }
  return trimmed(out)
}

const asTask = (item: TreeNode): TreeNode =>
  item.type === 'listItem' ? { ...item, type: 'taskItem', attrs: { checked: checkboxOf(item) ?? false } } : item

/** Of the box that an item begins with. */
const checkboxOf = (item: TreeNode): boolean | undefined => {
  let node: TreeNode | undefined = item
  for (let depth = 0; depth < 5 && node !== undefined; depth++) {
    if (node.type === CHECKBOX) return node.attrs?.['checked'] === true
    node = node.content?.find(({ text }) => text === undefined || text.trim() !== '')
  }
  return undefined
}

/** As a browser shows a line: no space at its ends, and none after another. */
const trimmed = (nodes: TreeNode[]): TreeNode[] => {
  let open = true
  for (const [index, node] of nodes.entries()) {
    if (node.type !== 'text') {
      if (node.type !== 'mention') open = true
      continue
    }
    let text = node.text ?? ''
    if (open) text = text.replace(/^ +/, '')
    if (text !== '') open = text.endsWith(' ')
    if (endsLine(nodes, index)) text = text.replace(/ +$/, '')
    if (text !== node.text) nodes[index] = { ...node, text }
  }
  return nodes.filter(({ type, text }) => type !== 'text' || text !== '')
}

const endsLine = (nodes: readonly TreeNode[], index: number): boolean => {
  for (let after = index + 1; after < nodes.length; after++) {
    const { type, text } = nodes[after]!
    if (type !== 'text') return true
    if ((text ?? '').trim() !== '') return false
  }
  return true
}
