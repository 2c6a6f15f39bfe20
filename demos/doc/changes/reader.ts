/** A state of the document to look at: drawn by the same editor, bound to nothing, with changes shown where there are some. */
import { Editor } from '@tiptap/core'
import { yXmlFragmentToProseMirrorFragment } from '@tiptap/y-tiptap'
import * as Y from 'yjs'
import { element } from '../../shell/dom.ts'
import { contentExtensions } from '../editor/content.ts'
import type { DocFiles } from '../editor/files.ts'
import { followLink } from '../editor/link.ts'
import { FRAGMENT } from '../fragment.ts'
import type { IsLeaf } from './between.ts'
import type { Shown } from './show.ts'
import { showChanges, shownChanges } from './show.ts'

export interface Reader {
  readonly root: HTMLElement
  readonly isLeaf: IsLeaf
  show(state: Uint8Array | Y.Doc, changes?: Shown): void
  close(): void
}

export const makeReader = (files: DocFiles, label: string): Reader => {
  const root = element('div', { class: 'paper reader' })
  const editor = new Editor({
    element: root,
    injectCSS: false,
    editable: false,
    extensions: [...contentExtensions(files), shownChanges()],
    editorProps: { attributes: { 'aria-label': label, 'aria-readonly': 'true', role: 'document', class: 'doc-text' } },
  })
  root.addEventListener('click', (event) => followLink(editor, event))
  const docOf = (state: Uint8Array): Y.Doc => {
    const doc = new Y.Doc()
    doc.getXmlFragment(FRAGMENT)
    Y.applyUpdate(doc, state)
    return doc
  }
  return {
    root,
    isLeaf: leavesOf(editor),
    show(state, changes) {
      const doc = state instanceof Uint8Array ? docOf(state) : state
      const content = yXmlFragmentToProseMirrorFragment(doc.getXmlFragment(FRAGMENT), editor.schema)
      const tr = editor.state.tr.replaceWith(0, editor.state.doc.content.size, content)
      editor.view.dispatch(showChanges(tr, changes ?? { side: 'after', changes: [] }))
    },
    close: () => editor.destroy(),
  }
}

export const leavesOf =
  (editor: Editor): IsLeaf =>
  (name) =>
    editor.schema.nodes[name]?.isLeaf ?? false
