/** Where the others are in the text: a caret with a name, and what they have selected, in their colour. */
import { Extension } from '@tiptap/core'
import { yCursorPlugin } from '@tiptap/y-tiptap'
import type { Awareness } from 'y-protocols/awareness'
import { element } from '../../shell/dom.ts'
import { personOf } from '../person.ts'

export const carets = (awareness: Awareness): Extension =>
  Extension.create({
    name: 'carets',
    priority: 999,
    addProseMirrorPlugins() {
      return [
        yCursorPlugin(awareness, {
          // Not by the document's client: a suggestion is written in a document of its own.
          awarenessStateFilter: (_: number, client: number) => client !== awareness.clientID,
          cursorBuilder: (user: unknown) => {
            const { name, color } = personOf(user)
            const label = element('span', { class: 'caret-name' }, name)
            const caret = element('span', { class: 'caret', 'aria-hidden': 'true' }, label)
            caret.style.setProperty('--person', color)
            return caret
          },
          selectionBuilder: (user: unknown) => ({
            class: 'caret-selection',
            style: `--person: ${personOf(user).color}`,
          }),
        }),
      ]
    },
  })
