/** Who is meant by a comment hears of it in the inbox: people who have the document, and nobody else. */
import type { DocRole } from '../../../shared/doc/rules.ts'
import { inboxRoom } from '../../../shared/inbox/notices.ts'
import type { NotifyMail, WithdrawMail } from '../../../shared/inbox/notices.ts'
import type { GrantRecord } from './access-rows.ts'
import type { DocDesk } from './desk.ts'

/** What is asked of the room's table of roles. */
export interface Having {
  /**
   * What they may do by what they were given, or because they are here; null: nothing, or only what everybody may.
   * `read`: their grants as the database had them.
   */
  having(user: string, read: readonly GrantRecord[]): DocRole | null
}

export class CommentMentions {
  readonly #desk: DocDesk
  readonly #roles: Having

  constructor(desk: DocDesk, roles: Having) {
    this.#desk = desk
    this.#roles = roles
  }

  /** Of these, whom it will reach. Changes nothing. `read`: their grants. */
  resolve(author: string, users: readonly string[], read: readonly GrantRecord[]): string[] {
    return [...new Set(users)].filter((user) => {
      if (user === author) return false
      const grants = read.filter(({ user_id }) => user_id === user)
      return this.#roles.having(user, grants) !== null
    })
  }

  tell(users: readonly string[], author: string, comment: string, text: string): void {
    const { ctx, info } = this.#desk
    for (const user of users) {
      const mail: NotifyMail = {
        user,
        key: keyOf(ctx.id, comment),
        type: 'mention',
        title: info.title === '' ? `${author} mentioned you` : `${author} in ${info.title}`,
        text: text.replaceAll(/\s+/g, ' ').trim(),
        kind: 'doc',
        room: ctx.id,
      }
      ctx.post('inbox', inboxRoom(user), 'notify', mail)
    }
  }

  /** The comment is gone: nobody who was told of it keeps its words. */
  withdraw(users: readonly string[], comment: string): void {
    const { ctx } = this.#desk
    for (const user of users)
      ctx.post('inbox', inboxRoom(user), 'withdraw', { user, key: keyOf(ctx.id, comment) } satisfies WithdrawMail)
  }
}

/** Of the notices about one comment. */
const keyOf = (room: string, comment: string): string => `doc/${room}/comment/${comment}`
