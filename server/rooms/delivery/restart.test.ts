/** Who carries what when a host that was killed is there again. */
import { expect, it } from 'vitest'
import { openCity, peopleOn, stateOf } from '../../../test/support/city.ts'

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
