/** What people hear of in their inbox, however far away they are: once for each thing that happened. */
import { inboxRoom } from '../../../shared/inbox/notices.ts'
import type { NotifyMail } from '../../../shared/inbox/notices.ts'
import type { Order, OrderEvent } from './book/order.ts'
import type { Desk } from './desk.ts'

const WORDS: Readonly<Record<string, string>> = {
  confirmed: 'Your order is confirmed',
  rejected: 'The restaurant cannot take your order',
  unanswered: 'The restaurant did not answer: your order is cancelled',
  cancelled: 'Your order is cancelled',
  picked_up: 'Your order is on its way',
  arriving: 'Your order is almost there',
  delivered: 'Your order is delivered',
}

/** Ids that no token can have: people of the demo. */
const SIMULATED = 'sim:'
export const isSimulated = (user: string): boolean => user.startsWith(SIMULATED)

export class Notices {
  readonly #desk: Desk

  constructor(desk: Desk) {
    this.#desk = desk
  }

  /** What happened to an order: its customer hears of the large steps. Simulated people have no inbox. */
  heard(order: Order, { type, note }: OrderEvent): void {
    const words = WORDS[type]
    if (words === undefined || isSimulated(order.customer.id)) return
    this.tell(order.customer.id, order.id, `${order.steps.length}`, words, note ?? order.restaurant.name)
  }

  /** `what`: unique for this order and person, such as the event's number. */
  tell(user: string, order: string, what: string, title: string, text: string): void {
    const { ctx } = this.#desk
    const mail: NotifyMail = {
      user,
      key: `delivery/${ctx.id}/${order}/${what}`,
      type: 'order',
      title,
      text,
      kind: 'delivery',
      room: ctx.id,
    }
    ctx.post('inbox', inboxRoom(user), 'notify', mail)
  }
}
