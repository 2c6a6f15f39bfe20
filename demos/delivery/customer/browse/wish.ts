/** What somebody looks for among the restaurants: words, cuisines, order, and whether they are open. */
import { element } from '../../../shell/dom.ts'

export type Sort = 'distance' | 'rating' | 'eta' | 'relevance'

export interface Wish {
  readonly text: string
  readonly cuisine: string | undefined
  readonly sort: Sort
  readonly open: boolean
}

export interface WishBar {
  readonly root: HTMLElement
  readonly field: HTMLInputElement
  readonly wish: Wish
  /** Only grows: what is filtered away now may be wished for next. */
  cuisines(names: readonly string[]): void
}

const SORTS: readonly (readonly [Sort, string])[] = [
  ['eta', 'Soonest here'],
  ['distance', 'Nearest'],
  ['rating', 'Best rated'],
  ['relevance', 'Best match'],
]
const TYPING_MS = 150
const MOST_CUISINES = 14

export const makeWishBar = (changed: () => void): WishBar => {
  let timer = 0
  let cuisine: string | undefined
  const known = new Set<string>()
  const later = (): void => {
    window.clearTimeout(timer)
    timer = window.setTimeout(changed, TYPING_MS)
  }
  const field = element('input', {
    class: 'field',
    type: 'search',
    maxlength: 80,
    placeholder: 'Soup, sushi, a name…',
    'aria-label': 'Search restaurants and dishes',
    input: later,
  })
  const sort = element(
    'select',
    { class: 'field', 'aria-label': 'Sort by', change: changed },
    ...SORTS.map(([value, label]) => element('option', { value }, label)),
  )
  const open = element('input', { type: 'checkbox', checked: true, change: changed })
  const chips = element('div', { class: 'chips', role: 'group', 'aria-label': 'Cuisine' })

  const draw = (): void => {
    const all = [...known].slice(0, MOST_CUISINES)
    const focused =
      document.activeElement instanceof HTMLElement ? document.activeElement.dataset['cuisine'] : undefined
    chips.replaceChildren(
      ...all.map((name) =>
        element(
          'button',
          {
            class: 'chip-button',
            type: 'button',
            'data-cuisine': name,
            'aria-pressed': name === cuisine ? 'true' : 'false',
            click: () => {
              cuisine = name === cuisine ? undefined : name
              draw()
              changed()
            },
          },
          name,
        ),
      ),
    )
    if (focused !== undefined) chips.querySelector<HTMLElement>(`[data-cuisine="${CSS.escape(focused)}"]`)?.focus()
  }
  return {
    root: element(
      'div',
      { class: 'customer-wish' },
      field,
      element('div', { class: 'customer-wish-row' }, sort, element('label', { class: 'check' }, open, 'Open now')),
      chips,
    ),
    field,
    get wish() {
      // Of the options above.
      const chosen = SORTS.find(([value]) => value === sort.value)?.[0] ?? 'eta'
      return { text: field.value.trim(), cuisine, sort: chosen, open: open.checked }
    },
    cuisines(names) {
      const before = known.size
      for (const name of names) known.add(name)
      if (known.size !== before) draw()
    },
  }
}
