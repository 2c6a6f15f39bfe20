/** What people hear of in their inbox, however far away they are: which event tells whom, once for each. */
import type { OrderNews } from '../../../../shared/delivery/counter-types.ts'
import { decimalOf } from '../../../../shared/delivery/currency.ts'
import type { Actor } from '../../../../shared/delivery/order-types.ts'
import { DELIVERY } from '../../../../shared/delivery/rules.ts'
import { inboxRoom } from '../../../../shared/inbox/notices.ts'
import type { NotifyMail } from '../../../../shared/inbox/notices.ts'
import type { WebhookTarget } from '../../../../shared/inbox/outgoing.ts'
import type { OrdersDesk } from './desk.ts'
import type { EventType, OrderEvent } from './events.ts'
import type { OrderFacts } from './order.ts'

type Hearer = 'customer' | 'restaurant' | 'courier' | 'dispatcher'

interface Rule {
  readonly to: Hearer
  readonly words: string
  /** Whoever did it knows. */
  readonly unless?: Actor
}

/** By event; what is not here wakes nobody. */
export const NOTICE_RULES: Readonly<Partial<Record<EventType, readonly Rule[]>>> = {
  placed: [{ to: 'restaurant', words: 'A new order' }],
  authorised: [{ to: 'restaurant', words: 'A new order' }],
  confirmed: [{ to: 'customer', words: 'Your order is confirmed' }],
  declined: [{ to: 'customer', words: 'Your card was declined' }],
  cancelled: [
    { to: 'customer', words: 'Your order is cancelled', unless: 'customer' },
    { to: 'restaurant', words: 'An order is cancelled', unless: 'restaurant' },
    { to: 'courier', words: 'An order of yours is cancelled' },
  ],
  offered: [{ to: 'courier', words: 'An order for you' }],
  assigned: [{ to: 'courier', words: 'An order for you', unless: 'courier' }],
  no_courier: [{ to: 'dispatcher', words: 'An order finds no courier' }],
  courier_silent: [{ to: 'dispatcher', words: 'Nothing is heard of the courier of an order' }],
  unassigned: [{ to: 'courier', words: 'An order is not yours any more', unless: 'courier' }],
  picked_up: [{ to: 'customer', words: 'Your order is on its way' }],
  arriving: [{ to: 'customer', words: 'Your order is almost there' }],
  eta_slipped: [{ to: 'customer', words: 'Your order will be late' }],
  delivered: [
    { to: 'customer', words: 'Your order is delivered' },
    { to: 'restaurant', words: 'An order is delivered' },
  ],
  waiting: [
    { to: 'restaurant', words: 'The courier of an order waits at the counter' },
    { to: 'dispatcher', words: 'The courier of an order waits at the counter' },
  ],
  refunded: [{ to: 'customer', words: 'Money comes back to you' }],
  refund_failed: [{ to: 'dispatcher', words: 'A refund failed' }],
  payment_failed: [{ to: 'dispatcher', words: 'A payment failed' }],
}

/** Ids that no token can have: people of the demo, who have no inbox. */
const SIMULATED = 'sim:'
export const isSimulated = (user: string): boolean => user.startsWith(SIMULATED)

export interface OrderNotice {
  readonly to: Hearer
  readonly title: string
  readonly text: string
}

/** Whom an event tells, and what. Pure. */
export const noticesOf = (
  order: OrderFacts,
  { what, actor }: OrderEvent,
  before: OrderFacts | undefined,
): readonly OrderNotice[] => {
  const text =
    what.type === 'refunded'
      ? `${decimalOf(what.amount, order.currency)} ${order.currency}`
      : 'note' in what && what.note !== undefined
        ? what.note
        : order.restaurant.name
  return (NOTICE_RULES[what.type] ?? [])
    .filter(({ to, unless }) => {
      if (to === 'courier' && courierOf(order, before) === null) return false
      return unless !== actor && (to !== 'restaurant' || order.authorisedMs !== null)
    })
    .map(({ to, words }) => ({ to, title: words, text }))
}

/** Who has it or is asked, or had it until now. */
const courierOf = (order: OrderFacts, before: OrderFacts | undefined): string | null =>
  order.offered ?? order.courier ?? before?.courier ?? null

/** An address of the channel `webhook`; `id`: what it is known by here. */
export interface NewsTarget extends WebhookTarget {
  readonly id: string
}

export interface NoticesOptions {
  /** Who is behind a restaurant's counter, and who dispatches: user ids. */
  readonly staffOf: (restaurant: string) => Iterable<string>
  readonly dispatchers: () => Iterable<string>
  /** People without an inbox. */
  readonly isNobody: (user: string) => boolean
  /** The backend that wants to know of every event; undefined: there is none. */
  readonly hook: () => NewsTarget | undefined
}

export class Notices {
  readonly #desk: OrdersDesk
  readonly #options: NoticesOptions

  constructor(desk: OrdersDesk, options: NoticesOptions) {
    this.#desk = desk
    this.#options = options
  }

  /**
   * Tells an event: a listener of Orders.onEvent(). What happened longer ago than a quarter of an hour is kept with its
   * order, and tells nobody.
   */
  heard(order: OrderFacts, event: OrderEvent, before: OrderFacts | undefined): void {
    if (this.#desk.wall() - event.at > DELIVERY.lateNewsMs) return
    for (const { to, title, text } of noticesOf(order, event, before)) {
      for (const user of this.#usersOf(to, order, before)) {
        if (this.#options.isNobody(user)) continue
        this.tell(user, order.id, event.n, title, text)
      }
    }
    const hook = this.#options.hook()
    if (hook !== undefined) this.#hook(hook, order, event)
  }

  /** `n`: of the event that it is about, so that it is told once. */
  tell(user: string, order: string, n: number, title: string, text: string): void {
    const { id: room } = this.#desk
    const mail: NotifyMail = {
      user,
      key: `delivery/${room}/${order}/${n}/inbox`,
      type: 'order',
      title,
      text,
      kind: 'delivery',
      room,
    }
    this.#desk.post('inbox', inboxRoom(user), 'notify', mail)
  }

  #hook({ id, url, secret }: NewsTarget, order: OrderFacts, { n, at, actor, what }: OrderEvent): void {
    const { id: room } = this.#desk
    const news: Omit<OrderNews, 'id'> = {
      type: `order.${what.type}`,
      kind: 'delivery',
      room,
      order: order.id,
      n,
      at,
      by: actor,
      state: order.state,
      restaurant: order.restaurant.id,
    }
    const target: WebhookTarget = { url, secret }
    this.#desk.sendOut('webhook', JSON.stringify(target), { from: { kind: 'delivery', room, target: id }, news })
  }

  *#usersOf(to: Hearer, order: OrderFacts, before: OrderFacts | undefined): Iterable<string> {
    if (to === 'customer') yield order.customer.id
    else if (to === 'restaurant') yield* this.#options.staffOf(order.restaurant.id)
    else if (to === 'dispatcher') yield* this.#options.dispatchers()
    else {
      const courier = courierOf(order, before)
      if (courier !== null) yield courier
    }
  }
}
