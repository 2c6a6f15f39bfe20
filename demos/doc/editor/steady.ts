/**
 * Keeps my selection where I put it while others write. A browser tells of a new selection a few milliseconds after
 * it is there; what others do in between would be drawn with the old one, and the caret would jump back to it.
 */
import { Extension } from '@tiptap/core'
import type { EditorState } from '@tiptap/pm/state'
import { Plugin, PluginKey } from '@tiptap/pm/state'
import type { EditorView } from '@tiptap/pm/view'
import type { Awareness } from 'y-protocols/awareness'
import type * as Y from 'yjs'

const steadyKey = new PluginKey('steady')

/** Lets the editor read the selection now, as it would in a moment: it listens to this very event. */
export const readSelection = (view: EditorView): void => {
  if (!view.isDestroyed && !view.composing && view.hasFocus()) document.dispatchEvent(new Event('selectionchange'))
}

export const steady = (doc: Y.Doc, awareness: Awareness): Extension =>
  Extension.create({
    name: 'steady',
    // Its view is told of a state after all others have been.
    priority: 1,
    addProseMirrorPlugins() {
      let view: EditorView | undefined
      let settled: EditorState | undefined
      const read = (): void => {
        // Not while a state is being drawn: what is written to the document then is mine.
        if (view !== undefined && view.state === settled) readSelection(view)
      }
      // Carets are drawn in a task of their own, which is asked for after this one.
      const readSoon = (): void => void setTimeout(read)
      // Before the binding listens: it takes the selection that it restores from the editor.
      doc.on('beforeAllTransactions', read)
      awareness.on('change', readSoon)
      return [
        new Plugin({
          key: steadyKey,
          props: {
            handleDOMEvents: {
              // A key that is pressed right after a click is for where the click was.
              keydown(now) {
                readSelection(now)
                return false
              },
            },
          },
          view: (made) => {
            view = made
            settled = made.state
            return {
              update: (now) => (settled = now.state),
              destroy() {
                view = undefined
                doc.off('beforeAllTransactions', read)
                awareness.off('change', readSoon)
              },
            }
          },
        }),
      ]
    },
  })
