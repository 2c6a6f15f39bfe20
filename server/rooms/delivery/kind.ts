/** The kind `delivery`: a room is one region. */
import { deliveryContract } from '../../../shared/delivery/contract.ts'
import type { DeliveryContract } from '../../../shared/delivery/contract.ts'
import { DELIVERY } from '../../../shared/delivery/rules.ts'
import { defineRoom } from '../../engine/room.ts'
import { authorize } from './access.ts'
import { DeliveryBot } from './bot.ts'
import { jobs } from './heavy.ts'
import { load } from './load.ts'
import { deliveryQueries } from './read/queries.ts'
import { RegionRoom } from './room.ts'
import { residents, stored } from './stored.ts'
import type { Stored } from './stored.ts'
import { deliveryTables } from './tables.ts'
import type { DeliveryWrites } from './tables.ts'

const RARE = { perSecond: 2, burst: 20 }
/** A whole menu at once, and then what changes in it: each writes all of its restaurant. */
const MENU = { perSecond: 2, burst: 300 }

export const delivery = defineRoom<DeliveryContract, DeliveryWrites>({
  contract: deliveryContract,
  tickHz: 60,
  maxMembers: DELIVERY.seatsMax,
  idleMs: 60_000,
  authorize,
  tables: deliveryTables,
  stored,
  residents,
  load,
  jobs,
  queries: deliveryQueries,
  limits: {
    order: { perSecond: 0.2, burst: 10 },
    quote: { perSecond: 2, burst: 20 },
    online: RARE,
    pause: RARE,
    offline: RARE,
    share: RARE,
    unshare: RARE,
    rate: RARE,
    settle: RARE,
    create: RARE,
    grant: RARE,
    revoke: RARE,
    restaurantPut: RARE,
    itemPut: MENU,
    opening: RARE,
    zone: RARE,
    unzone: RARE,
    look: { perSecond: 20, burst: 60 },
    bulk: { perSecond: 10, burst: 60 },
    deliver: { perSecond: 2, burst: 10 },
    why: { perSecond: 5, burst: 20 },
  },
  // What this kind's stored() has read.
  open: (ctx, read) => new RegionRoom(ctx, read as Stored | undefined),
  bot: (random) => new DeliveryBot(random),
})
