/** Changes shown in the text: what came in the colour of whoever wrote it, what went struck through. */
import { Extension } from '@tiptap/core'
import type { EditorState, Transaction } from '@tiptap/pm/state'
import { Plugin, PluginKey } from '@tiptap/pm/state'
import { Decoration, DecorationSet } from '@tiptap/pm/view'
import { element } from '../../shell/dom.ts'
import type { Person } from '../person.ts'
import type { Change } from './between.ts'

/** A change and whose it is; `side` is which of the two states the editor shows. */
export interface ShownChange extends Change {
  readonly by: Pick<Person, 'name' | 'color'>
  /** In place of `… wrote this`, `… deleted this`. */
  readonly says?: string
}

export interface Shown {
  readonly side: 'before' | 'after'
  readonly changes: readonly ShownChange[]
}

const changesKey = new PluginKey<DecorationSet>('changes')

export const showChanges = (tr: Transaction, shown: Shown): Transaction => tr.setMeta(changesKey, shown)

/** Shows nothing until it is told to, by showChanges(). */
export const shownChanges = (): Extension =>
  Extension.create({
    name: 'shownChanges',
    addProseMirrorPlugins() {
      return [
        new Plugin<DecorationSet>({
          key: changesKey,
          state: {
            init: () => DecorationSet.empty,
            apply(tr, before, _old, state) {
              const shown = tr.getMeta(changesKey) as Shown | undefined
              if (shown !== undefined) return draw(state, shown)
              return tr.docChanged ? before.map(tr.mapping, tr.doc) : before
            },
          },
          props: { decorations: (state) => changesKey.getState(state) },
        }),
      ]
    },
  })

const draw = ({ doc }: EditorState, { side, changes }: Shown): DecorationSet => {
  const end = doc.content.size
  const all: Decoration[] = []
  for (const change of changes) {
    const [from, to] = change[side]
    if (to > end) continue
    const inserted = change.type === 'insert'
    const style = `--person: ${change.by.color}`
    const title = change.says ?? `${change.by.name} ${inserted ? 'wrote' : 'deleted'} this`
    const attributes = { class: inserted ? 'came' : 'went', style, title }
    // It is there, or it is not: then its words stand where it was, or where it would be.
    if (from < to) {
      all.push(Decoration.inline(from, to, attributes))
      if (change.block && doc.nodeAt(from)?.nodeSize === to - from)
        all.push(Decoration.node(from, to, { ...attributes, class: `${attributes.class} whole` }))
    } else if (change.text !== '') {
      const make = (): HTMLElement => {
        const words = element(change.block ? 'div' : 'span', { class: `${attributes.class} ghost`, title }, change.text)
        words.style.setProperty('--person', change.by.color)
        words.contentEditable = 'false'
        return words
      }
      all.push(
        Decoration.widget(from, make, {
          side: inserted ? 1 : -1,
          key: `${title}${change.client}-${change.clock}-${change.text}`,
        }),
      )
    }
  }
  return DecorationSet.create(doc, all)
}
