/** `@` and a name: the people of the document. */
import { Extension } from '@tiptap/core'
import { PluginKey } from '@tiptap/pm/state'
import { Suggestion } from '@tiptap/suggestion'
import { avatar } from '../../shell/avatar.ts'
import { element } from '../../shell/dom.ts'
import type { Choice } from './completion.ts'
import { completion } from './completion.ts'

export interface Mentionable {
  readonly id: string
  readonly name: string
}

const mentionsKey = new PluginKey('mentions')
const MOST = 8

export const findPeople = (people: readonly Mentionable[], part: string): Mentionable[] => {
  const wanted = part.toLowerCase()
  return people.filter(({ name }) => name.toLowerCase().includes(wanted)).slice(0, MOST)
}

/** Completes names; the node itself is one of the document's. */
export const mentionMenu = (people: () => readonly Mentionable[]): Extension =>
  Extension.create({
    name: 'mentionMenu',
    addProseMirrorPlugins() {
      return [
        Suggestion<Mentionable & Choice, Mentionable & Choice>({
          editor: this.editor,
          pluginKey: mentionsKey,
          char: '@',
          items: ({ query }) =>
            findPeople(people(), query).map((one) => ({
              ...one,
              key: one.id,
              draw: () => [avatar(one.id, one.name, 'small'), element('span', { class: 'menu-label' }, one.name)],
            })),
          allow: ({ editor }) => editor.isEditable && !editor.isActive('codeBlock'),
          command: ({ editor, range, props }) => {
            const mention = { type: 'mention', attrs: { id: props.id, label: props.name } }
            editor
              .chain()
              .focus()
              .insertContentAt(range, [mention, { type: 'text', text: ' ' }])
              .run()
          },
          render: completion('People'),
        }),
      ]
    },
  })
