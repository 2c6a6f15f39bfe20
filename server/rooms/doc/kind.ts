/** The kind `doc`: a room is one document. */
import { docContract } from '../../../shared/doc/contract.ts'
import type { DocContract } from '../../../shared/doc/contract.ts'
import { DOC } from '../../../shared/doc/rules.ts'
import { defineRoom } from '../../engine/room.ts'
import type { RoomKind } from '../../engine/room.ts'
import { accessLimits } from './access-limits.ts'
import { authorizeWith } from './access.ts'
import { DocBot } from './bot.ts'
import { jobs } from './jobs.ts'
import { loadWith } from './load.ts'
import { Passwords } from './passwords.ts'
import { docQueriesWith } from './read/queries.ts'
import { ReadCache } from './read/read-cache.ts'
import { DocRoom } from './room.ts'
import { stored } from './stored.ts'
import type { Stored } from './stored.ts'
import { docTables } from './tables.ts'
import type { DocWrites } from './tables.ts'
import { pastLimits } from './versions-load.ts'

const docOf = (passwords: Passwords): RoomKind<DocContract, DocWrites> =>
  defineRoom<DocContract, DocWrites>({
    contract: docContract,
    tickHz: 60,
    maxMembers: DOC.seatsMax,
    idleMs: 60_000,
    authorize: authorizeWith(passwords),
    tables: docTables,
    stored,
    load: loadWith(passwords),
    jobs,
    queries: docQueriesWith(new ReadCache()),
    limits: {
      edit: { perSecond: 60, burst: 300 },
      aware: { perSecond: 60, burst: 120 },
      ...accessLimits,
      ...pastLimits,
    },
    // Each host its own tries.
    hosted: () => docOf(new Passwords()),
    // What this kind's stored() has read.
    open: (ctx, read) => new DocRoom(ctx, read as Stored | undefined),
    bot: (random) => new DocBot(random),
  })

export const doc = docOf(new Passwords())
