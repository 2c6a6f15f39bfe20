/** What a block of the text can be, in one list: for the slash menu, the tools and the keyboard's help. */
import type { ChainedCommands, Editor } from '@tiptap/core'
import type { IconName } from '../../shell/icons.ts'

export interface BlockKind {
  readonly key: string
  readonly label: string
  readonly about: string
  readonly icon: IconName
  /** What it is also found by. */
  readonly words: string
  /** Absent: it is put in, and nothing is it already. */
  is?(editor: Editor): boolean
  make(chain: ChainedCommands): ChainedCommands
}

const heading = (level: 1 | 2 | 3, about: string): BlockKind => ({
  key: `h${level}`,
  label: `Heading ${level}`,
  about,
  icon: `h${level}`,
  words: `title h${level} #`,
  is: (editor) => editor.isActive('heading', { level }),
  make: (chain) => chain.setHeading({ level }),
})

export const BLOCKS: readonly BlockKind[] = [
  {
    key: 'text',
    label: 'Text',
    about: 'Plain words',
    icon: 'text',
    words: 'paragraph plain',
    is: (editor) => editor.isActive('paragraph') && !editor.isActive('listItem') && !editor.isActive('taskItem'),
    make: (chain) => chain.clearNodes(),
  },
  heading(1, 'A large title'),
  heading(2, 'A part'),
  heading(3, 'A part of a part'),
  {
    key: 'bullets',
    label: 'List',
    about: 'Things in no order',
    icon: 'bullets',
    words: 'bullet unordered -',
    is: (editor) => editor.isActive('bulletList'),
    make: (chain) => chain.toggleBulletList(),
  },
  {
    key: 'numbers',
    label: 'Numbered list',
    about: 'One after the other',
    icon: 'numbers',
    words: 'ordered 1.',
    is: (editor) => editor.isActive('orderedList'),
    make: (chain) => chain.toggleOrderedList(),
  },
  {
    key: 'tasks',
    label: 'Tasks',
    about: 'Things to tick off',
    icon: 'tasks',
    words: 'todo check [ ]',
    is: (editor) => editor.isActive('taskList'),
    make: (chain) => chain.toggleTaskList(),
  },
  {
    key: 'quote',
    label: 'Quote',
    about: 'What somebody said',
    icon: 'quote',
    words: 'blockquote >',
    is: (editor) => editor.isActive('blockquote'),
    make: (chain) => chain.toggleBlockquote(),
  },
  {
    key: 'code',
    label: 'Code',
    about: 'As it was typed',
    icon: 'code',
    words: 'codeblock ```',
    is: (editor) => editor.isActive('codeBlock'),
    make: (chain) => chain.toggleCodeBlock(),
  },
  {
    key: 'table',
    label: 'Table',
    about: 'Three by three, to begin with',
    icon: 'table',
    words: 'grid rows columns',
    make: (chain) => chain.insertTable({ rows: 3, cols: 3, withHeaderRow: true }),
  },
  {
    key: 'rule',
    label: 'Line',
    about: 'Between two parts',
    icon: 'rule',
    words: 'divider horizontal ---',
    make: (chain) => chain.setHorizontalRule(),
  },
]

/** Those whose name begins so, then those that are found by it. */
export const findBlocks = <T extends { readonly label: string; readonly words: string }>(
  all: readonly T[],
  part: string,
): T[] => {
  const wanted = part.trim().toLowerCase()
  const begins = all.filter(({ label }) => label.toLowerCase().startsWith(wanted))
  const holds = all.filter((one) => !begins.includes(one) && `${one.label} ${one.words}`.toLowerCase().includes(wanted))
  return [...begins, ...holds]
}
