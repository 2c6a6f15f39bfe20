/** Where the others are in the code, told as every Yjs editor tells it: `cursor: { anchor, head }`. */
import type { Extension, Range } from '@codemirror/state'
import { Annotation } from '@codemirror/state'
import type { DecorationSet, EditorView, ViewUpdate } from '@codemirror/view'
import { Decoration, ViewPlugin, WidgetType } from '@codemirror/view'
import type { Awareness } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { personOf } from '../doc/person.ts'
import { personIndex } from '../shell/people.ts'

const moved = Annotation.define<true>()

class Caret extends WidgetType {
  readonly #name: string
  readonly #index: number

  constructor(name: string, index: number) {
    super()
    this.#name = name
    this.#index = index
  }
  override eq(other: Caret): boolean {
    return other.#name === this.#name && other.#index === this.#index
  }
  override toDOM(): HTMLElement {
    const caret = document.createElement('span')
    caret.className = `caret person-${this.#index}`
    caret.ariaHidden = 'true'
    const name = document.createElement('span')
    name.className = 'caret-name'
    name.textContent = this.#name
    caret.append(name)
    return caret
  }
  override ignoreEvent(): boolean {
    return true
  }
}

interface Cursor {
  readonly anchor: unknown
  readonly head: unknown
}

export const remoteCarets = (text: Y.Text, awareness: Awareness): Extension => {
  const indexOf = (json: unknown): number | undefined => {
    try {
      const place = Y.createRelativePositionFromJSON(json)
      const found = text.doc === null ? null : Y.createAbsolutePositionFromRelativePosition(place, text.doc)
      return found?.type === text ? found.index : undefined
    } catch {
      // It stands somewhere else, or is no place at all.
      return undefined
    }
  }
  const draw = (view: EditorView): DecorationSet => {
    const all: Range<Decoration>[] = []
    const end = view.state.doc.length
    for (const [client, state] of awareness.getStates()) {
      const cursor = state['cursor'] as Cursor | null | undefined
      if (client === awareness.clientID || typeof cursor !== 'object' || cursor === null) continue
      const anchor = indexOf(cursor.anchor)
      const head = indexOf(cursor.head)
      if (anchor === undefined || head === undefined || Math.max(anchor, head) > end) continue
      const { id, name } = personOf(state['user'])
      const index = personIndex(id)
      if (anchor !== head)
        all.push(
          Decoration.mark({ class: `caret-selection person-${index}` }).range(
            Math.min(anchor, head),
            Math.max(anchor, head),
          ),
        )
      all.push(Decoration.widget({ widget: new Caret(name, index), side: head > anchor ? -1 : 1 }).range(head))
    }
    return Decoration.set(all, true)
  }
  return ViewPlugin.fromClass(
    class {
      decorations: DecorationSet
      readonly #off: () => void

      constructor(view: EditorView) {
        this.decorations = draw(view)
        const changed = ({ added, updated, removed }: Record<'added' | 'updated' | 'removed', number[]>): void => {
          const others = [...added, ...updated, ...removed].some((client) => client !== awareness.clientID)
          if (others) view.dispatch({ annotations: moved.of(true) })
        }
        awareness.on('change', changed)
        this.#off = () => awareness.off('change', changed)
      }
      update({ view, state, docChanged, selectionSet, focusChanged, transactions }: ViewUpdate): void {
        if (docChanged || transactions.some((tr) => tr.annotation(moved) === true)) this.decorations = draw(view)
        if (!docChanged && !selectionSet && !focusChanged) return
        const { anchor, head } = state.selection.main
        const at = (index: number) =>
          Y.relativePositionToJSON(Y.createRelativePositionFromTypeIndex(text, index)) as unknown
        awareness.setLocalStateField('cursor', view.hasFocus ? { anchor: at(anchor), head: at(head) } : null)
      }
      destroy(): void {
        this.#off()
      }
    },
    { decorations: (plugin) => plugin.decorations },
  )
}
