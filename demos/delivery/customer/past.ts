/** My orders, newest first: look at one again, or order the same. */
import type { OrderView } from '../../../shared/delivery/types.ts'
import { element } from '../../shell/dom.ts'
import { loading } from '../../shell/notice.ts'
import { whenShort } from '../../shell/words.ts'
import { redraw } from '../live/focus.ts'
import { moneyOf } from '../words.ts'
import { refusalText } from '../words/refusals.ts'
import { isOver, linesText } from '../words/states.ts'
import { orderAgain } from './again.ts'
import type { CustomerDesk, Screen } from './desk.ts'

const ENDS: Readonly<Record<string, string>> = { delivered: 'Delivered', cancelled: 'Cancelled' }

export const makePast = (desk: CustomerDesk): Screen => {
  const { customer } = desk
  const list = element('div', { class: 'customer-past', role: 'list', 'aria-label': 'My orders' })
  const status = element('p', { class: 'quiet', role: 'status' })
  const more = element('button', { class: 'button', hidden: true, click: () => read() }, 'Show more')
  let open = true

  const draw = (): void => {
    redraw(list, ...customer.orders.map((order) => drawPast(desk, order)))
    status.textContent = customer.orders.length === 0 ? 'What you order is kept here.' : ''
  }
  const read = (): void => {
    loading(customer.history()).then(
      (there) => {
        if (!open) return
        more.hidden = !there
        draw()
      },
      (error: unknown) => {
        if (open) status.textContent = refusalText('Older orders could not be fetched', error)
      },
    )
  }
  const off = customer.on('orders', draw)
  draw()
  read()
  return {
    root: element('div', { class: 'customer-list' }, list, status, more),
    title: 'My orders',
    close() {
      open = false
      off()
    },
  }
}

const drawPast = (desk: CustomerDesk, order: OrderView): HTMLElement => {
  const { id, restaurant, state, amounts, currency, placedMs } = order
  return element(
    'article',
    { class: 'customer-past-order', role: 'listitem', 'data-state': state },
    element(
      'button',
      { class: 'customer-past-open', 'data-key': id, click: () => desk.go({ is: 'order', order: id }) },
      element('strong', {}, restaurant.name),
      element('span', {}, linesText(order)),
      element(
        'span',
        { class: 'quiet' },
        [
          ENDS[state] ?? 'Under way',
          whenShort(placedMs),
          ...(amounts === null ? [] : [moneyOf(amounts.total, currency)]),
        ].join(' · '),
      ),
    ),
    ...(isOver(order)
      ? [
          element(
            'button',
            { class: 'button small', 'data-key': `again ${id}`, click: () => orderAgain(desk, order) },
            'Order again',
          ),
        ]
      : []),
  )
}
