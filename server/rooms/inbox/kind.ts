/** The inbox as a kind of room: one for each user, open to that user alone. */
import { inboxContract } from '../../../shared/inbox/contract.ts'
import type { InboxContract } from '../../../shared/inbox/contract.ts'
import { defineRoom } from '../../engine/room.ts'
import type { HostFacts, RoomKind } from '../../engine/room.ts'
import { InboxBot } from './bot.ts'
import { inboxQueries, mustOwn } from './queries.ts'
import { retold } from './retold.ts'
import { Inbox } from './room.ts'
import { INDOORS, newSecrets } from './settings.ts'
import { EMPTY, readStored } from './stored.ts'
import type { StoredInbox } from './stored.ts'
import { inboxTables } from './tables.ts'
import type { InboxWrites } from './tables.ts'

/** Devices, and windows of each. */
const MAX_MEMBERS = 100

const inboxOf = (facts: HostFacts): RoomKind<InboxContract, InboxWrites> =>
  defineRoom<InboxContract, InboxWrites>({
    contract: inboxContract,
    tickHz: 60,
    maxMembers: MAX_MEMBERS,
    idleMs: 60_000,
    authorize(user, room) {
      mustOwn(user.id, room)
      return 'owner'
    },
    tables: inboxTables,
    stored: readStored,
    retold,
    load: { addTarget: async (_body, asking) => newSecrets(asking) },
    limits: {
      read: { perSecond: 5, burst: 20 },
      remove: { perSecond: 5, burst: 20 },
      prefer: { perSecond: 1, burst: 20 },
      quiet: { perSecond: 1, burst: 10 },
      // Each may send a mail.
      addTarget: { perSecond: 1 / 60, burst: 10 },
      // A code has 40 bits.
      confirmTarget: { perSecond: 1 / 10, burst: 10 },
      removeTarget: { perSecond: 1, burst: 10 },
      readChannels: { perSecond: 0.2, burst: 3 },
    },
    queries: inboxQueries(facts),
    hosted: inboxOf,
    open: (ctx, stored) => {
      // What stored() gave; a room that was never kept has nothing.
      return new Inbox(ctx, facts, (stored as StoredInbox | undefined) ?? EMPTY)
    },
    bot: (random) => new InboxBot(random),
  })

/** As it is without a host that says more. */
export const inbox = inboxOf(INDOORS)
