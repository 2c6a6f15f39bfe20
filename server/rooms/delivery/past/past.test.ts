/** What has been is told again: by the track though it came too late, and by what dispatch wrote down. */
import { describe, expect, it } from 'vitest'
import { BULK_FRAME, FixColumns, LIVE_FRAME, encodeOwn } from '../../../../shared/delivery/fixes.ts'
import type { DecidedAgain, Visit } from '../../../../shared/delivery/past-types.ts'
import { inboxRoom } from '../../../../shared/inbox/notices.ts'
import type { Notice } from '../../../../shared/inbox/notices.ts'
import type { Decision, OrderView, Quote, TrackChunk } from '../../../../shared/delivery/types.ts'
import { mergeTrack } from '../../../../shared/delivery/track-chunk.ts'
import { here, openCity } from '../../../../test/support/city.ts'
import { placeAt } from '../../../../test/support/listings.ts'

const SECOND = 1_000
const lines = [{ item: 'soup', pieces: 1 }]
const door = placeAt(here, 0, 1_500)

const open = async () => {
  const city = await openCity()
  const { come, ask, cook, clock } = city
  const ann = await come('ann', 'customer')
  const rob = await come('rob', 'courier')
  const dora = await come('dora', 'dispatcher')
  for (const user of ['rob', 'bob']) await ask(dora, 'grant', { user, role: 'courier' })
  await ask(dora, 'grant', { user: 'cook', role: 'restaurant', restaurant: 'corner' })
  await ask(dora, 'grant', { user: 'dora', role: 'dispatcher' })
  await ask(dora, 'settle', { open: ['customer'] })
  await ask(rob, 'online', { vehicle: 'scooter', maxLoad: 2 })
  const epochMs = Math.floor(clock.wall())
  let seq = 0
  /** The courier's own record of where it was, by the clock: metres north of the restaurant. */
  const fixes = (northM: (t: number) => number, fromMs: number, toMs: number): FixColumns => {
    const all = new FixColumns(500)
    for (let t = fromMs; t <= toMs; t += 4 * SECOND)
      all.push({ seq: ++seq, t, ...placeAt(here, 0, northM(t)), headingCdeg: 0, speedCmS: 800, accuracyM: 5, flags: 0 })
    return all
  }
  const live = (all: FixColumns) => rob.entry.input(encodeOwn(LIVE_FRAME, all, epochMs, 1))
  const bulk = (all: FixColumns) => ask(rob, 'bulk', encodeOwn(BULK_FRAME, all, epochMs, 1))
  const order = async (): Promise<string> => {
    const { quote } = (await ask(ann, 'quote', { restaurant: 'corner', lines, drop: door })) as Quote
    const placed = (await ask(ann, 'order', { quote, address: 'Door 7', card: 'x' })) as { order: string }
    await ask(cook, 'confirm', { order: placed.order, prepMin: 0 })
    await ask(cook, 'prepare', { order: placed.order })
    return placed.order
  }
  const wall = () => Math.floor(clock.wall())
  return { ...city, ann, rob, dora, fixes, live, bulk, order, wall }
}

describe('visits', () => {
  it('[G20] are those of the track, and say which of them nobody was told of', async () => {
    const { ask, cook, dora, rob, pass, query, fixes, live, bulk, order, wall } = await open()
    live(fixes(() => -2_000, wall(), wall()))
    await pass(SECOND)
    const id = await order()
    await ask(dora, 'assign', { order: id, courier: 'rob' })
    const assignedMs = wall()
    // Seen on its way to the restaurant; from there on it is offline.
    const toPickup = (t: number) => Math.min(0, -2_000 + ((t - assignedMs) / SECOND) * 10)
    for (let i = 0; i < 55; i++) {
      live(fixes(toPickup, wall(), wall()))
      // oxlint-disable-next-line no-await-in-loop -- one fix after the other
      await pass(4 * SECOND)
    }
    await ask(cook, 'ready', { order: id })
    expect(await ask(rob, 'pickUp', { order: id, epoch: 1 })).toBe(null)
    const pickedMs = wall()
    const toDoor = (t: number) => Math.min(1_500, Math.max(0, (t - pickedMs - 20 * SECOND) / SECOND) * 10)
    await pass(200 * SECOND)
    const offline = fixes(toDoor, pickedMs + 4 * SECOND, wall())
    await ask(rob, 'deliver', { order: id, epoch: 1, reason: 'given' })
    const endedMs = wall()
    await pass(SECOND)
    live(fixes(() => 1_500, wall(), wall()))
    await pass(SECOND)
    const before = await query<{ visits: Visit[] }>('visits', { order: id }, 'dora')
    expect(before.visits.map(({ kind, type, late }) => [kind, type, late])).toEqual([['pickup', 'enter', false]])
    expect(await bulk(offline)).toBe(null)
    await pass(90 * SECOND)
    const { visits } = await query<{ visits: Visit[] }>('visits', { order: id }, 'rob')
    expect(visits.map(({ kind, type, late }) => [kind, type, late])).toEqual([
      ['pickup', 'enter', false],
      ['pickup', 'exit', true],
      ['arriving', 'enter', true],
      ['drop', 'enter', true],
    ])
    for (const { sinceMs, atMs } of visits)
      expect(sinceMs <= atMs && atMs <= endedMs && sinceMs >= assignedMs).toBe(true)
    await expect(query('visits', { order: id }, 'ann')).rejects.toMatchObject({ code: 'forbidden' })
    await expect(query('visits', { order: 'none' }, 'dora')).rejects.toMatchObject({ code: 'not_found' })

    // The customer sees its way from the pickup to the door, and not a moment more.
    const track = async (user: string, more: object = {}) => {
      const { chunks } = await query<{ chunks: TrackChunk[] }>('track', { order: id, ...more }, user)
      return [...mergeTrack(chunks.map(({ chunk }) => chunk)).ts].filter((t) => t > 0)
    }
    const theirs = await track('ann')
    expect([theirs[0], theirs.at(-1)]).toEqual([pickedMs + 4 * SECOND, offline.ts[offline.count - 1]])
    expect(theirs.at(-1)!).toBeLessThanOrEqual(endedMs)
    const his = await track('rob')
    expect(his[0]!).toBeGreaterThanOrEqual(assignedMs)
    expect(his[0]!).toBeLessThan(pickedMs - 100 * SECOND)
    const some = await track('ann', { fromMs: pickedMs - 60 * SECOND, toMs: pickedMs + 30 * SECOND })
    expect(some.every((t) => t >= pickedMs && t <= pickedMs + 30 * SECOND)).toBe(true)
    expect(some.length).toBe(7)
  })
})

