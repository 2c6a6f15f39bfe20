/** What people hear of in their inbox, however far away they are: once for each thing that happened. */
import { inboxRoom } from '../../../shared/inbox/notices.ts'
import type { NotifyMail } from '../../../shared/inbox/notices.ts'
import type { Desk } from './desk.ts'

export class Notices {
  readonly #desk: Desk

  constructor(desk: Desk) {
    this.#desk = desk
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
