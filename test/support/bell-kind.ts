/** A toy kind that rings for somebody: it posts to their inbox, as any room may. */
import { contract } from '../../shared/contract.ts'
import { object, oneOf, text } from '../../shared/guards.ts'
import { NOTICE_TYPES, inboxRoom } from '../../shared/inbox/contract.ts'
import type { NotifyMail } from '../../shared/inbox/contract.ts'
import { defineRoom } from '../../server/engine/room.ts'
import { tables } from '../../server/engine/tables.ts'

const bellContract = contract('bell', {
  commands: { ring: object({ user: text(1, 64), key: text(1, 64), type: oneOf(NOTICE_TYPES), title: text(1, 64) }) },
  events: {},
  queries: {},
})

export const bell = defineRoom<typeof bellContract>({
  contract: bellContract,
  tickHz: 60,
  maxMembers: 10,
  idleMs: 1_000,
  tables: tables({ migrations: {}, writes: {} }),
  authorize: () => 'ringer',
  open: (ctx) => ({
    on: {
      ring(_from, { user, key, type, title }) {
        const mail: NotifyMail = { user, key, type, title, text: 'dong', kind: 'bell', room: ctx.id }
        ctx.post('inbox', inboxRoom(user), 'notify', mail)
      },
    },
  }),
  bot: () => ({ hz: 1, act: () => undefined }),
})
