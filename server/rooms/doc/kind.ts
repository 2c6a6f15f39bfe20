/** The kind `doc`: a room is one document. */
import { docContract } from '../../../shared/doc/contract.ts'
import type { DocContract } from '../../../shared/doc/contract.ts'
import { DOC } from '../../../shared/doc/rules.ts'
import { defineRoom } from '../../engine/room.ts'
import type { HostFacts, RoomKind } from '../../engine/room.ts'
import { accessLimits } from './access-limits.ts'
import { authorizeWith } from './access.ts'
import { asked } from './asked.ts'
import { commentLimits } from './comments-limits.ts'
import { DocBot } from './bot.ts'
import { DocShelves } from './desk.ts'
import type { HookFacts } from './hooks.ts'
import { jobs } from './jobs.ts'
import { loadWith } from './load.ts'
import { Passwords } from './passwords.ts'
import { accessQueries } from './read/access-queries.ts'
import { pastQueriesWith } from './read/past-queries.ts'
import { ReadCache } from './read/read-cache.ts'
import { retold } from './read/retold.ts'
import { docFiles } from './read/files.ts'
import { FewAtOnce } from './read/few-at-once.ts'
import { suggestionQueries } from './read/suggestions.ts'
import { threadQueries } from './read/threads.ts'
import { SnapshotReader } from './read/snapshot.ts'
import { DocRoom } from './room.ts'
import { stored } from './stored.ts'
import type { Stored } from './stored.ts'
import { suggestionLimits } from './suggestions-limits.ts'
import { docTables } from './tables.ts'
import type { DocWrites } from './tables.ts'
import { EDITOR_ROOT } from './text/content.ts'
import { pastLimits } from './versions-load.ts'

/**
 * A message to one socket takes 5 µs, whether it tells of one letter or of thirty: a document is given 1,500 of them a
 * second. Up to 25 people see each other's letters within 17 ms, from a hundred on within 66: carets of many are told
 * no more often than that either.
 */
const PERIOD_MS_PER_MEMBER = 0.66
/** Whoever reads along must not see people write in jerks: with 83 ms, 500 who come at once make 112 ms of it. */
const CROWD_PERIOD_MS = 66

type DocFacts = HookFacts & Pick<HostFacts, 'docRoots'>

/** Documents of one host: what they share, and its own tries at passwords. */
const docOf = (facts: DocFacts): RoomKind<DocContract, DocWrites> => {
  const passwords = new Passwords()
  const { docRoots } = facts
  const roots = docRoots === undefined ? null : new Set([...docRoots, EDITOR_ROOT])
  const shelves = new DocShelves(undefined, undefined, roots)
  const reader = new SnapshotReader(shelves.snapshots)
  const beyond = new FewAtOnce()
  return defineRoom<DocContract, DocWrites>({
    contract: docContract,
    tickHz: 60,
    periodMs: (members) => Math.min(CROWD_PERIOD_MS, members * PERIOD_MS_PER_MEMBER),
    maxMembers: DOC.seatsMax,
    idleMs: 60_000,
    authorize: authorizeWith(passwords),
    tables: docTables,
    stored,
    load: loadWith(passwords, reader),
    jobs,
    queries: {
      ...pastQueriesWith(new ReadCache()),
      ...accessQueries,
      ...threadQueries,
      ...suggestionQueries,
      async snapshot(user, room, { atLeast, vector }, asking) {
        const { n, data } = await reader.read(room, asking, atLeast)
        if (vector === undefined) return { at: n, update: data }
        const update = await beyond.run(user.id, () => asked(asking, 'beyond', { update: data, vector }))
        return { at: n, update }
      },
    },
    files: docFiles,
    retold,
    limits: {
      edit: { perSecond: 60, burst: 300 },
      aware: { perSecond: 60, burst: 120 },
      say: { perSecond: 10, burst: 50 },
      ...accessLimits,
      ...pastLimits,
      ...commentLimits,
      ...suggestionLimits,
    },
    hosted: docOf,
    // What this kind's stored() has read.
    open: (ctx, read) => new DocRoom(ctx, read as Stored | undefined, facts, shelves),
    bot: (random) => new DocBot(random),
  })
}

/** As it is without a host. */
export const doc = docOf({ channels: [], privateWebhooks: false })
