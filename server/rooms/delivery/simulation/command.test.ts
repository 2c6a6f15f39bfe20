/** What dispatchers do with a simulated region, and what becomes of it when the host or everybody is gone. */
import { expect, it } from 'vitest'
import { DEMO_REGION } from '../../../../shared/delivery/rules.ts'
import type { Figures, OrderView } from '../../../../shared/delivery/types.ts'
import { FRAME } from '../../../../shared/frames.ts'
import { createEngine } from '../../../../test/support/engine.ts'
import type { Player } from '../../../../test/support/engine.ts'
import { createMemoryStorage } from '../../../../test/support/memory-storage.ts'
import { inbox } from '../../inbox/kind.ts'
import { delivery } from '../kind.ts'

const commands = Object.keys(delivery.contract.commands)
const events = Object.keys(delivery.contract.events)

/** A host on what is kept, and a dispatcher of the demo region there. */
const openOn = async (
  storage: Awaited<ReturnType<typeof createMemoryStorage>>,
  before?: ReturnType<typeof createEngine>,
) => {
  const engine = createEngine([delivery, inbox], { storage, ...(before && { clock: before.clock }) })
  let rid = 0
  const come = (user: string, as: string, room = DEMO_REGION, more: object = {}) =>
    engine.join(user, 'delivery', room, { options: { as, ...more } })
  const ask = async (who: Player, command: string, body: unknown): Promise<unknown> => {
    who.entry.command(commands.indexOf(command), body, ++rid, null)
    await engine.pass(100)
    const reply = who.frames().find((frame) => frame.type === FRAME.REPLY && frame.rid === rid)
    if (reply?.type !== FRAME.REPLY) throw new Error(`${command} was not answered`)
    return reply.code ?? reply.body
  }
  const heard = <T>(who: Player, event: string): T[] =>
    who
      .frames()
      .flatMap((frame) => (frame.type === FRAME.STATE && frame.op === events.indexOf(event) ? [frame.body as T] : []))
  const figures = (who: Player): Figures => heard<Figures>(who, 'figures').at(-1)!
  const orders = (who: Player): ReadonlyMap<string, OrderView> =>
    new Map(heard<OrderView>(who, 'order').map((order) => [order.id, order]))
  return { ...engine, engine, come, ask, figures, orders }
}
const open = async () => openOn(await createMemoryStorage([delivery, inbox]))

it('has as many couriers as a dispatcher says, and nobody else may say it', async () => {
  const { come, ask, pass, figures } = await open()
  const dora = await come('dora', 'dispatcher')
  await pass(1_200)
  expect(figures(dora).simulated).toBe(150)
  const ann = await come('ann', 'customer')
  expect(await ask(ann, 'simulate', { couriers: 1 })).toBe('forbidden')
  expect(await ask(dora, 'simulate', { couriers: 700, pace: 1 })).toMatchObject({ simulated: 150 })
  await pass(1_500)
  expect(figures(dora)).toMatchObject({ simulated: 700, couriers: { online: 700 } })
  await ask(dora, 'simulate', { couriers: 0 })
  await pass(2_000)
  // Who has something to do ends it first.
  const { simulated, couriers } = figures(dora)
  expect(simulated).toBeLessThan(40)
  expect(couriers.online).toBe(simulated)
  const town = await come('eve', 'dispatcher', 'town', { create: true })
  const centre = { latE7: 525_200_000, lonE7: 134_050_000 }
  await ask(town, 'create', { name: 'Town', centre, radiusM: 10_000, currency: 'EUR' })
  expect(await ask(town, 'simulate', { couriers: 1 })).toBe('unavailable')
})

it('does the same again on the same host', async () => {
  const run = async () => {
    const { come, pass, orders } = await open()
    const dora = await come('dora', 'dispatcher')
    await pass(20_000)
    return [...orders(dora).values()].map(({ restaurant, drop, state, courier }) => [
      restaurant.id,
      drop,
      state,
      courier,
    ])
  }
  const first = await run()
  expect(first.length).toBeGreaterThan(20)
  expect(await run()).toEqual(first)
})

it('sleeps when everybody is gone and nothing is open any more, and goes on when somebody comes', async () => {
  const { come, ask, pass, clock, figures, engine } = await open()
  const dora = await come('dora', 'dispatcher')
  await ask(dora, 'simulate', { couriers: 20, pace: 60 })
  await pass(3_000)
  dora.entry.leave('left')
  const before = engine.counts.committed.length
  for (let s = 0; s < 240; s++) {
    // oxlint-disable-next-line no-await-in-loop -- time passes second by second
    await pass(1_000)
  }
  expect(engine.counts.committed.length).toBeGreaterThan(before)
  const slept = engine.counts.committed.length
  await pass(30_000)
  expect(engine.counts.committed.length).toBe(slept)
  expect(clock.pending).toBeLessThan(4)
  const eve = await come('eve', 'dispatcher')
  await pass(2_500)
  expect(figures(eve).simulated).toBeGreaterThan(19)
})

it('goes on after a restart of the host: who carried an order brings it', async () => {
  const storage = await createMemoryStorage([delivery, inbox])
  const one = await openOn(storage)
  const dora = await one.come('dora', 'dispatcher')
  await one.ask(dora, 'simulate', { couriers: 60, pace: 20 })
  const open = () => [...one.orders(dora).values()].filter(({ state }) => state !== 'delivered')
  for (let s = 0; s < 120 && !open().some(({ assignment }) => assignment === 'carrying'); s++) {
    // oxlint-disable-next-line no-await-in-loop -- time passes second by second
    await one.pass(1_000)
  }
  const left = open()
  expect(left.some(({ assignment }) => assignment === 'carrying')).toBe(true)

  one.directory.close('draining')
  const two = await openOn(storage, one.engine)
  const eve = await two.come('eve', 'dispatcher')
  await two.ask(eve, 'simulate', { couriers: 60, pace: 20 })
  const states = () => left.map(({ id }) => two.orders(eve).get(id)?.state)
  for (let s = 0; s < 180 && states().some((state) => state !== 'delivered'); s++) {
    // oxlint-disable-next-line no-await-in-loop -- time passes second by second
    await two.pass(1_000)
  }
  expect(states().filter((state) => state !== 'delivered')).toEqual([])
})
