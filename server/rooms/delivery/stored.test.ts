/** What a region is opened with, read from either database. */
import { afterEach, describe, expect, it } from 'vitest'
import { RegionBase, ROOM } from '../../../test/support/region-base.ts'
import type { DeliveryContract } from '../../../shared/delivery/contract.ts'
import { DELIVERY } from '../../../shared/delivery/rules.ts'
import type { DeliveryState } from '../../../shared/delivery/types.ts'
import { TestRoom, WALL_MS } from '../../../test/support/room-context.ts'
import type { DeliveryContext } from './desk.ts'
import { delivery } from './kind.ts'
import { stored } from './stored.ts'
import type { Stored } from './stored.ts'

const cleanup: (() => unknown)[] = []
afterEach(async () => {
  for (const end of cleanup.splice(0).toReversed()) await end()
})

const T0 = 1_790_000_000_000

describe.each(['SQLite', 'Postgres'])('on %s', (database) => {
  it('has of each courier who was online when it was heard last, and what the region remembers', async () => {
    const base = await RegionBase.open(database)
    cleanup.push(() => base.close())
    const region = { name: 'T', lat_e7: 0, lon_e7: 0, radius_m: 1_000, currency: 'EUR', rules: '{}', city: null }
    base.record('region', { room: ROOM, ...region, created_by: 'dora', created_at: T0 })
    const courier = { room: ROOM, vehicle: 'bike', max_load: 1, lat_e7: null, lon_e7: null, seen_at: T0, earned: 0 }
    const rest = { stars: 0, ratings: 0, yes: 0, asked: 0 }
    for (const [id, state] of [
      ['eva', 'paused'],
      ['new', 'online'],
      ['off', 'offline'],
      ['rob', 'online'],
    ] as const) {
      base.record('courier', { ...courier, ...rest, courier: id, name: id, state })
      if (id === 'new') continue
      for (const minute of [0, 1, 2]) {
        const t0 = T0 + minute * 60_000
        const box = { south: 0, west: 0, north: 0, east: 0, body: new Uint8Array(4) }
        const chunk = { t0, t1: t0 + 55_000, day: 1, vehicle: 'bike', n: 1, late: 0, ...box }
        base.record('track', { room: ROOM, courier: id, id: `${id}${minute}`, ...chunk })
      }
    }
    base.record('memory', { room: ROOM, name: 'choices', body: '{"pace":7}', at: T0 })
    await base.commit()
    base.record('memory', { room: ROOM, name: 'choices', body: '{"pace":8}', at: T0 + 1 })
    await base.commit()
    const read = (await stored(ROOM, base.storage.reader))!
    expect(Object.fromEntries(read.couriers.map(({ courier: id, heard_at }) => [id, heard_at]))).toEqual({
      eva: T0 + 175_000,
      new: null,
      off: null,
      rob: T0 + 175_000,
    })
    expect(read.memory).toEqual([{ name: 'choices', body: '{"pace":8}', at: T0 + 1 }])
  })
})

it('a region with more couriers online than it has places for is opened all the same, with those who were heard last', () => {
  const most = DELIVERY.couriersMax
  const one = { room: ROOM, name: 'c', vehicle: 'bike', max_load: 1, state: 'online', lat_e7: null, lon_e7: null }
  const none = { earned: 0, stars: 0, ratings: 0, yes: 0, asked: 0 }
  const couriers = Array.from({ length: most + 3 }, (_, i) => {
    const heardMs = WALL_MS - (i < 3 ? 70_000 - i * 1_000 : 1_000)
    return { ...one, ...none, courier: `c${i}`, seen_at: WALL_MS - 80_000, heard_at: heardMs }
  })
  const region = { room: ROOM, name: 'T', lat_e7: 525_200_000, lon_e7: 134_050_000, radius_m: 5_000, currency: 'EUR' }
  const dora = { room: ROOM, user_id: 'dora', role: 'dispatcher', restaurant: '' }
  const kept: Stored = {
    region: { ...region, rules: '{}', city: null, created_by: 'dora', created_at: 0 },
    grants: [dora],
    shares: [],
    couriers,
    offers: [],
    zones: [],
    memory: [],
    orders: { orders: [], sums: [] },
    restaurants: { count: 0, version: 0, held: [] },
    counter: { promos: [], hook: undefined },
  }
  const room = new TestRoom<DeliveryContract>(ROOM, 60)
  room.host(delivery.open(room.ctx as DeliveryContext, kept))
  const facts = { create: false, restaurant: '', order: '', name: 'Dora' }
  const { state } = room.join('dora', {}, { role: 'dispatcher', facts })
  expect((state as DeliveryState).figures!.couriers.online).toBe(most)
  // Whoever found no place is kept as offline, and nobody else.
  room.pass(1_500)
  const { recorded } = room
  expect(recorded.filter(({ write }) => write === 'courier').map(({ row }) => [row['courier'], row['state']])).toEqual(
    ['c2', 'c1', 'c0'].map((id) => [id, 'offline']),
  )
})
