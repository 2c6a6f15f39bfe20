/** The provider that is shipped for tests: once for each key, in any order, and its ledger outlives the process. */
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { PaymentOrder } from '../../shared/delivery/payment.ts'
import { TEST_PAYMENTS, createTestPayments } from './test-payments.ts'

const rig = (path?: string) => {
  const provider = createTestPayments(path === undefined ? {} : { path })
  const send = (step: PaymentOrder['step'], key: string, amount: number, over: Partial<PaymentOrder> = {}) => {
    const ask: PaymentOrder = { step, key, hold: 'h', order: 'o', amount, currency: 'EUR', card: '', ...over }
    const payload = JSON.stringify({ reply: {}, ask })
    return provider.send({ id: key, channel: 'payment', target: 'o', payload, tries: 0 })
  }
  return { ...provider, send }
}
const done = { is: 'sent', answer: { is: 'done' } }
const declined = { is: 'sent', answer: { is: 'declined', note: expect.any(String) } }
const later = { is: 'later', reason: expect.any(String) }

describe('the test provider', () => {
  it('holds, takes and gives back, and its ledger says so', async () => {
    const { ledger, send } = rig()
    expect(await send('authorise', 'h', 1_000, { card: 'visa' })).toEqual(done)
    expect(await send('capture', 'c', 900)).toEqual(done)
    expect(await send('refund', 'r1', 400)).toEqual(done)
    expect(await send('refund', 'r2', 501)).toEqual(declined)
    expect(await send('refund', 'r3', 500)).toEqual(done)
    expect(await send('capture', 'c2', 100)).toEqual(declined)
    expect(await send('release', 'l', 1_000)).toEqual(declined)
    const hold = { amount: 1_000, currency: 'EUR', captured: 900, refunded: 900, released: false }
    expect([...ledger.holds()]).toEqual([['h', hold]])
  })

  it('does each key once, and nothing else under it', async () => {
    const { ledger, send } = rig()
    await send('authorise', 'h', 1_000)
    await send('capture', 'c', 1_000)
    for (let i = 0; i < 3; i++) expect(await send('refund', 'r', 400)).toEqual(done)
    expect(ledger.hold('h')).toMatchObject({ refunded: 400 })
    expect(await send('refund', 'r', 300)).toMatchObject({ answer: { is: 'failed' } })
  })

  it('waits for what it needs, and lets go of what comes to be held afterwards', async () => {
    const { ledger, send } = rig()
    expect(await send('refund', 'r', 1)).toEqual(later)
    expect(await send('capture', 'c', 1)).toEqual(later)
    expect(await send('release', 'l', 1)).toEqual(done)
    expect(await send('authorise', 'h', 1)).toEqual(declined)
    expect(await send('capture', 'c', 1)).toEqual(declined)
    expect(ledger.hold('h')).toMatchObject({ captured: 0, released: true })
  })

  it('declines, loses an answer, and stays silent, by card and by amount', async () => {
    const { ledger, send } = rig()
    const { declinedAmount, declinedCard, lostAmount, lostCard, silentAmount, silentCard } = TEST_PAYMENTS
    const hold = (key: string, amount: number, card = '') => send('authorise', key, amount, { hold: key, card })
    expect(await hold('d1', 1, declinedCard)).toEqual(declined)
    expect(await hold('d2', declinedAmount)).toEqual(declined)
    for (const [key, amount, card] of [
      ['l1', 1, lostCard],
      ['l2', lostAmount, ''],
    ] as const) {
      expect(await hold(key, amount, card)).toEqual(later)
      // It was done all the same.
      expect(ledger.hold(key)).toMatchObject({ amount })
      expect(await hold(key, amount, card)).toEqual(done)
    }
    for (let i = 0; i < 3; i++) {
      expect(await hold('s1', 1, silentCard)).toEqual(later)
      expect(await hold('s2', silentAmount)).toEqual(later)
    }
    expect([ledger.hold('d1'), ledger.hold('s1')]).toEqual([undefined, undefined])
  })

  it('knows after a start what it did before, but no card, and reads over a line that was cut off', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tutti-payments-'))
    const path = join(folder, 'deep', 'payments.ndjson')
    try {
      await rig(path).send('authorise', 'h', 1_000, { card: 'visa' })
      appendFileSync(path, '\n{"asked":{"key":"c","ste')
      const second = rig(path)
      expect(await second.send('capture', 'c', 1_000)).toEqual(done)
      const third = rig(path)
      expect(third.ledger.hold('h')).toMatchObject({ captured: 1_000 })
      expect(third.ledger.answered('h')?.asked.card).toBe('')
      expect(await third.send('authorise', 'h', 1_000, { card: 'visa' })).toEqual(done)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})
