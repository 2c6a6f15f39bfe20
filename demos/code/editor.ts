/**
 * CodeMirror on the document's text. It lives in a shadow root: there its styles are constructed sheets, which the
 * page's content security policy allows, and not elements, which it does not.
 */
import { javascript } from '@codemirror/lang-javascript'
import { syntaxHighlighting } from '@codemirror/language'
import { Compartment, EditorState } from '@codemirror/state'
import { EditorView, keymap } from '@codemirror/view'
import { classHighlighter } from '@lezer/highlight'
import { DOC_ROOTS } from '../../shared/doc/rules.ts'
import type { DocProvider } from '@tutti/client/doc'
import { basicSetup } from 'codemirror'
import { yCollab, yUndoManagerKeymap } from 'y-codemirror.next'
import * as Y from 'yjs'
import { remoteCarets } from './carets.ts'
import { theme } from './theme.ts'

/** Where the text is in the document. */
const TEXT = DOC_ROOTS.code

export interface CodeEditor {
  text(): string
  editable(on: boolean): void
  close(): void
}

export const makeCodeEditor = (holder: HTMLElement, provider: DocProvider): CodeEditor => {
  const host = document.createElement('div')
  const root = host.attachShadow({ mode: 'open' })
  const text = provider.doc.getText(TEXT)
  const undo = new Y.UndoManager(text)
  const writable = new Compartment()
  const may = (on: boolean) => [EditorState.readOnly.of(!on), EditorView.editable.of(on)]
  const view = new EditorView({
    root,
    parent: root,
    state: EditorState.create({
      doc: text.toJSON(),
      extensions: [
        basicSetup,
        keymap.of(yUndoManagerKeymap),
        javascript({ typescript: true, jsx: true }),
        syntaxHighlighting(classHighlighter),
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ 'aria-label': 'Code' }),
        writable.of(may(provider.writable)),
        yCollab(text, null, { undoManager: undo }),
        remoteCarets(text, provider.awareness),
        theme,
      ],
    }),
  })
  let on = provider.writable
  holder.replaceChildren(host)
  if (on) view.focus()
  return {
    text: () => view.state.doc.toString(),
    editable(next) {
      if (next === on) return
      on = next
      view.dispatch({ effects: writable.reconfigure(may(on)) })
      // Whoever came to write goes on writing.
      if (on && document.activeElement === document.body) view.focus()
    },
    close() {
      view.destroy()
      undo.destroy()
    },
  }
}
