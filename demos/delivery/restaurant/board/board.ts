/** The kitchen board: new, cooking, ready; and what went out today. */
import type { OrderView } from '../../../../shared/delivery/types.ts'
import { element, say } from '../../../shell/dom.ts'
import { Closing } from '../../live/closing.ts'
import { redraw } from '../../live/focus.ts'
import type { KitchenDesk } from '../desk.ts'
import { drawCard } from './card.ts'
import { drawGone } from './gone.ts'

type ColumnName = 'new' | 'cooking' | 'ready'
const COLUMNS: readonly (readonly [ColumnName, title: string, empty: string])[] = [
  ['new', 'New', 'Orders come in here.'],
  ['cooking', 'Cooking', 'What you take is cooked here.'],
  ['ready', 'Ready', 'What is done waits here for its courier.'],
]
const GONE = 20

const columnOf = ({ state }: OrderView): ColumnName | undefined => {
  if (state === 'pending') return 'new'
  if (state === 'confirmed' || state === 'preparing') return 'cooking'
  return state === 'ready' ? 'ready' : undefined
}

export const makeBoard = (desk: KitchenDesk, prepMin: () => number) => {
  const closing = new Closing()
  const { kitchen } = desk
  const columns = COLUMNS.map(([name, title, empty]) => ({
    name,
    empty,
    count: element('span', { class: 'badge' }, '0'),
    list: element('div', { class: 'restaurant-cards', role: 'list' }),
    title,
  }))
  const gone = element('details', { class: 'restaurant-gone' })
  const goneCount = element('span', { class: 'badge' }, '0')
  const goneList = element('div', { role: 'list', 'aria-label': 'Gone out' })
  gone.append(element('summary', {}, 'Gone out ', goneCount), goneList)
  const root = element(
    'div',
    { class: 'restaurant-board', role: 'tabpanel', 'aria-label': 'Kitchen' },
    element(
      'div',
      { class: 'restaurant-columns' },
      ...columns.map(({ name, title, count, list }) =>
        element(
          'section',
          { class: 'restaurant-column', 'data-column': name, 'aria-label': title },
          element('h3', {}, title, count),
          list,
        ),
      ),
    ),
    gone,
  )
  const cards = new Map<string, { readonly order: OrderView; readonly root: HTMLElement; tick(): void }>()
  /** A card is drawn again only when its order changed: whoever types a minute into one keeps it. */
  const cardOf = (order: OrderView): HTMLElement => {
    const known = cards.get(order.id)
    if (known?.order === order) return known.root
    const card = drawCard(desk, order, prepMin())
    cards.set(order.id, { order, ...card })
    return card.root
  }
  const draw = (): void => {
    const all = kitchen.open
    for (const { name, empty, count, list } of columns) {
      // Who waits longest is served first.
      const mine = all.filter((order) => columnOf(order) === name)
      say(count, String(mine.length))
      count.classList.toggle('act', name === 'new' && mine.length > 0)
      redraw(list, ...(mine.length === 0 ? [element('p', { class: 'quiet' }, empty)] : mine.map(cardOf)))
    }
    const out = [...all.filter((order) => columnOf(order) === undefined), ...kitchen.over].slice(0, GONE)
    say(goneCount, String(out.length))
    redraw(goneList, ...out.map((order) => drawGone(desk, order)))
    const here = new Set(all.map(({ id }) => id))
    for (const id of cards.keys()) if (!here.has(id)) cards.delete(id)
  }
  closing.add(kitchen.on('orders', draw))
  closing.every(1_000, () => {
    for (const card of cards.values()) card.tick()
  })
  draw()
  // What went out before this seat was taken.
  kitchen.history().catch(() => undefined)
  return { root, close: () => closing.close() }
}
