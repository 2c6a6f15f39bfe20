/** Above every screen: back, what this is, where it is brought, and what is under way. */
import { element, say, show } from '../../shell/dom.ts'
import { icon } from '../../shell/icons.ts'
import { moneyOf } from '../words.ts'
import { countOf } from '../../shell/words.ts'
import { headline, isOver } from '../words/states.ts'
import type { CustomerDesk, ScreenName } from './desk.ts'
import { chooseHome } from './door.ts'

export interface Top {
  readonly root: HTMLElement
  show(screen: ScreenName, title: string): void
  retitle(title: string): void
  close(): void
}

export const makeTop = (desk: CustomerDesk): Top => {
  let screen: ScreenName = { is: 'browse' }
  const back = element(
    'button',
    { class: 'icon-button', 'aria-label': 'Back', title: 'Back', click: () => desk.back() },
    icon('back'),
  )
  const title = element('h2', { class: 'customer-title', tabindex: -1 })
  const address = element('span', { class: 'customer-address' })
  const door = element(
    'button',
    { class: 'customer-door', click: () => chooseHome(desk, () => say(address, desk.home.address)) },
    element('span', { class: 'quiet' }, 'To '),
    address,
  )
  const past = element(
    'button',
    { class: 'icon-button', 'aria-label': 'My orders', title: 'My orders', click: () => desk.go({ is: 'past' }) },
    icon('history'),
  )
  const running = element('div', { class: 'customer-running', 'aria-label': 'Orders under way' })
  const bar = element('button', { class: 'customer-basket', click: () => desk.go({ is: 'checkout' }) })
  const root = element(
    'header',
    { class: 'customer-top' },
    element('div', { class: 'customer-bar' }, back, title, door, past),
    running,
    bar,
  )

  const draw = (): void => {
    const atHome = screen.is === 'browse'
    show(back, !atHome)
    show(title, !atHome)
    show(door, atHome)
    show(past, screen.is !== 'past')
    say(address, desk.home.address)
    const { lines, pieces, subtotal, restaurantName } = desk.cart
    show(bar, lines.length > 0 && (atHome || screen.is === 'menu'))
    bar.replaceChildren(
      element('span', {}, `${countOf(pieces, 'thing')} from ${restaurantName}`),
      element('strong', {}, `${moneyOf(subtotal, desk.region.rules.currency)} · order`),
    )
    const shown = desk.customer.orders.filter(
      (order) => !isOver(order) && !(screen.is === 'order' && screen.order === order.id),
    )
    running.replaceChildren(
      ...shown.map((order) =>
        element(
          'button',
          { class: 'customer-running-order', click: () => desk.go({ is: 'order', order: order.id }) },
          element('span', { class: 'beat', 'aria-hidden': 'true' }),
          element('span', {}, headline(order)),
          icon('send'),
        ),
      ),
    )
    show(running, shown.length > 0 && screen.is !== 'checkout')
  }
  const offs = [desk.cart.onChange(draw), desk.customer.on('orders', draw)]
  return {
    root,
    show(next, name) {
      screen = next
      say(title, name)
      draw()
      if (next.is !== 'browse') title.focus({ preventScroll: true })
    },
    retitle: (name) => say(title, name),
    close() {
      for (const off of offs) off()
    },
  }
}
