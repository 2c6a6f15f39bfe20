/**
 * [Must show 7] The orders of a region under fire, each command as often as it comes: legal, kept as their events say,
 * with one end for each, and no money moved twice. That a repeat is done once is the room's: see region-fire.test.ts.
 */
import { describe, expect, it } from 'vitest'
import { ORDER_STATES, mayCommand } from '../../../../shared/delivery/orders.ts'
import type { OrderCommand } from '../../../../shared/delivery/orders.ts'
import type { PaymentOrder } from '../../../../shared/delivery/payment.ts'
import { TuttiError } from '../../../../shared/errors.ts'
import { seededRandom } from '../../../../shared/random.ts'
import {
  ALL_WELL,
  COURIER,
  EVERYBODY,
  FakeDesk,
  RESTAURANT,
  SUPPORT,
  SYSTEM,
  placed,
  spotOf,
} from '../../../../test/support/orders-desk.ts'
import type { Command } from './commands.ts'
import type { Who } from './order.ts'
import { Orders } from './orders.ts'
import type { PaymentAnswer } from './payments.ts'

const COMMANDS = Number(process.env['ORDER_COMMANDS'] ?? 20_000)

const answerTo = ({ step, key, order, amount, currency }: PaymentOrder, is: PaymentAnswer['is']): PaymentAnswer => ({
  step,
  key,
  order,
  amount,
  currency,
  is,
})

