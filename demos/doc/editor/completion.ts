/** A list beside where one types: arrows move, Enter and Tab take, Esc closes. The focus stays in the text. */
import type { SuggestionOptions } from '@tiptap/suggestion'
import { element } from '../../shell/dom.ts'

export interface Choice {
  readonly key: string
  /** What stands in the list. */
  draw(): readonly (Node | string)[]
}

export interface CompletionList<T extends Choice> {
  readonly open: boolean
  /** Shows `items` at `at`; none of them, and it is gone. */
  readonly show: (items: readonly T[], at: DOMRect | null | undefined, take: (item: T) => void) => void
  /** True: the key was for the list. */
  readonly key: (event: KeyboardEvent) => boolean
  readonly close: () => void
}

const MARGIN_PX = 8
let made = 0

/** `field` is where one types, and keeps the focus. */
export const makeCompletionList = <T extends Choice>(label: string, field: () => HTMLElement): CompletionList<T> => {
  const id = `completion-${++made}`
  const list = element('div', { class: 'completion float', role: 'listbox', id, 'aria-label': label })
  list.popover = 'manual'
  let items: readonly T[] = []
  let at = 0
  let take: (item: T) => void = () => undefined

  const mark = (next: number): void => {
    at = (next + items.length) % items.length
    list.querySelectorAll('[role=option]').forEach((row, i) => {
      row.setAttribute('aria-selected', String(i === at))
      if (i === at) row.scrollIntoView({ block: 'nearest' })
    })
    field().setAttribute('aria-activedescendant', `${id}-${at}`)
  }
  const row = (item: T, i: number): HTMLElement => {
    const made_ = element('button', {
      class: 'menu-item',
      type: 'button',
      role: 'option',
      tabindex: -1,
      id: `${id}-${i}`,
    })
    made_.append(...item.draw())
    // Or the text loses the focus.
    made_.addEventListener('pointerdown', (event) => event.preventDefault())
    made_.addEventListener('click', () => take(item))
    made_.addEventListener('pointermove', () => {
      if (at !== i) mark(i)
    })
    return made_
  }
  const close = (): void => {
    items = []
    field().removeAttribute('aria-activedescendant')
    list.remove()
  }
  return {
    get open() {
      return items.length > 0
    },
    close,
    show(next, rect, taken) {
      if (next.length === 0 || rect === null || rect === undefined) return close()
      items = next
      take = taken
      list.replaceChildren(...items.map(row))
      const layer = field().closest('dialog') ?? document.body
      if (list.parentNode !== layer) layer.append(list)
      list.showPopover()
      const { width, height } = list.getBoundingClientRect()
      const fits = rect.bottom + height + MARGIN_PX <= innerHeight
      list.style.left = `${Math.max(MARGIN_PX, Math.min(rect.left, innerWidth - width - MARGIN_PX))}px`
      list.style.top = `${fits ? rect.bottom + 4 : Math.max(MARGIN_PX, rect.top - height - 4)}px`
      mark(0)
    },
    key(event) {
      if (items.length === 0) return false
      if (event.key === 'ArrowDown') mark(at + 1)
      else if (event.key === 'ArrowUp') mark(at - 1)
      else if (event.key === 'Enter' || event.key === 'Tab') {
        const item = items[at]
        if (item !== undefined) take(item)
      } else return false
      return true
    },
  }
}

/** What Tiptap's suggestion plugin asks for to show its items. */
export const completion =
  <T extends Choice>(label: string): NonNullable<SuggestionOptions<T, T>['render']> =>
  () => {
    let field: HTMLElement = document.body
    const list = makeCompletionList<T>(label, () => field)
    return {
      onStart(props) {
        field = props.editor.view.dom
        list.show(props.items, props.clientRect?.(), props.command)
      },
      onUpdate: (props) => list.show(props.items, props.clientRect?.(), props.command),
      onKeyDown: ({ event }) => list.key(event),
      onExit: list.close,
    }
  }
