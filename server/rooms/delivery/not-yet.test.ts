/** What a region cannot do yet it refuses: nobody is left to believe that it was done. */
import { randomBytes } from 'node:crypto'
import { expect, it } from 'vitest'
import { here, openCity } from '../../../test/support/city.ts'
import { load } from './load.ts'

it('refuses what it would have to ignore', async () => {
  const { come, ask } = await openCity()
  const ann = await come('ann', 'customer')
  const dora = await come('dora', 'dispatcher')
  const lines = [{ item: 'soup', pieces: 1 }]
  expect(await ask(ann, 'quote', { restaurant: 'corner', lines, drop: here, promos: ['FREE'] })).toBe('unavailable')
  const corners = [here, { ...here, latE7: here.latE7 + 9_000 }, { ...here, lonE7: here.lonE7 + 9_000 }]
  expect(await ask(dora, 'zone', { id: 'centre', name: 'Centre', use: 'surge', corners })).toBe('unavailable')
  expect(await ask(dora, 'simulate', { couriers: 10 })).toBe('unavailable')
})

it('makes PINs of what nobody can foretell, all of four digits', async () => {
  const asking = (secret: string) => ({ secret: () => secret }) as never
  const pins = await Promise.all(
    Array.from({ length: 500 }, async () => {
      const secret = randomBytes(16).toString('base64url')
      return (await load.order!({ quote: '', address: '', card: '' }, asking(secret))) as { pin: string }
    }),
  )
  for (const { pin } of pins) expect(pin).toMatch(/^\d{4}$/)
  // Of 500 drawn evenly from 10,000 about 488 differ; of 2,500 it would be 453.
  expect(new Set(pins.map(({ pin }) => pin)).size).toBeGreaterThan(465)
})