describe(`${COMMANDS} commands in any order, many of them twice`, () => {
  it('leave what their events say, and end no order twice', () => {
    const random = seededRandom(process.env['ORDER_SEED'] ?? 'under fire')
    const below = (n: number): number => Math.floor(random() * n)
    const desk = new FakeDesk()
    const orders = new Orders(desk, { pays: true, spotOf }, [])
    const ids: string[] = []
    /** What is played with: some of them are over, and are asked all the same. */
    const active: string[] = []
    /** Under way: commands and outcomes that arrive in any order, some of them more than once. */
    const wire: (() => void)[] = []
    let carriedOut = 0
    let paymentsSeen = 0

    const put = (arrive: () => void): void => {
      wire.push(arrive)
      if (random() < 0.3) wire.push(arrive)
    }
    const place = (): void => {
      const id = desk.newId()
      ids.push(id)
      active.push(id)
      const pin = String(below(10_000)).padStart(4, '0')
      const customer = { id: `ann ${below(1_000_000)}`, name: 'Ann' }
      const who = { actor: 'customer', id: customer.id } as const
      put(() => expect(orders.place(who, placed(id, { customer, pin }), 'card', ALL_WELL).order).toBe(id))
    }
    const command = (): void => {
      const at = below(active.length)
      const id = active[at]!
      const known = orders.get(id)
      if (known === undefined) return
      if (known.endedMs !== null && random() < 0.2) active.splice(at, 1)
      const { epoch } = known
      const stale = random() < 0.1 ? Math.max(0, epoch - 1) : epoch
      const [who, what] = wish(known.customer.id, known.pin, stale)
      put(() => {
        const before = orders.must(id).facts
        try {
          orders.run(id, who, what, ALL_WELL)
        } catch (thrown) {
          if (!(thrown instanceof TuttiError)) throw thrown
          // Refused: it has changed nothing.
          expect(orders.must(id).facts).toBe(before)
          return
        }
        const { state } = orders.must(id)
        if (state !== before.state) expect(mayCommand(before.state, STEP_OF[what.do]!, who.actor)).toBe(true)
        carriedOut++
      })
    }
    const STEP_OF: Readonly<Record<string, OrderCommand>> = {
      confirm: 'confirm',
      prepare: 'prepare',
      ready: 'ready',
      pickUp: 'pickUp',
      depart: 'depart',
      deliver: 'deliver',
      cancel: 'cancel',
    }
    const wish = (customer: string, pin: string, epoch: number): [Who, Command] => {
      const ann: Who = { actor: 'customer', id: customer }
      const likely: [Who, Command][] = [
        [RESTAURANT, { do: 'confirm' }],
        [RESTAURANT, { do: 'prepare' }],
        [RESTAURANT, { do: 'ready' }],
        [SYSTEM, { do: 'offer', courier: random() < 0.7 ? 'rob' : 'rita' }],
        [COURIER, { do: 'assign', courier: 'rob', epoch }],
        [SYSTEM, { do: 'arrive', epoch }],
        [COURIER, { do: 'pickUp', epoch }],
        [SYSTEM, { do: 'depart', epoch }],
        [COURIER, { do: 'deliver', epoch, pin: random() < 0.8 ? pin : '4711' }],
      ]
      const rare: [Who, Command][] = [
        [ann, { do: 'cancel', reason: 'late' }],
        [SUPPORT, { do: 'cancel', reason: 'nobody there' }],
        [SYSTEM, { do: 'endOffer', epoch, why: 'offer_expired' }],
        [COURIER, { do: 'unassign', reason: 'flat tyre' }],
        [SUPPORT, { do: 'refund', wish: { is: 'amount', amount: below(1_500) }, reason: 'cold' }],
        [SUPPORT, { do: 'refund', wish: { is: 'full' }, reason: 'cold' }],
        [EVERYBODY[below(EVERYBODY.length)]!, likely[below(likely.length)]![1]],
      ]
      return random() < 0.93 ? likely[below(likely.length)]! : rare[below(rare.length)]!
    }
    const outcomes = (): void => {
      for (const asked of desk.payments().slice(paymentsSeen)) {
        paymentsSeen++
        const is = random() < 0.03 ? (asked.step === 'authorise' ? 'declined' : 'failed') : 'done'
        put(() => orders.paid(answerTo(asked, is)))
      }
    }

    for (let given = 0; given < COMMANDS; given++) {
      if (active.length < 30) place()
      else command()
      if (given % 16 === 0) outcomes()
      while (wire.length > 0 && wire.length > below(60)) wire.splice(below(wire.length), 1)[0]!()
    }
    while (wire.length > 0) {
      wire.splice(below(wire.length), 1)[0]!()
      if (wire.length === 0) outcomes()
    }

    const ended = { delivered: 0, cancelled: 0 }
    for (const id of ids) {
      const events = desk.events(id)
      const [kept, folded] = desk.keptAndFolded(id)
      expect(kept).toBe(folded)
      expect(kept).toBe(JSON.stringify(orders.must(id).facts))
      expect(events.map(({ n }) => n)).toEqual(events.map((_, i) => i + 1))
      const ends = events.filter(({ type }) => type === 'delivered' || type === 'cancelled')
      expect(ends.length).toBeLessThanOrEqual(1)
      if (ends[0] !== undefined) ended[ends[0]['type'] as 'delivered' | 'cancelled']++

      const asked = desk.payments().filter(({ order }) => order === id)
      const sum = (step: string) =>
        asked.filter((one) => one.step === step).reduce((total, { amount }) => total + amount, 0)
      const { payment, amounts } = orders.must(id)
      const failed = payment.refunds.filter(({ state }) => state === 'failed')
      expect(asked.filter(({ step }) => step === 'authorise')).toHaveLength(1)
      expect([0, amounts.total]).toContain(sum('capture'))
      expect(sum('refund') - failed.reduce((total, { amount }) => total + amount, 0)).toBeLessThanOrEqual(
        sum('capture'),
      )
    }
    expect(new Set(desk.payments().map(({ key }) => key)).size).toBe(desk.payments().length)
    expect(carriedOut).toBeGreaterThan(COMMANDS / 20)
    expect(Math.min(ended.delivered, ended.cancelled)).toBeGreaterThan(COMMANDS / 5_000)
    expect(ORDER_STATES.reduce((total, state) => total + orders.counts[state], 0)).toBe(ids.length)
  }, 600_000)
})
