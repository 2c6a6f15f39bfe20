/** The kind `delivery`: a room is one region. */
import { deliveryContract } from '../../../shared/delivery/contract.ts'
import type { DeliveryContract } from '../../../shared/delivery/contract.ts'
import { DELIVERY } from '../../../shared/delivery/rules.ts'
import { defineRoom } from '../../engine/room.ts'
import type { RoomKind, Signer } from '../../engine/room.ts'
import { authorize } from './access.ts'
import { DeliveryBot } from './bot.ts'
import type { House } from './book/counter.ts'
import { jobs } from './heavy.ts'
import { load } from './load.ts'
import { deliveryQueries } from './read/queries.ts'
import { deliveryFiles } from './read/files.ts'
import { RegionRoom } from './room.ts'
import { residents, stored } from './stored.ts'
import type { Stored } from './stored.ts'
import { deliveryTables } from './tables.ts'
import type { DeliveryWrites } from './tables.ts'

const RARE = { perSecond: 2, burst: 20 }
/** A whole menu at once, and then what changes in it: each writes all of its restaurant. */
const MENU = { perSecond: 2, burst: 300 }

const deliveryOf = (house: House): RoomKind<DeliveryContract, DeliveryWrites> =>
  defineRoom<DeliveryContract, DeliveryWrites>({
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
    files: deliveryFiles,
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
      refund: RARE,
      promo: RARE,
      unpromo: RARE,
      hook: RARE,
      nearest: { perSecond: 5, burst: 20 },
      forget: RARE,
      why: { perSecond: 5, burst: 20 },
    },
    hosted: ({ channels, privateWebhooks, signer = OPEN_SIGNER, stopwatch }) =>
      deliveryOf({ channels, privateWebhooks, signer, stopwatch, pays: channels.includes('payment') }),
    // What this kind's stored() has read.
    open: (ctx, read) => new RegionRoom(ctx, read as Stored | undefined, house),
    bot: (random) => new DeliveryBot(random),
  })

/** Of nobody: where there is no host there is no key, and nobody to be deceived. */
const OPEN_SIGNER: Signer = { sign: () => 'unsigned', verify: (_text, signature) => signature === 'unsigned' }

/** As it is without a host. */
export const delivery = deliveryOf({
  channels: [],
  privateWebhooks: false,
  signer: OPEN_SIGNER,
  stopwatch: undefined,
  pays: false,
})