it('[G20] a courier that waits at the counter for ten minutes is told of once, and its visits have it', async () => {
  const { ask, cook, dora, rob, ann, pass, skip, query, directory, fixes, live, order, wall } = await open()
  const id = await order()
  await ask(dora, 'assign', { order: id, courier: 'rob' })
  const steps = async (): Promise<string[]> => {
    const view = await query<OrderView>('order', { id })
    return view.steps.map(({ type }) => type).filter((type) => type === 'arrived_pickup' || type === 'waiting')
  }
  const stand = async (seconds: number, northM = 0): Promise<void> => {
    for (let s = 0; s < seconds; s += 20) {
      live(fixes(() => northM, wall(), wall()))
      // oxlint-disable-next-line no-await-in-loop -- one heartbeat after the other
      await skip(20 * SECOND)
    }
  }
  await stand(9 * 60)
  expect(await steps()).toEqual(['arrived_pickup'])
  await stand(11 * 60)
  expect(await steps()).toEqual(['arrived_pickup', 'waiting'])
  const user = { id: 'dora', name: 'dora', guest: false }
  const told = (await directory.query(user, 'inbox', inboxRoom('dora'), 'page', {})) as { notices: readonly Notice[] }
  expect(told.notices.filter(({ title }) => title === 'The courier of an order waits at the counter').length).toBe(1)
  await ask(cook, 'ready', { order: id })
  expect(await ask(rob, 'pickUp', { order: id, epoch: 1 })).toBe(null)
  await stand(60, 400)
  await ask(rob, 'deliver', { order: id, epoch: 1, reason: 'given' })
  await pass(60 * SECOND)
  const { visits } = await query<{ visits: Visit[] }>('visits', { order: id }, 'dora')
  expect(visits.map(({ kind, type, late }) => [kind, type, late]).slice(0, 3)).toEqual([
    ['pickup', 'enter', false],
    ['pickup', 'dwell', false],
    ['pickup', 'exit', false],
  ])
  expect(ann.told.length).toBeGreaterThan(0)
})

describe('decisions', () => {
  it('[G20] are decided again as they were, of whatever is stored', async () => {
    const { come, ask, pass, query, ann, fixes, live, order, wall } = await open()
    const bob = await come('bob', 'courier')
    await ask(bob, 'online', { vehicle: 'car', maxLoad: 1 })
    live(fixes(() => -300, wall(), wall()))
    await pass(SECOND)
    const orders: string[] = []
    for (let i = 0; i < 3; i++) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      orders.push(await order())
      // oxlint-disable-next-line no-await-in-loop -- as above
      await pass(40 * SECOND)
      live(fixes(() => -300, wall(), wall()))
    }
    await pass(10 * SECOND)
    const { decisions } = await query<{ decisions: Decision[] }>('decisions', {}, 'dora')
    const asked = new Set(decisions.filter(({ courier }) => courier !== null).map((one) => one.order))
    expect(asked.size).toBeGreaterThan(0)
    const { decisions: again, next } = await query<{ decisions: DecidedAgain[]; next: string | null }>(
      'redecide',
      {},
      'dora',
    )
    expect(again.length).toBeGreaterThan(0)
    expect(again.every(({ same, policy }) => same === true && policy === 'batched')).toBe(true)
    expect(new Set(again.flatMap((one) => one.asked.flat()))).toEqual(asked)
    expect(next).toBe(null)
    const first = await query<{ decisions: DecidedAgain[]; next: string | null }>('redecide', { limit: 1 }, 'dora')
    if (again.length > 1) {
      const rest = await query<{ decisions: DecidedAgain[] }>('redecide', { after: first.next }, 'dora')
      expect([...first.decisions, ...rest.decisions].map(({ id }) => id)).toEqual(again.map(({ id }) => id))
    }
    await expect(query('redecide', {}, 'nobody')).rejects.toMatchObject({ code: 'forbidden' })
    expect(ann.told.length).toBeGreaterThan(0)
  })
})
