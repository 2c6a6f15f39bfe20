/** A payment provider for demos and tests: takes no money, keeps a ledger, and misbehaves where it is asked to. */
import { check } from '../../shared/contract.ts'
import { paymentMessageGuard } from '../../shared/delivery/payment.ts'
import type { PaymentOrder } from '../../shared/delivery/payment.ts'
import type { OutChannel, Sending } from '../ports.ts'
import { PaymentLedger } from './payment-ledger.ts'
import type { Hold, Verdict } from './payment-ledger.ts'

/** Cards, and sums in minor units, that do something of their own; all others are good. */
export const TEST_PAYMENTS = {
  /** Refused by the bank. */
  declinedCard: 'test-declined',
  declinedAmount: 40_002,
  /** The answer to the first try of everything is lost, though it was done. */
  lostCard: 'test-lost',
  lostAmount: 40_008,
  /** Never answers. */
  silentCard: 'test-silent',
  silentAmount: 40_009,
} as const

export interface TestPaymentsOptions {
  /** Of the ledger's file; absent: it is forgotten with the process. */
  readonly path?: string
}

export interface TestPayments extends OutChannel {
  readonly ledger: PaymentLedger
}

const NO_ANSWER: Sending = { is: 'later', reason: 'no answer in time' }

export const createTestPayments = ({ path }: TestPaymentsOptions = {}): TestPayments => {
  const ledger = new PaymentLedger(path)
  const silent = new Set<string>()
  return {
    name: 'payment',
    ledger,
    async send({ payload }) {
      const { ask } = check(paymentMessageGuard, JSON.parse(payload))
      const { key, card, amount } = ask
      const before = ledger.answered(key)
      if (before !== undefined) return { is: 'sent', answer: isSame(before.asked, ask) ? before.verdict : OTHER }
      if (card === TEST_PAYMENTS.silentCard || amount === TEST_PAYMENTS.silentAmount) return NO_ANSWER
      const outcome = outcomeOf(ask, ledger.hold(ask.hold))
      if (outcome === undefined) return { is: 'later', reason: 'there is no such charge yet' }
      const [verdict, hold] = outcome
      ledger.write(ask, verdict, hold)
      const isLost = card === TEST_PAYMENTS.lostCard || amount === TEST_PAYMENTS.lostAmount
      if (isLost && !silent.has(key)) {
        silent.add(key)
        return NO_ANSWER
      }
      return { is: 'sent', answer: verdict }
    },
    close: () => undefined,
  }
}

const OTHER: Verdict = { is: 'failed', note: 'something else was asked under this key' }
const DONE: Verdict = { is: 'done' }
const declined = (note: string): Verdict => ({ is: 'declined', note })

/** A key means one thing. The card is not kept, and not compared. */
const isSame = (a: PaymentOrder, b: PaymentOrder): boolean =>
  a.step === b.step && a.hold === b.hold && a.amount === b.amount && a.currency === b.currency

/** What comes of it, and what the hold is then. Undefined: what it needs has not come yet; messages may overtake each other. */
const outcomeOf = (ask: PaymentOrder, hold: Hold | undefined): [Verdict, Hold | null] | undefined => {
  const { step, amount, currency, card } = ask
  const fresh: Hold = { amount, currency, captured: 0, refunded: 0, released: false }
  switch (step) {
    case 'authorise':
      if (hold !== undefined) return [declined('let go before it was held'), null]
      if (card === TEST_PAYMENTS.declinedCard || amount === TEST_PAYMENTS.declinedAmount)
        return [declined('the bank refuses'), null]
      return [DONE, fresh]
    case 'capture':
      if (hold === undefined) return undefined
      if (hold.released || hold.captured > 0 || amount > hold.amount || currency !== hold.currency)
        return [declined('so much is not held'), null]
      return [DONE, { ...hold, captured: amount }]
    case 'release':
      if (hold !== undefined && hold.captured > 0) return [declined('it was taken already'), null]
      return [DONE, { ...(hold ?? fresh), released: true }]
    case 'refund':
      if (hold === undefined || (hold.captured === 0 && !hold.released)) return undefined
      if (amount > hold.captured - hold.refunded) return [declined('so much was not taken'), null]
      return [DONE, { ...hold, refunded: hold.refunded + amount }]
  }
}
