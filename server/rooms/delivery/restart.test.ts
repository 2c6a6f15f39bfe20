/** Who carries what when a host that was killed is there again. */
import { expect, it } from 'vitest'
import { FeederWriter } from '../../../shared/delivery/feeder-frame.ts'
import type { Quote } from '../../../shared/delivery/types.ts'
import { here, openCity, peopleOn, stateOf } from '../../../test/support/city.ts'
import type { Player } from '../../../test/support/engine.ts'

const openGate = (wall: () => number) => {
  const writer = new FeederWriter()
  let batch = 0
  /** The gateway's courier 7 is here. */
  return (gate: Player): void => {
    const t = Math.floor(wall())
    writer.begin(++batch, t)
    writer.add(7, { seq: 1, t, ...here, headingCdeg: 0, speedCmS: 0, accuracyM: 5, flags: 0 })
    gate.entry.input(writer.bytes().slice())
  }
}

const openGated = async () => {
  const city = await openCity()
  const { come, ask, cook, pass, clock } = city
  const ann = await come('ann', 'customer')
  /** An order that nobody is asked of yet. */
  const buy = async (): Promise<string> => {
    const lines = [{ item: 'soup', pieces: 1 }]
    const { quote } = (await ask(ann, 'quote', { restaurant: 'corner', lines, drop: here })) as Quote
    const { order } = (await ask(ann, 'order', { quote, address: 'x', card: 'x' })) as { order: string }
    await ask(cook, 'confirm', { order, prepMin: 90 })
    return order
  }
  const dora = await come('dora', 'dispatcher')
  await ask(dora, 'grant', { user: 'gate', role: 'feeder' })
  const report = openGate(() => clock.wall())
  report(await come('gate', 'feeder'))
  await pass(1_000)
  return { ...city, buy, dora, report }
}

it('[G12] whoever carries an order through a restart is one courier, and nobody else is online for it', async () => {
  const { again, come, ask, bring, directory } = await openCity()
  const rob = await come('rob', 'courier')
  await ask(rob, 'online', { vehicle: 'bike', maxLoad: 1 })
  const order = await bring(await come('ann', 'customer'), rob)
  directory.close('draining')
  const { come: back } = peopleOn(again())
  expect(stateOf(await back('dora', 'dispatcher')).figures!.couriers).toMatchObject({ online: 1, busy: 1 })
  expect(stateOf(await back('rob', 'courier')).courier!.jobs).toEqual([order])
})

it("[G7, G12] a gateway's courier has its order after a restart: it is given no second one, and the order may be taken away", async () => {
  const { again, ask, buy, dora, report, directory } = await openGated()
  const [first, second] = [await buy(), await buy()]
  expect(await ask(dora, 'assign', { order: first, courier: 'gate/7' })).toBe(null)

  directory.close('draining')
  const host = again()
  const later = peopleOn(host)
  const dan = await later.come('dora', 'dispatcher')
  report(await later.come('gate', 'feeder'))
  await host.pass(1_000)
  expect(await later.ask(dan, 'assign', { order: second, courier: 'gate/7' })).toBe('conflict')
  expect(await later.ask(dan, 'unassign', { order: first })).toBe(null)
  expect(await later.ask(dan, 'assign', { order: second, courier: 'gate/7' })).toBe(null)
})

it("[G12] what a gateway's courier had may be taken away though it is never heard of again", async () => {
  const { again, ask, buy, dora, directory } = await openGated()
  const order = await buy()
  await ask(dora, 'assign', { order, courier: 'gate/7' })
  directory.close('draining')
  const later = peopleOn(again())
  const dan = await later.come('dora', 'dispatcher')
  expect(await later.ask(dan, 'unassign', { order })).toBe(null)
})
