/** The kind `doc`: a room is one document. */
import { docContract } from '../../../shared/doc/contract.ts'
import type { DocContract } from '../../../shared/doc/contract.ts'
import { DOC } from '../../../shared/doc/rules.ts'
import { defineRoom } from '../../engine/room.ts'
import { authorize } from './access.ts'
import { DocBot } from './bot.ts'
import { DocRoom } from './room.ts'
import { stored } from './stored.ts'
import type { Stored } from './stored.ts'
import { docTables } from './tables.ts'
import type { DocWrites } from './tables.ts'

export const doc = defineRoom<DocContract, DocWrites>({
  contract: docContract,
  tickHz: 60,
  maxMembers: DOC.seatsMax,
  idleMs: 60_000,
  authorize,
  tables: docTables,
  stored,
  limits: {
    edit: { perSecond: 60, burst: 300 },
    aware: { perSecond: 60, burst: 120 },
    say: { perSecond: 10, burst: 50 },
    create: { perSecond: 0.5, burst: 10 },
    rename: { perSecond: 1, burst: 10 },
  },
  // What this kind's stored() has read.
  open: (ctx, read) => new DocRoom(ctx, read as Stored | undefined),
  bot: (random) => new DocBot(random),
})
