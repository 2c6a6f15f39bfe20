/** The orders of the region: those that need somebody first. */
import type { Dispatch, OrderView } from '@tutti/client/delivery'
import { element, say } from '../../shell/dom.ts'
import { countOf } from '../../shell/words.ts'
import { etaOf } from '../words.ts'
import { isLate, isOver, isWaiting } from './orders.ts'
import { shortId, standingOf } from './words.ts'

export interface OrderList {
  readonly root: HTMLElement
  /** Draws anew what changed; cheap to call often. */
  refresh(): void
  close(): void
}

type Filter = 'open' | 'waiting' | 'late' | 'over'
const FILTERS: readonly (readonly [Filter, string])[] = [
  ['open', 'Open'],
  ['waiting', 'Waiting'],
  ['late', 'Late'],
  ['over', 'Done'],
]
/** More rows than anybody reads. */
const ROWS = 60
const REFRESH_MS = 500

export const makeOrderList = (dispatch: Dispatch, choose: (order: string) => void): OrderList => {
  let filter: Filter = 'open'
  let stale = true
  const rows = new Map<string, Row>()
  const list = element('ul', { class: 'order-rows' })
  const more = element('p', { class: 'quiet order-more' })
  const tabs = FILTERS.map(([name, label]) => {
    const count = element('span', { class: 'order-count' })
    const button = element(
      'button',
      { class: 'order-filter', 'aria-pressed': String(name === filter), click: () => pick(name) },
      label,
      count,
    )
    return { name, button, count }
  })
  const pick = (next: Filter): void => {
    filter = next
    for (const { name, button } of tabs) button.setAttribute('aria-pressed', String(name === next))
    stale = true
    refresh()
  }
  const refresh = (): void => {
    if (!stale || root.offsetParent === null) return
    stale = false
    const now = dispatch.now()
    const all = dispatch.orders
    for (const { name, count } of tabs) say(count, String(all.filter((order) => fits(order, name, now)).length))
    const shown = all.filter((order) => fits(order, filter, now)).toSorted(filter === 'over' ? newestFirst : firstFirst)
    const kept = new Set<string>()
    const nodes = shown.slice(0, ROWS).map((order) => {
      kept.add(order.id)
      let row = rows.get(order.id)
      if (row === undefined) rows.set(order.id, (row = makeRow(order.id, choose)))
      row.show(order, now)
      return row.root
    })
    for (const id of rows.keys()) if (!kept.has(id)) rows.delete(id)
    arrange(list, nodes)
    const rest = shown.length - nodes.length
    say(more, rest > 0 ? `and ${countOf(rest, 'more order')}` : shown.length === 0 ? EMPTY[filter] : '')
  }
  const root = element(
    'div',
    { class: 'order-list' },
    element(
      'div',
      { class: 'order-filters', role: 'group', 'aria-label': 'Which orders' },
      ...tabs.map((tab) => tab.button),
    ),
    element('div', { class: 'order-scroll' }, list, more),
  )
  const ends = [dispatch.on('orders', () => (stale = true))]
  const timer = window.setInterval(() => {
    // Minutes go by without news.
    stale = true
    refresh()
  }, REFRESH_MS)
  return {
    root,
    refresh,
    close() {
      window.clearInterval(timer)
      for (const end of ends) end()
    },
  }
}

const EMPTY: Readonly<Record<Filter, string>> = {
  open: 'No open orders. A customer can place one, and the city’s own people order by themselves when the load is above 0.',
  waiting: 'Every open order has its courier.',
  late: 'Nothing is late.',
  over: 'Nothing was delivered yet.',
}

const fits = (order: OrderView, filter: Filter, now: number): boolean => {
  const over = isOver(order)
  if (filter === 'over') return over
  if (over) return false
  if (filter === 'waiting') return isWaiting(order)
  return filter === 'open' || isLate(order, now)
}

/** Those that somebody has to see to, then those that are promised first. */
const firstFirst = (a: OrderView, b: OrderView): number =>
  Number(b.warning !== undefined) - Number(a.warning !== undefined) || a.promisedMs - b.promisedMs
const newestFirst = (a: OrderView, b: OrderView): number => (b.steps.at(-1)?.at ?? 0) - (a.steps.at(-1)?.at ?? 0)

interface Row {
  readonly root: HTMLElement
  show(order: OrderView, now: number): void
}

const makeRow = (id: string, choose: (order: string) => void): Row => {
  const name = element('b')
  const when = element('span', { class: 'order-when' })
  const standing = element('span', { class: 'order-standing' })
  const sign = element('i', { class: 'order-sign' })
  const button = element(
    'button',
    { class: 'order-row', click: () => choose(id) },
    sign,
    element('span', { class: 'order-what' }, name, standing),
    when,
  )
  return {
    root: element('li', {}, button),
    show(order, now) {
      say(name, order.restaurant.name)
      say(standing, `${shortId(id)} · ${standingOf(order)}`)
      say(when, isOver(order) ? '' : order.eta === null ? '' : etaOf(order.eta, now))
      sign.dataset['state'] = order.state
      sign.dataset['assignment'] = order.assignment
      button.classList.toggle('late', !isOver(order) && (order.warning !== undefined || isLate(order, now)))
    },
  }
}

/** Puts children in this order, moving only what is not where it should be. */
const arrange = (parent: HTMLElement, nodes: readonly HTMLElement[]): void => {
  let at = parent.firstElementChild
  for (const node of nodes) {
    if (node === at) at = at.nextElementSibling
    else parent.insertBefore(node, at)
  }
  while (at !== null) {
    const next = at.nextElementSibling
    at.remove()
    at = next
  }
}
