/** What becomes of an order that nobody takes: it is offered further away, for more, and all of that is written down. */
import { describe, expect, it } from 'vitest'
import type { DecidedAgain } from '../../../shared/delivery/past-types.ts'
import type { Decision, OrderView } from '../../../shared/delivery/types.ts'
import { openRoadTown } from '../../../test/support/road-town.ts'

const SECOND = 1_000
const MINUTE = 60 * SECOND

const decisionsOf = async ({ query }: Awaited<ReturnType<typeof openRoadTown>>, order: string) =>
  (await query<{ decisions: readonly Decision[] }>('decisions', { order }, 'dora')).decisions

describe('an order that nobody takes', () => {
  it('[G22] is offered further and further away, to the end of the region', async () => {
    const { cooked, offerTo, placed, ride, wait } = await openRoadTown(60_000)
    const near = await ride('near', 9_000)
    const far = await ride('far', 40_000)
    const order = await cooked(await placed())
    await wait(2 * MINUTE, near, far)
    expect(await offerTo(near)).toBe(null)
    await wait(MINUTE + 6 * SECOND, near, far)
    expect(await offerTo(near)).toMatchObject({ order, toPickupM: 9_000 })
    // It says nothing, and then nobody else is left but one at the other end.
    await wait(6 * MINUTE, far)
    expect((await offerTo(far))!.order).toBe(order)
  })

  it('[G22] pays its courier more and more, and costs its customer what it did', async () => {
    const town = await openRoadTown()
    const { ask, cooked, placed, ride, seen, takes, view, wait } = town
    const order = await cooked(await placed())
    const { amounts } = await view(order)
    const fee = amounts!.delivery + amounts!.surge
    await wait(11 * MINUTE)
    const rob = await ride('rob')
    await wait(4 * SECOND, rob)
    const bonus = 2 * Math.round(fee / 5)
    const offer = await takes(rob)
    expect(offer).toMatchObject({ bonus, pay: fee + amounts!.tip + bonus })
    expect((await decisionsOf(town, order))[0]).toMatchObject({ courier: 'rob', bonus })
    expect(await ask(rob.who, 'pickUp', { order, epoch: offer.epoch, reason: 'here' })).toBe(null)
    expect(await ask(rob.who, 'deliver', { order, epoch: offer.epoch, reason: 'given' })).toBe(null)
    expect((await seen('rob', 'courier')).courier!.earned).toBe(offer.pay)
    const paid = (await seen('ann', 'customer')).orders.find(({ id }) => id === order) as OrderView
    expect(paid.amounts).toEqual(amounts)
    expect(JSON.stringify(paid)).not.toContain('bonus')
  })

  it('[G22] pays no more than it did where the region adds nothing', async () => {
    const { cooked, placed, ride, takes, wait } = await openRoadTown(10_000, { bonusPpm: 0 })
    await cooked(await placed())
    await wait(30 * MINUTE)
    const rob = await ride('rob')
    await wait(4 * SECOND, rob)
    expect(await takes(rob)).toMatchObject({ bonus: 0 })
  })

  it('[G20] is written down as left, once, with whom it could have been', async () => {
    const town = await openRoadTown()
    const { placed, ride, wait, query } = town
    const rob = await ride('rob', 1_000)
    // Thought of, and nobody need leave yet: it takes a quarter of an hour to cook.
    await town.found('slow', 200, { prepMin: 15 })
    const first = await placed('ann', 1_500, 'slow')
    const slow = await town.come('chef', 'restaurant', { restaurant: 'slow' })
    await town.ask(slow, 'confirm', { order: first, prepMin: 15 })
    await wait(12 * SECOND, rob)
    const left = await decisionsOf(town, first)
    expect(left).toMatchObject([{ courier: null, bonus: 0, policy: 'batched', candidates: [{ courier: 'rob' }] }])
    const { decisions } = await query<{ decisions: readonly DecidedAgain[] }>('redecide', {}, 'dora')
    expect(decisions).toMatchObject([{ asked: [], same: true }])
    await wait(MINUTE, rob)
    expect(await decisionsOf(town, first)).toEqual(left)
  })
})

describe('an offer of two orders', () => {
  it('[G7] names every stop, in order, and how far it is', async () => {
    const { ask, come, cooked, found, heard, offerTo, placed, ride, wait } = await openRoadTown()
    // Both are done before they are expected to be: nobody is late who waits for the other.
    await found('corner', 0, { prepMin: 10 })
    await found('noodles', 300, { prepMin: 10 })
    const chef = await come('chef', 'restaurant', { restaurant: 'noodles' })
    const rob = await ride('rob', -200)
    await ask(rob.who, 'pause', { on: true })
    const one = await cooked(await placed('ann', 1_800))
    const other = await placed('bob', 2_000, 'noodles')
    await ask(chef, 'confirm', { order: other, prepMin: 4 })
    await ask(rob.who, 'pause', { on: false })
    heard(rob)
    await wait(4 * SECOND, rob)
    const offer = (await offerTo(rob))!
    expect([offer.order, ...offer.with]).toEqual([one, other])
    expect(offer.stops.map(({ is, orders, name, farM }) => [is, orders, name, farM])).toEqual([
      ['pickup', [one], 'The corner', 200],
      ['pickup', [other], 'The noodles', 300],
      ['drop', [one], null, 1_500],
      ['drop', [other], null, 200],
    ])
    expect(offer).toMatchObject({ pickup: { name: 'The corner' }, toPickupM: 200, toDropM: 2_000 })
    expect(offer.drop.place).toEqual(offer.stops.at(-1)!.place)
  })
})

describe('an order', () => {
  it('[G6] is confirmed by itself where its restaurant wants that, and waits where it cannot be made', async () => {
    const { ask, dora, found, placed, query, seen } = await openRoadTown()
    await found('auto', 100, { autoConfirm: true })
    const first = await placed('ann', 1_500, 'auto')
    const step = async (user: string, order: string) =>
      (await seen(user, 'customer')).orders.find(({ id }) => id === order)!.steps.at(-1)
    expect(await step('ann', first)).toMatchObject({ type: 'confirmed', by: 'system' })
    expect(await query('restaurant', { id: 'auto' }, 'ann')).toMatchObject({ autoConfirm: true })
    // What is not said stays.
    await found('auto', 100)
    expect(await step('bob', await placed('bob', 1_500, 'auto'))).toMatchObject({ type: 'confirmed' })
    await found('auto', 100, { autoConfirm: false })
    expect(await step('eve', await placed('eve', 1_500, 'auto'))).toMatchObject({ type: 'placed' })
    expect(await ask(dora, 'cancel', { order: first, reason: 'by the dispatcher' })).toBe(null)
  })

  it('[G21] is cancelled by dispatchers as long as it is not over', async () => {
    const { ask, cooked, dora, placed, view } = await openRoadTown()
    const pending = await placed('ann')
    const ready = await cooked(await placed('bob'))
    for (const order of [pending, ready]) {
      expect(await ask(dora, 'cancel', { order, reason: 'by the dispatcher' })).toBe(null)
      expect(await view(order)).toMatchObject({ state: 'cancelled' })
      expect(await ask(dora, 'cancel', { order, reason: 'again' })).toBe('illegal_transition')
    }
  })
})
