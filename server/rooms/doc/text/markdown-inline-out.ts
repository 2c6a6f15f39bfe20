/** One line of the editor's tree as Markdown. */
import { destination, inText, isSpace, isWord, lineStart, numbered } from './markdown-escape.ts'
import { cleanMarks, sameMarks } from './schema.ts'
import { mentioned } from './tree.ts'
import type { Mark, TreeNode } from './tree.ts'

/** Underscores for italics: two kinds of signs side by side are never one longer sign. */
const SIGNS: Readonly<Record<string, readonly [string, string]>> = {
  bold: ['**', '**'],
  italic: ['_', '_'],
  strike: ['~~', '~~'],
  underline: ['<u>', '</u>'],
}
/** From the outside to the inside. */
const NESTING = ['link', 'underline', 'strike', 'bold', 'italic', 'code']

interface Piece {
  readonly text: string
  /** text: still to be escaped. */
  readonly is: 'text' | 'raw' | 'open' | 'close' | 'break'
}

interface How {
  /** What a hard break is. */
  readonly breaks: string
  /** In a cell of a table, which a bar would end. */
  readonly inCell?: boolean
}

export const inlineMarkdown = (nodes: readonly TreeNode[], how: How): string =>
  written(pieces(spaced(nodes), how.inCell === true), how.breaks)

const order = (marks: readonly Mark[]): Mark[] =>
  marks.toSorted((a, b) => NESTING.indexOf(a.type) - NESTING.indexOf(b.type))

/** Space at the end of a marked text stands outside of it: inside it would unmake the sign. */
const spaced = (nodes: readonly TreeNode[]): TreeNode[] =>
  nodes.flatMap((node): TreeNode[] => {
    if (node.type !== 'text') return [node]
    const text = (node.text ?? '').replace(/[\n\r\u2028\u2029]+/g, ' ')
    const marks = order(cleanMarks(node.marks))
    if (text === '') return []
    const [, before = '', inner = '', after = ''] = /^(\s*)(.*?)(\s*)$/su.exec(text) ?? []
    const outside = marks.filter(({ type }) => type === 'link')
    if (marks.some(({ type }) => type === 'code')) return [{ type: 'text', text, marks }]
    const parts: TreeNode[] = [
      { type: 'text', text: before, marks: outside },
      { type: 'text', text: inner, marks },
      { type: 'text', text: after, marks: outside },
    ]
    return parts.filter((part) => part.text !== '')
  })

const pieces = (nodes: readonly TreeNode[], inCell: boolean): Piece[] => {
  const out: Piece[] = []
  let open: Mark[] = []
  const enter = (marks: readonly Mark[]): void => {
    let shared = 0
    while (shared < open.length && shared < marks.length && sameMarks([open[shared]!], [marks[shared]!])) shared++
    for (const mark of open.slice(shared).toReversed()) out.push({ is: 'close', text: closing(mark) })
    for (const mark of marks.slice(shared))
      out.push({ is: 'open', text: mark.type === 'link' ? '[' : SIGNS[mark.type]![0] })
    open = [...marks]
  }
  for (const node of nodes) {
    const marks = (node.marks ?? []).filter(({ type }) => type !== 'code')
    enter(node.type === 'text' ? marks : order(cleanMarks(node.marks)).filter(({ type }) => type === 'link'))
    if (node.type === 'hardBreak') out.push({ is: 'break', text: '' })
    else if (node.type === 'mention') out.push({ is: 'text', text: mentioned(node) })
    else if (node.marks?.some(({ type }) => type === 'code') === true)
      out.push({ is: 'raw', text: codeSpan(node.text ?? '', inCell) })
    else out.push({ is: 'text', text: node.text ?? '' })
  }
  enter([])
  return out
}

const closing = ({ type, attrs }: Mark): string =>
  type === 'link' ? `](${destination(String(attrs?.['href']), attrs?.['title'])})` : SIGNS[type]![1]

const codeSpan = (text: string, inCell: boolean): string => {
  const runs = new Set([...text.matchAll(/`+/g)].map(([ticks]) => ticks.length))
  let length = 1
  while (runs.has(length)) length++
  const fence = '`'.repeat(length)
  const padded = /^`|`$/.test(text) || /^ .*[^ ].* $/.test(text) ? ` ${text} ` : text
  return `${fence}${inCell ? padded.replaceAll('|', '\\|') : padded}${fence}`
}

const written = (all: readonly Piece[], breaks: string): string => {
  let line = ''
  let out = ''
  for (const [index, piece] of all.entries()) {
    if (piece.is === 'break') {
      // At the end a backslash would only be one; and a line of nothing but `<br>` would be HTML.
      const more = all.slice(index + 1).some(({ is }) => is !== 'close')
      out += ended(line) + (more || breaks === '<br>' ? breaks : out + line === '' ? '' : '<br>')
      line = ''
    } else {
      line += piece.is === 'text' ? textPiece(all, index, line === '') : piece.text
    }
  }
  return out + ended(line)
}

/** White space at a line's end, and a sign at its beginning. */
const ended = (line: string): string => lineStart(line.replace(/\s$/u, numbered))

const textPiece = (all: readonly Piece[], index: number, first: boolean): string => {
  const chars = Array.from(all[index]!.text)
  const previous = all[index - 1]
  const next = all[index + 1]
  const head = chars[0]
  const tail = chars.at(-1)
  let before = ''
  let after = ''
  if (first && isSpace(head)) {
    before = numbered(head!)
    chars.shift()
  } else if (
    previous?.is === 'close' &&
    isSign(previous) &&
    isWord(head) &&
    needsHelp(previous, lastInner(all, index - 1))
  ) {
    before = numbered(head!)
    chars.shift()
  }
  if (
    chars.length > 0 &&
    next?.is === 'open' &&
    isSign(next) &&
    isWord(tail) &&
    needsHelp(next, firstInner(all, index + 1))
  ) {
    after = numbered(tail!)
    chars.pop()
  }
  let text = inText(chars.join(''))
  // `![` would begin an image.
  if (next?.is === 'open' && next.text === '[' && text.endsWith('!')) text = `${text.slice(0, -1)}\\!`
  return before + text + after
}

const isSign = ({ text }: Piece): boolean => text === '**' || text === '_' || text === '~~'

/** A sign beside a letter holds only when a letter stands on its other side too, and an underscore never. */
const needsHelp = (sign: Piece, inner: string | undefined): boolean => sign.text === '_' || !isWord(inner)

/** Undefined: no letter that is written as one. */
const firstInner = (all: readonly Piece[], index: number): string | undefined => {
  const piece = all[index + 1]
  if (piece?.is !== 'text') return undefined
  const [head, ...more] = Array.from(piece.text)
  // The only letter, and written as a number, for the sign behind it.
  const next = all[index + 2]
  const numbers = more.length === 0 && next?.is === 'open' && isSign(next)
  return numbers && needsHelp(next, firstInner(all, index + 2)) ? undefined : head
}

const lastInner = (all: readonly Piece[], index: number): string | undefined => {
  const piece = all[index - 1]
  if (piece?.is !== 'text') return undefined
  const chars = Array.from(piece.text)
  const before = all[index - 2]
  const numbers = chars.length === 1 && before?.is === 'close' && isSign(before)
  return numbers && needsHelp(before, lastInner(all, index - 2)) ? undefined : chars.at(-1)
}
