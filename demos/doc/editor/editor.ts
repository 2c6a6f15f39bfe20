/** The text as one writes in it: bound to a Y.Doc, with the others' carets, what hangs on it and what helps to write. */
import type { Extensions } from '@tiptap/core'
import { Editor } from '@tiptap/core'
import { Collaboration } from '@tiptap/extension-collaboration'
import { CharacterCount, Placeholder } from '@tiptap/extensions'
import type { Awareness } from 'y-protocols/awareness'
import type * as Y from 'yjs'
import { FRAGMENT } from '../fragment.ts'
import { contentExtensions } from './content.ts'
import { carets } from './carets.ts'
import type { DocFiles } from './files.ts'
import { inserts } from './inserts.ts'
import { landing } from './landing.ts'
import type { Mentionable } from './mentions.ts'
import { mentionMenu } from './mentions.ts'
import { slashMenu } from './slash.ts'
import { steady } from './steady.ts'

export interface EditorOptions {
  readonly holder: HTMLElement
  readonly doc: Y.Doc
  readonly awareness: Awareness
  readonly editable: boolean
  readonly label: string
  readonly files: DocFiles
  readonly people: () => readonly Mentionable[]
  /** What the page hangs on the text: comments, changes. */
  readonly more: Extensions
  /** Known blocks, put together as this page does not know them. */
  readonly foreign: (error: Error) => void
}

export const makeEditor = (options: EditorOptions): Editor => {
  const { holder, doc, awareness, files } = options
  const editor = new Editor({
    element: holder,
    // The page's content security policy allows no inline styles: they are in editor.css.
    injectCSS: false,
    enableContentCheck: true,
    editable: options.editable,
    extensions: [
      ...contentExtensions(files),
      Collaboration.configure({ document: doc, field: FRAGMENT }),
      steady(doc, awareness),
      carets(awareness),
      Placeholder.configure({
        placeholder: ({ editor: at, node }) =>
          node.type.name === 'heading'
            ? `Heading ${String(node.attrs['level'])}`
            : at.isEmpty
              ? 'Write, or type / for what can be put in'
              : '',
        includeChildren: false,
      }),
      CharacterCount,
      slashMenu(inserts(files)),
      mentionMenu(options.people),
      landing(files),
      ...options.more,
    ],
    onContentError: ({ error }) => options.foreign(error),
    editorProps: {
      attributes: {
        role: 'textbox',
        'aria-multiline': 'true',
        'aria-label': options.label,
        spellcheck: 'true',
        class: 'doc-text',
      },
    },
  })
  return editor
}
