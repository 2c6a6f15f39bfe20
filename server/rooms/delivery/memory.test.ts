/** What dispatchers have chosen and a region has learned is there again after the room was closed, or the host. */
import { expect, it } from 'vitest'
import type { Quote } from '../../../shared/delivery/types.ts'
import { here, openCity, peopleOn, stateOf } from '../../../test/support/city.ts'
import type { Player } from '../../../test/support/engine.ts'
import { Surge } from './surge.ts'

const MINUTE_MS = 60_000
const lines = [{ item: 'soup', pieces: 1 }]
const figuresOf = async (come: (user: string, as: string) => Promise<Player>) => {
  const dora = await come('dora', 'dispatcher')
  const { figures } = stateOf(dora)
  dora.entry.leave('left')
  return figures!
}

it('[G12] a dispatcher’s policy, load and pace outlive a quiet region and a restart, and so do the figures of each policy', async () => {
  const { come, ask, cook, bring, skip, directory, again } = await openCity()
  const dora = await come('dora', 'dispatcher')
  const rob = await come('rob', 'courier')
  await ask(rob, 'online', { vehicle: 'bike', maxLoad: 1 })
  await ask(dora, 'policy', { dispatch: 'nearest' })
  const ann = await come('ann', 'customer')
  const order = await bring(ann, rob)
  await ask(rob, 'deliver', { order, epoch: 1, reason: 'given' })
  await ask(rob, 'offline', {})
  await ask(dora, 'simulate', { couriers: 0, pace: 7 })
  const kept = await figuresOf(come)
  expect(kept).toMatchObject({ delivered: 1, pace: 7, dispatch: { policy: 'nearest' } })
  expect(kept.dispatch.done).toMatchObject({ batched: null, nearest: { delivered: 1 } })
  const asBefore = {
    delivered: 1,
    undelivered: 0,
    clickToDoorMin: kept.clickToDoorMin,
    pace: 7,
    dispatch: { policy: 'nearest', done: kept.dispatch.done },
  }

  for (const who of [dora, rob, ann, cook]) who.entry.leave('left')
  await skip(3 * MINUTE_MS)
  expect([...directory.census()]).toEqual([])
  expect(await figuresOf(come)).toMatchObject(asBefore)

  directory.close('draining')
  const two = again()
  const people = peopleOn(two)
  expect(await figuresOf(people.come)).toMatchObject(asBefore)
  await people.come('eva', 'dispatcher')
  await two.pass(2_000)
  expect((await figuresOf(people.come)).simulated).toBe(0)
})

it('[G5] what it has learned of a kitchen counts after a restart', async () => {
  const { come, ask, cook, skip, directory, again } = await openCity()
  const ann = await come('ann', 'customer')
  const minutesOf = async (who: Player, by: typeof ask): Promise<number> => {
    const { eta, expiresMs } = (await by(who, 'quote', { restaurant: 'corner', lines, drop: here })) as Quote
    return (eta.to - expiresMs) / MINUTE_MS
  }
  const before = await minutesOf(ann, ask)
  for (let i = 0; i < 4; i++) {
    // oxlint-disable no-await-in-loop -- one order after the other
    const { quote } = (await ask(ann, 'quote', { restaurant: 'corner', lines, drop: here })) as Quote
    const { order } = (await ask(ann, 'order', { quote, address: 'x', card: 'x' })) as { order: string }
    await ask(cook, 'confirm', { order, prepMin: 0 })
    await ask(cook, 'prepare', { order })
    await skip(9 * MINUTE_MS)
    await ask(cook, 'ready', { order })
  }
  const learned = await minutesOf(ann, ask)
  expect(learned).toBeGreaterThan(before + 2)
  directory.close('draining')
  const two = peopleOn(again())
  expect(await minutesOf(await two.come('ann', 'customer'), two.ask)).toBeCloseTo(learned, 0)
})

it('what is dear stays dear over a restart, and falls as it would have', () => {
  const orders = Array.from({ length: 40 }, () => ({ xM: 500, yM: 500 }))
  const surge = new Surge()
  let nowMs = Date.UTC(2026, 0, 1)
  for (let i = 0; i < 30; i++) surge.update((nowMs += 30_000), orders, [])
  const factor = surge.factorAt(500, 500)
  expect(factor).toBeGreaterThan(1_800)
  const after = new Surge()
  after.restore(JSON.parse(JSON.stringify(surge.save())) as NonNullable<ReturnType<Surge['save']>>)
  expect(after.factorAt(500, 500)).toBe(factor)
  for (let i = 0; i < 120; i++) {
    nowMs += 30_000
    surge.update(nowMs, i < 4 ? orders : [], [])
    after.update(nowMs, i < 4 ? orders : [], [])
    expect(Math.abs(after.factorAt(500, 500) - surge.factorAt(500, 500))).toBeLessThan(1)
  }
  expect(after.factorAt(500, 500)).toBe(1_000)
  // That nothing is dear any more is kept once.
  expect(after.save()).toMatchObject({ cells: [] })
  expect(after.save()).toBe(undefined)
})
