/** Quotes: signed, for one customer of one region, for five minutes. */
import { describe, expect, it } from 'vitest'
import { DELIVERY } from '../../../../shared/delivery/rules.ts'
import { createSigner } from '../../../adapters/signer.ts'
import { Quotes } from './quotes.ts'
import type { QuoteTerms } from './quotes.ts'

const SECRET = new TextEncoder().encode('a secret that only this test knows, 32 bytes')
const quotes = new Quotes(createSigner(SECRET, 'delivery'), 'town')
const NOW = Date.UTC(2026, 0, 1)

const terms = (lines = 1): QuoteTerms => ({
  id: '0ABC',
  customer: 'ann',
  restaurant: 'corner',
  lines: Array.from({ length: lines }, (_, i) => ({ item: `${i}`.padEnd(64, 'x'), pieces: 50, price: 999_999_999 })),
  amounts: { subtotal: 1, tax: 2, delivery: 3, surge: 4, promo: 5, tip: 6, total: 11 },
  parts: Array.from({ length: lines + 3 }, () => 999_999_999),
  currency: 'EUR',
  promos: ['SOUP', 'FREE'],
  drop: { latE7: 525_200_000, lonE7: -134_050_000 },
  distanceM: 1_234,
  surge: 1_500,
  zone: 'c17',
  readyInMs: 600_000,
  thereInMs: 1_800_000,
  expiresMs: NOW + DELIVERY.quoteMs,
})

describe('a quote', () => {
  it('comes back as it was given, however long the order is', () => {
    for (const lines of [1, DELIVERY.linesMax]) {
      const token = quotes.sign(terms(lines))
      expect(token.length).toBeLessThanOrEqual(DELIVERY.quoteMax)
      expect(quotes.open(token, 'ann', NOW)).toEqual(terms(lines))
    }
  })

  it('counts for five minutes', () => {
    const token = quotes.sign(terms())
    expect(quotes.open(token, 'ann', NOW + DELIVERY.quoteMs)).toEqual(terms())
    expect(() => quotes.open(token, 'ann', NOW + DELIVERY.quoteMs + 1)).toThrow(
      expect.objectContaining({ code: 'quote_expired' }),
    )
  })

  it('is nobody else’s, of no other region or host, and nothing in it can be changed', () => {
    const token = quotes.sign(terms())
    const refuses = (run: () => unknown) => expect(run).toThrow(expect.objectContaining({ code: 'quote_expired' }))
    refuses(() => quotes.open(token, 'bob', NOW))
    refuses(() => new Quotes(createSigner(SECRET, 'delivery'), 'city').open(token, 'ann', NOW))
    refuses(() => new Quotes(createSigner(SECRET, 'chat'), 'town').open(token, 'ann', NOW))
    refuses(() => quotes.open(token.replace('"EUR"', '"JPY"'), 'ann', NOW))
    for (const made of [
      '',
      '.',
      'x.[]',
      `${token.split('.')[0]}.`,
      token.slice(1),
      token.slice(0, -1),
      '\u{1F600}.[1]',
    ])
      refuses(() => quotes.open(made, 'ann', NOW))
    for (let at = 0; at < token.length; at += 7)
      refuses(() => quotes.open(`${token.slice(0, at)}~${token.slice(at + 1)}`, 'ann', NOW))
  })
})
