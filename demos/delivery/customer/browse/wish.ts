/** What somebody looks for among the restaurants: words, cuisine, price, stars, how soon, in which order, and whether they are open. */
import { element } from '../../../shell/dom.ts'
import { dearness } from '../../words/measures.ts'

export type Sort = 'distance' | 'rating' | 'eta' | 'relevance'

export interface Wish {
  readonly text: string
  readonly cuisine: string | undefined
  readonly sort: Sort
  readonly open: boolean
  /** 1 … 3; undefined: whatever it costs. */
  readonly priceMax: number | undefined
  readonly ratingMin: number | undefined
  readonly etaMaxMin: number | undefined
}

export interface WishBar {
  readonly root: HTMLElement
  readonly field: HTMLInputElement
  readonly wish: Wish
  /** Anything is wished for that leaves somebody out. */
  readonly wishes: boolean
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

/** Choices of one filter; the first leaves nobody out. */
const filter = (label: string, options: readonly (readonly [string, string])[], changed: () => void) => {
  const select = element(
    'select',
    { class: 'field', 'aria-label': label, change: changed },
    ...options.map(([value, words]) => element('option', { value }, words)),
  )
  return { select, get: (): number | undefined => (select.value === '' ? undefined : Number(select.value)) }
}

export const makeWishBar = (currency: string, changed: () => void): WishBar => {
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
  const price = filter(
    'Price',
    [['', 'Price'], ...[1, 2, 3].map((level) => [String(level), `≤ ${dearness(level, currency)}`] as const)],
    changed,
  )
  const stars = filter(
    'Rating',
    [['', 'Stars'], ...['3.5', '4', '4.5'].map((least) => [least, `★ ${least}+`] as const)],
    changed,
  )
  const soon = filter(
    'Delivery time',
    [['', 'Time'], ...['20', '30', '45', '60'].map((most) => [most, `≤ ${most} min`] as const)],
    changed,
  )
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
      element('div', { class: 'customer-wish-row filters' }, price.select, stars.select, soon.select),
      chips,
    ),
    field,
    get wish() {
      // Of the options above.
      const chosen = SORTS.find(([value]) => value === sort.value)?.[0] ?? 'eta'
      const [priceMax, ratingMin, etaMaxMin] = [price.get(), stars.get(), soon.get()]
      return { text: field.value.trim(), cuisine, sort: chosen, open: open.checked, priceMax, ratingMin, etaMaxMin }
    },
    get wishes() {
      const { text, priceMax, ratingMin, etaMaxMin } = this.wish
      return (
        [text === '' ? undefined : text, cuisine, priceMax, ratingMin, etaMaxMin].some((one) => one !== undefined) ||
        open.checked
      )
    },
    cuisines(names) {
      const before = known.size
      for (const name of names) known.add(name)
      if (known.size !== before) draw()
    },
  }
}
