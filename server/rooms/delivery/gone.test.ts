/** Couriers who close the app, and say nothing: what the region takes them for, now and after it was closed. */
import { describe, expect, it } from 'vitest'
import { createEngine } from '../../../test/support/engine.ts'
import type { Player } from '../../../test/support/engine.ts'
import { FixColumns, LIVE_FRAME, encodeOwn } from '../../../shared/delivery/fixes.ts'
import type { CourierRow, CourierView, Figures, NearCourier, Place } from '../../../shared/delivery/types.ts'
import { FRAME } from '../../../shared/frames.ts'
import { here, openCity, peopleOn, skipOn, stateOf } from '../../../test/support/city.ts'
import { inbox } from '../inbox/kind.ts'
import { delivery } from './kind.ts'

const MINUTE_MS = 60_000
const BIKE = { vehicle: 'bike', maxLoad: 1 }
const events = Object.keys(delivery.contract.events)

const toldLast = <T>(who: Player, event: string): T | undefined =>
  who
    .frames()
    .flatMap((frame) => (frame.type === FRAME.STATE && frame.op === events.indexOf(event) ? [frame.body as T] : []))
    .at(-1)

/** Where its phone is, told by one fix. */
const beat = (who: Player, nowMs: number, at: Place = here): void => {
  const fixes = new FixColumns(1)
  fixes.push({ seq: 1, t: nowMs, ...at, headingCdeg: 0, speedCmS: 0, accuracyM: 5, flags: 0 })
  who.entry.input(encodeOwn(LIVE_FRAME, fixes, nowMs, 1))
}

const census = async (come: (user: string, as: string) => Promise<Player>): Promise<Figures['couriers']> => {
  const dora = await come('dora', 'dispatcher')
  const { couriers } = stateOf(dora).figures!
  dora.entry.leave('left')
  return couriers
}

describe('a courier who closed the app', () => {
  it('[G4] is offline when nothing was heard of it for a quarter of an hour, and its place is given to others', async () => {
    const { come, ask, pass, skip } = await openCity()
    const dora = await come('dora', 'dispatcher')
    const rob = await come('rob', 'courier')
    const tim = await come('tim', 'courier')
    for (const who of [rob, tim]) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other has a place
      await ask(who, 'online', BIKE)
      beat(who, stateOf(dora).now)
    }
    rob.entry.leave('left')
    await skip(14 * MINUTE_MS)
    expect(await census(come)).toMatchObject({ online: 2 })
    await skip(2 * MINUTE_MS)
    // Whoever has a window open has more time.
    expect(await census(come)).toMatchObject({ online: 1, idle: 1, weak: 1 })
    const back = await come('rob', 'courier')
    expect(stateOf(back).courier).toMatchObject({ status: 'offline' })
    // Whoever comes now has the place that it had.
    const eva = await come('eva', 'courier')
    await ask(eva, 'online', { vehicle: 'car', maxLoad: 1 })
    beat(eva, stateOf(await come('dora', 'dispatcher')).now)
    await pass(500)
    expect(await ask(dora, 'nearest', { place: here, vehicle: 'car' })).toMatchObject({
      couriers: [{ id: 'eva', slot: 0 }],
    })
    expect(await ask(back, 'online', BIKE)).toMatchObject({ status: 'idle' })
    expect(await census(come)).toMatchObject({ online: 3 })
    await skip(46 * MINUTE_MS)
    expect(toldLast<CourierView>(tim, 'courier')).toMatchObject({ status: 'offline' })
  })

  it('keeps what it carries, however long nothing is heard of it', async () => {
    const { come, ask, bring, skip } = await openCity()
    const rob = await come('rob', 'courier')
    await ask(rob, 'online', BIKE)
    const order = await bring(await come('ann', 'customer'), rob)
    rob.entry.leave('left')
    await skip(20 * MINUTE_MS)
    expect(await census(come)).toMatchObject({ online: 1, busy: 1, weak: 1 })
    expect(stateOf(await come('rob', 'courier')).courier).toMatchObject({ status: 'busy', jobs: [order] })
  })

  it('is not online when its region is opened an hour after it was closed, however often it is', async () => {
    const { come, ask, cook, skip, query } = await openCity()
    cook.entry.leave('left')
    for (const user of ['rob', 'eva']) {
      // oxlint-disable no-await-in-loop -- one after the other, each in a region that was closed meanwhile
      const who = await come(user, 'courier')
      await ask(who, 'online', BIKE)
      who.entry.leave('left')
      await skip(61 * MINUTE_MS)
      expect(await census(come)).toMatchObject({ online: 0 })
    }
    await skip(2_000)
    const kept = await query<{ couriers: readonly CourierRow[] }>('couriers', {}, 'dora')
    expect(kept.couriers.map(({ status }) => status)).toEqual(['offline', 'offline'])
  })
})

it('a host that comes back takes those for online who were heard a while ago, and gives them time to come', async () => {
  const { storage, clock, directory, come, ask, skip } = await openCity()
  const rob = await come('rob', 'courier')
  await ask(rob, 'online', BIKE)
  await skip(40 * MINUTE_MS)
  // It has said nothing but where it is.
  beat(rob, stateOf(await come('dora', 'dispatcher')).now)
  await skip(30 * MINUTE_MS)
  directory.close('draining')
  const two = createEngine([delivery, inbox], { storage, clock })
  await two.pass(20 * MINUTE_MS)
  const people = peopleOn(two)
  const back = await people.come('rob', 'courier')
  expect(stateOf(back).courier).toMatchObject({ status: 'idle' })
  back.entry.leave('left')
  await skipOn(two)(MINUTE_MS)
  expect(await census(people.come)).toMatchObject({ online: 1 })
})

