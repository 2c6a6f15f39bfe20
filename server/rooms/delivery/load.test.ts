/** What commands need before their tick. */
import { randomBytes } from 'node:crypto'
import { expect, it } from 'vitest'
import { pinOf } from './load.ts'

it('makes PINs of what nobody can foretell, all of four digits', () => {
  const pins = Array.from({ length: 500 }, () => pinOf(randomBytes(16).toString('base64url')))
  for (const pin of pins) expect(pin).toMatch(/^\d{4}$/)
  // Of 500 drawn evenly from 10,000 about 488 differ; of 2,500 it would be 453.
  expect(new Set(pins).size).toBeGreaterThan(465)
})
