/** The nodes and marks that the formats know: Tiptap's, by name, with what their attributes may be. */
import { fileAddress, imageAddress, linkAddress } from './address.ts'
import type { Attrs, Mark, TreeNode } from './tree.ts'

/** What a node is to those around it. */
type Place = 'top' | 'block' | 'inline' | 'item' | 'row' | 'cell'
/** What may stand in a node. */
type Holds = 'blocks' | 'inline' | 'items' | 'rows' | 'cells' | 'text' | 'nothing'

interface Attribute {
  readonly initial: unknown
  /** The value as it may stand; undefined: it may not. */
  readonly take: (value: unknown) => unknown
}

interface NodeType {
  readonly place: Place
  readonly holds: Holds
  readonly attrs: Readonly<Record<string, Attribute>>
}

const whole = (initial: number | null, min: number, max: number): Attribute => ({
  initial,
  take: (value) => (Number.isSafeInteger(value) && Number(value) >= min && Number(value) <= max ? value : undefined),
})
const short = (initial: string | null, max = 500): Attribute => ({
  initial,
  take: (value) => (typeof value === 'string' && value.length <= max && value.isWellFormed() ? value : undefined),
})
/** In one line, without white space at its ends. */
const line = (initial: string | null, max: number): Attribute => ({
  initial,
  take: (value) => {
    if (typeof value !== 'string' || !value.isWellFormed()) return undefined
    const text = value.replace(/\s+/g, ' ').trim()
    return text !== '' && text.length <= max ? text : undefined
  },
})
const one = (initial: string | null, ...values: string[]): Attribute => ({
  initial,
  take: (value) => (values.includes(String(value)) ? value : undefined),
})
const flag: Attribute = { initial: false, take: (value) => (typeof value === 'boolean' ? value : undefined) }
/** Always as the editor sets it. */
const fixed = (initial: string | null): Attribute => ({ initial, take: () => initial })

const CELL: NodeType = {
  place: 'cell',
  holds: 'blocks',
  attrs: {
    colspan: whole(1, 1, 100),
    rowspan: whole(1, 1, 1000),
    colwidth: { initial: null, take: (value) => (Array.isArray(value) && value.every(isWidth) ? value : undefined) },
    align: one(null, 'left', 'center', 'right'),
  },
}
const isWidth = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) >= 0 && Number(value) < 10_000

/** `type/subtype` */
const MEDIA = /^[a-z]+\/[a-z0-9.+-]{1,80}$/

export const NODES: Readonly<Record<string, NodeType>> = {
  doc: { place: 'top', holds: 'blocks', attrs: {} },
  paragraph: { place: 'block', holds: 'inline', attrs: {} },
  heading: { place: 'block', holds: 'inline', attrs: { level: whole(1, 1, 6) } },
  blockquote: { place: 'block', holds: 'blocks', attrs: {} },
  codeBlock: { place: 'block', holds: 'text', attrs: { language: short(null, 40) } },
  horizontalRule: { place: 'block', holds: 'nothing', attrs: {} },
  image: {
    place: 'block',
    holds: 'nothing',
    attrs: {
      src: { initial: null, take: (value) => imageAddress(value) ?? undefined },
      alt: short(null),
      title: short(null),
      width: whole(null, 1, 10_000),
      height: whole(null, 1, 10_000),
    },
  },
  file: {
    place: 'block',
    holds: 'nothing',
    attrs: {
      src: { initial: null, take: (value) => fileAddress(value) ?? undefined },
      name: line(null, 200),
      size: whole(null, 0, Number.MAX_SAFE_INTEGER),
      media: { initial: null, take: (value) => (MEDIA.test(String(value)) ? value : undefined) },
    },
  },
  bulletList: { place: 'block', holds: 'items', attrs: {} },
  orderedList: {
    place: 'block',
    holds: 'items',
    attrs: { start: whole(1, 0, 999_999_999), type: one(null, '1', 'a', 'A', 'i', 'I') },
  },
  taskList: { place: 'block', holds: 'items', attrs: {} },
  listItem: { place: 'item', holds: 'blocks', attrs: {} },
  taskItem: { place: 'item', holds: 'blocks', attrs: { checked: flag } },
  table: { place: 'block', holds: 'rows', attrs: {} },
  tableRow: { place: 'row', holds: 'cells', attrs: {} },
  tableCell: CELL,
  tableHeader: CELL,
  text: { place: 'inline', holds: 'nothing', attrs: {} },
  hardBreak: { place: 'inline', holds: 'nothing', attrs: {} },
  mention: {
    place: 'inline',
    holds: 'nothing',
    attrs: { id: short(null, 128), label: short(null, 128), mentionSuggestionChar: one('@', '@') },
  },
}

export const nodeType = (name: string): NodeType | undefined => (Object.hasOwn(NODES, name) ? NODES[name] : undefined)

/** In the order in which the editor nests them. */
export const MARKS: Readonly<Record<string, Readonly<Record<string, Attribute>>>> = {
  link: {
    href: { initial: null, take: (value) => linkAddress(value) ?? undefined },
    target: fixed('_blank'),
    rel: fixed('noopener noreferrer nofollow'),
    class: fixed(null),
    title: short(null),
  },
  bold: {},
  code: {},
  italic: {},
  strike: {},
  underline: {},
}
const MARK_ORDER = Object.keys(MARKS)

const attributes = (known: Readonly<Record<string, Attribute>>, given: Attrs | undefined): Attrs => {
  const attrs: Record<string, unknown> = {}
  for (const [name, { initial, take }] of Object.entries(known)) {
    const value = given !== undefined && Object.hasOwn(given, name) ? given[name] : undefined
    attrs[name] = (value === undefined || value === null ? undefined : take(value)) ?? initial
  }
  return attrs
}

/** All attributes of a known node, each one as it may stand: what was not given or may not is as the editor sets it. */
export const nodeAttrs = (name: string, given: Attrs | undefined): Attrs =>
  attributes(nodeType(name)?.attrs ?? {}, given)

const isMark = (name: string): boolean => Object.hasOwn(MARKS, name)

/**
 * Marks as the editor would have them: known ones, each once, in its order. Code takes no other mark, but a link is
 * worth more than its look.
 */
export const cleanMarks = (marks: readonly Mark[] | undefined): readonly Mark[] => {
  if (marks === undefined || marks.length === 0) return []
  const found = new Map<string, Mark>()
  for (const { type, attrs } of marks) {
    if (!isMark(type) || found.has(type)) continue
    const clean = attributes(MARKS[type]!, attrs)
    if (type !== 'link' || clean['href'] !== null)
      found.set(type, Object.keys(clean).length === 0 ? { type } : { type, attrs: clean })
  }
  if (found.has('link')) found.delete('code')
  const code = found.get('code')
  return code === undefined ? [...found.values()].toSorted(byOrder) : [code]
}

const byOrder = (a: Mark, b: Mark): number => MARK_ORDER.indexOf(a.type) - MARK_ORDER.indexOf(b.type)

export const sameMarks = (a: readonly Mark[] = [], b: readonly Mark[] = []): boolean =>
  a.length === b.length &&
  a.every((mark, index) => {
    const other = b[index]!
    return mark.type === other.type && sameAttrs(mark.attrs, other.attrs)
  })

/** Of clean marks: their values are plain. */
const sameAttrs = (a: Attrs = {}, b: Attrs = {}): boolean => {
  const names = Object.keys(a)
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name])
}

export const isInline = (node: TreeNode): boolean => nodeType(node.type)?.place === 'inline'
