/** Looking for something to eat: restaurants near one's door, as one wishes them. */
import type { RestaurantRow } from '../../../../shared/delivery/types.ts'
import { element } from '../../../shell/dom.ts'
import { loading } from '../../../shell/notice.ts'
import { Closing } from '../../live/closing.ts'
import { refusalText } from '../../words/refusals.ts'
import type { CustomerDesk, Screen } from '../desk.ts'
import { makeAround } from './around.ts'
import { drawRestaurant } from './row.ts'
import { makeWishBar } from './wish.ts'

const PAGE = 30
/** What is open, and how soon one comes from there, goes on while one looks. */
const ANEW_MS = 30_000

export const makeBrowse = (desk: CustomerDesk): Screen => {
  const closing = new Closing()
  const { currency } = desk.region.rules
  const bar = makeWishBar(currency, () => look())
  bar.cuisines([...new Set(desk.city?.restaurants.flatMap(({ cuisines }) => cuisines))])
  const around = desk.side.alone ? makeAround(desk) : undefined
  if (around !== undefined) closing.add(() => around.close())
  const list = element('div', { class: 'customer-restaurants', role: 'list', 'aria-label': 'Restaurants' }, ...ghosts())
  const status = element('p', { class: 'quiet', role: 'status' })
  const more = element('button', { class: 'button', hidden: true, click: () => look(next) }, 'Show more')
  let next: string | null = null
  let rows: readonly RestaurantRow[] = []
  let asked = 0

  const draw = (): void => {
    const focused = document.activeElement instanceof HTMLElement ? document.activeElement.dataset['id'] : undefined
    list.replaceChildren(
      ...rows.map((row) => drawRestaurant(row, currency, () => desk.go({ is: 'menu', restaurant: row.id }))),
    )
    if (focused !== undefined) list.querySelector<HTMLElement>(`[data-id="${CSS.escape(focused)}"]`)?.focus()
    more.hidden = next === null
    around?.show(rows)
  }
  const load = async (after: string | null): Promise<void> => {
    const mine = ++asked
    const { text, cuisine, sort, open, priceMax, ratingMin, etaMaxMin } = bar.wish
    const page = await desk.customer.query('restaurants', {
      near: desk.home.place,
      limit: PAGE,
      sort,
      ...(text !== '' && { text }),
      ...(cuisine !== undefined && { cuisines: [cuisine] }),
      ...(open && { open }),
      ...(priceMax !== undefined && { priceMax }),
      ...(ratingMin !== undefined && { ratingMin }),
      ...(etaMaxMin !== undefined && { etaMaxMin }),
      delivers: true,
      ...(after !== null && { after }),
    })
    if (mine !== asked) return
    rows = after === null ? page.rows : [...rows, ...page.rows]
    next = page.next
    bar.cuisines(rows.flatMap(({ cuisines }) => cuisines))
    const wishes = bar.wishes
    status.textContent =
      rows.length > 0
        ? ''
        : wishes
          ? 'No restaurant that delivers to you is like that. Wish for less.'
          : 'No restaurant delivers to you yet.'
    draw()
  }
  /** What was found before stays until there is something newer. */
  const look = (after: string | null = null): void => {
    loading(load(after)).catch((error: unknown) => {
      if (rows.length === 0) list.replaceChildren()
      status.textContent = refusalText('The restaurants could not be listed', error)
    })
  }
  closing.every(ANEW_MS, () => {
    // Whoever has read on is not thrown back to the first page.
    if (!document.hidden && rows.length <= PAGE) look()
  })
  const root = element(
    'div',
    { class: 'customer-browse' },
    element('div', { class: 'customer-browse-list' }, bar.root, list, status, more),
    ...(around === undefined ? [] : [around.root]),
  )
  root.addEventListener('keydown', (event) => {
    const all = [...list.querySelectorAll<HTMLElement>('.customer-row')]
    const at = all.indexOf(document.activeElement as HTMLElement)
    if (event.key === 'ArrowDown' && (at >= 0 || document.activeElement === bar.field)) all[at + 1]?.focus()
    else if (event.key === 'ArrowUp' && at >= 0) (all[at - 1] ?? bar.field).focus()
    else if (event.key === 'Enter' && document.activeElement === bar.field) all[0]?.click()
    else return
    event.preventDefault()
  })
  look()
  return { root, title: 'Restaurants', close: () => (asked++, closing.close()) }
}

/** Where restaurants will be in a moment: nothing jumps when they come. */
const ghosts = (): HTMLElement[] =>
  Array.from({ length: 5 }, () => element('div', { class: 'customer-row ghost', 'aria-hidden': 'true' }))