it('[G12] a real courier with an order is itself after a restart of a generated city, and nobody else', async () => {
  const { again, directory, come, ask, bring } = await openCity()
  const rob = await come('rob', 'courier', { name: 'Rob' })
  await ask(rob, 'online', BIKE)
  const order = await bring(await come('ann', 'customer'), rob)
  directory.close('draining')
  const { come: comeTo } = peopleOn(again())
  expect(await census(comeTo)).toMatchObject({ online: 1, busy: 1 })
  expect(stateOf(await comeTo('dora', 'dispatcher')).figures!.simulated).toBe(0)
  const back = await comeTo('rob', 'courier')
  expect(stateOf(back).courier).toMatchObject({ status: 'busy', jobs: [order] })
})

describe('what a dispatcher asks of couriers', () => {
  it('[G23] is who is near a place: free, of one vehicle, within so many metres', async () => {
    const { come, ask, bring, pass } = await openCity()
    const dora = await come('dora', 'dispatcher')
    const north = (m: number) => ({ ...here, latE7: here.latE7 + Math.round((m * 1e7) / 111_195) })
    const vehicles = ['bike', 'car', 'bike'] as const
    const riders = await Promise.all(['rob', 'eva', 'tim'].map((user) => come(user, 'courier')))
    for (const [i, who] of riders.entries()) {
      // oxlint-disable-next-line no-await-in-loop -- each in its turn
      await ask(who, 'online', { vehicle: vehicles[i], maxLoad: 1 })
      beat(who, stateOf(dora).now, north(100 * (i + 1)))
    }
    await pass(500)
    const order = await bring(await come('ann', 'customer'), riders[0]!)
    const near = async (by: object) => {
      const { couriers } = (await ask(dora, 'nearest', { place: here, ...by })) as { couriers: NearCourier[] }
      return couriers.map(({ id }) => id)
    }
    expect(await near({})).toEqual(['rob', 'eva', 'tim'])
    expect(await near({ free: true })).toEqual(['eva', 'tim'])
    expect(await near({ vehicle: 'bike' })).toEqual(['rob', 'tim'])
    expect(await near({ maxM: 250 })).toEqual(['rob', 'eva'])
    expect(await near({ place: north(400), k: 1 })).toEqual(['tim'])
    expect(await ask(dora, 'nearest', { place: here, k: 1 })).toMatchObject({
      couriers: [{ id: 'rob', vehicle: 'bike', status: 'busy', jobs: [order], simulated: false, distanceM: 100 }],
    })
    expect(await ask(riders[0]!, 'nearest', { place: here })).toBe('forbidden')
    expect(await ask(dora, 'nearest', { place: here, k: 101 })).toBe('bad_body')
  })

  it('[G23] is told from what is kept, with what each has in hand', async () => {
    const { come, ask, bring, query } = await openCity()
    const [rob, eva] = [await come('rob', 'courier', { name: 'Rob' }), await come('eva', 'courier')]
    for (const who of [rob, eva]) await ask(who, 'online', BIKE)
    await ask(eva, 'pause', { on: true })
    const order = await bring(await come('ann', 'customer'), rob)
    expect(await query('couriers', {}, 'dora')).toEqual({
      couriers: [
        { id: 'eva', name: 'eva', vehicle: 'bike', status: 'paused', jobs: [] },
        { id: 'rob', name: 'Rob', vehicle: 'bike', status: 'busy', jobs: [order] },
      ],
      next: null,
    })
  })

  it('[G23] is to forget one who asked for it: its track and what is kept of it, once it is off the road', async () => {
    const { come, ask, pass, query, again, directory } = await openCity()
    const dora = await come('dora', 'dispatcher')
    const rob = await come('rob', 'courier', { name: 'Rob' })
    await ask(rob, 'online', BIKE)
    beat(rob, stateOf(dora).now)
    await pass(58_000)
    beat(rob, stateOf(await come('dora', 'dispatcher')).now)
    const track = () => query<{ chunks: readonly unknown[] }>('track', { courier: 'rob' }, 'dora')
    expect((await track()).chunks.length).toBe(1)
    expect(await ask(rob, 'forget', { courier: 'rob' })).toBe('forbidden')
    expect(await ask(dora, 'forget', { courier: 'rob' })).toBe('conflict')
    await ask(rob, 'offline', {})
    expect(await ask(dora, 'forget', { courier: 'rob' })).toBe(null)
    // What waited of its track when it was forgotten is not kept either.
    await pass(60_000)
    expect(await track()).toEqual({ chunks: [], next: null })
    expect(await query('couriers', {}, 'dora')).toEqual({ couriers: [], next: null })
    directory.close('draining')
    const two = peopleOn(again())
    expect(await two.query('track', { courier: 'rob' }, 'dora')).toEqual({ chunks: [], next: null })
    const back = await two.come('rob', 'courier', { name: 'Rob' })
    expect(stateOf(back).courier).toBe(null)
    expect(await two.ask(back, 'online', BIKE)).toMatchObject({ earned: 0, status: 'idle' })
  })
})
