/** Two orders with one courier: neither customer learns from the way where the other one lives. */
import { expect, it } from 'vitest'
import { FixColumns, LIVE_FRAME, encodeOwn } from '../../../../shared/delivery/fixes.ts'
import { distanceM } from '../../../../shared/delivery/geo.ts'
import { mergeTrack } from '../../../../shared/delivery/track-chunk.ts'
import type { Place, Quote, TrackChunk } from '../../../../shared/delivery/types.ts'
import { here, openCity } from '../../../../test/support/city.ts'
import { placeAt } from '../../../../test/support/listings.ts'

it('[G20] a customer’s track has no moment that would tell where somebody else lives', async () => {
  const { come, ask, cook, pass, query, clock } = await openCity()
  const dora = await come('dora', 'dispatcher')
  await ask(dora, 'grant', { user: 'cook', role: 'restaurant', restaurant: 'corner' })
  await ask(dora, 'grant', { user: 'rob', role: 'courier' })
  await ask(dora, 'grant', { user: 'dora', role: 'dispatcher' })
  await ask(dora, 'settle', { open: ['customer'] })
  const rob = await come('rob', 'courier')
  await ask(rob, 'online', { vehicle: 'car', maxLoad: 2 })
  const north = (m: number): Place => placeAt(here, 0, m)
  const doors = { ann: north(1_300), ben: north(2_600) }
  const orders = { ann: '', ben: '' }
  for (const user of ['ann', 'ben'] as const) {
    // oxlint-disable no-await-in-loop -- one after the other
    const who = await come(user, 'customer')
    const lines = [{ item: 'soup', pieces: 1 }]
    const { quote } = (await ask(who, 'quote', { restaurant: 'corner', lines, drop: doors[user] })) as Quote
    const { order } = (await ask(who, 'order', { quote, address: user, card: 'x' })) as { order: string }
    for (const step of ['confirm', 'prepare', 'ready']) await ask(cook, step, { order })
    await ask(dora, 'assign', { order, courier: 'rob' })
    await ask(rob, 'pickUp', { order, epoch: 1, reason: 'here' })
    orders[user] = order
  }
  const epochMs = Math.floor(clock.wall())
  let seq = 0
  for (let m = 0; m <= 2_600; m += 40) {
    const at = north(m)
    for (let i = 0; i < (m === 1_280 ? 8 : 1); i++) {
      const fix = new FixColumns(1)
      fix.push({
        seq: ++seq,
        t: Math.floor(clock.wall()),
        ...at,
        headingCdeg: 0,
        speedCmS: 900,
        accuracyM: 5,
        flags: 0,
      })
      rob.entry.input(encodeOwn(LIVE_FRAME, fix, epochMs, 1))
      await pass(4_000)
    }
    if (m === 1_280) await ask(rob, 'deliver', { order: orders.ann, epoch: 1, reason: 'given' })
  }
  await ask(rob, 'deliver', { order: orders.ben, epoch: 1, reason: 'given' })
  await pass(60_000)
  const seen = async (user: string, order: string): Promise<number[]> => {
    const { chunks } = await query<{ chunks: readonly TrackChunk[] }>('track', { order }, user)
    const all = mergeTrack(chunks.map(({ chunk }) => chunk))
    const { latE7, lonE7 } = doors.ann
    return Array.from({ length: all.count }, (_, i) => distanceM(all.latsE7[i]!, all.lonsE7[i]!, latE7, lonE7))
  }
  const ben = await seen('ben', orders.ben)
  expect(ben.length).toBeGreaterThan(40)
  expect(Math.min(...ben)).toBeGreaterThan(150)
  expect(Math.min(...(await seen('ann', orders.ann)))).toBeLessThan(25)
  expect(Math.min(...(await seen('rob', orders.ben)))).toBeLessThan(25)
  expect(Math.min(...(await seen('dora', orders.ben)))).toBeLessThan(25)
})
