/** What every format is turned into and made from: the editor's own tree (ProseMirror JSON), and how large it may be. */
import { TuttiError } from '../../../../shared/errors.ts'

export type Attrs = Readonly<Record<string, unknown>>

export interface Mark {
  readonly type: string
  readonly attrs?: Attrs
}

export interface TreeNode {
  readonly type: string
  readonly attrs?: Attrs
  readonly content?: readonly TreeNode[]
  readonly text?: string
  readonly marks?: readonly Mark[]
}

export const BOUNDS = {
  /** How deep nodes may stand in one another. */
  depth: 40,
  /** Nodes of what is imported, and of what is exported. */
  nodesIn: 20_000,
  /** The same of what comes as a file, and is made into an update on another thread. */
  nodesInFile: 100_000,
  nodesOut: 400_000,
  /** UTF-16 units of what is exported. */
  lengthOut: 8 * 1024 * 1024,
} as const

/** Counts nodes while a tree is made. */
export class Budget {
  #left: number

  constructor(nodes: number) {
    this.#left = nodes
  }

  /** @throws TuttiError `body_too_large` */
  take(nodes = 1): void {
    this.#left -= nodes
    if (this.#left < 0) throw new TuttiError('body_too_large', 'more parts than a document may have in one text')
  }
}

/** @throws TuttiError `body_too_large` */
export const boundedText = (text: string): string => {
  if (text.length > BOUNDS.lengthOut) throw new TuttiError('body_too_large', 'the document is too large for this')
  return text
}

export const textNode = (text: string, marks: readonly Mark[] = []): TreeNode =>
  marks.length === 0 ? { type: 'text', text } : { type: 'text', text, marks }

/** The text of a node, and of what stands in it. */
export const textOf = (node: TreeNode): string =>
  node.text ?? (node.type === 'hardBreak' ? '\n' : mentioned(node) + (node.content ?? []).map(textOf).join(''))

/** What stands for a file. */
export const fileName = ({ attrs }: TreeNode): string => (typeof attrs?.['name'] === 'string' ? attrs['name'] : 'File')

/** What stands for a mention. */
export const mentioned = (node: TreeNode): string => {
  if (node.type !== 'mention') return ''
  const label = node.attrs?.['label'] ?? node.attrs?.['id']
  return typeof label === 'string' ? `@${label}` : '@'
}
