/** The orders of a region: from the quote to the door, their money, and what is done once. */
import { describe, expect, it } from 'vitest'
import { DELIVERY } from '../../../../shared/delivery/rules.ts'
import type { PaymentOrder } from '../../../../shared/delivery/payment.ts'
import { TuttiError } from '../../../../shared/errors.ts'
import {
  ALL_WELL,
  COURIER,
  CUSTOMER,
  FakeDesk,
  RESTAURANT,
  SUPPORT,
  SYSTEM,
  WALL_MS,
  foldRows,
  placed,
  spotOf,
} from '../../../../test/support/orders-desk.ts'
import type { Answer, Command } from './commands.ts'
import { noticesOf } from './notices.ts'
import { factsText, readFacts } from './order.ts'
import type { Placed, Who } from './order.ts'
import { Orders } from './orders.ts'
import type { PaymentAnswer } from './payments.ts'

const answerTo = ({ step, key, order, amount, currency }: PaymentOrder, over: Partial<PaymentAnswer> = {}) =>
  ({ step, key, order, amount, currency, is: 'done', ...over }) as const

const codeOf = (run: () => unknown): string => {
  try {
    run()
  } catch (thrown) {
    if (thrown instanceof TuttiError) return thrown.code
    throw thrown
  }
  return 'done'
}

/** One order, authorised. */
const rig = (pays = true) => {
  const desk = new FakeDesk()
  const orders = new Orders(desk, { pays, spotOf }, [])
  const run = (who: Who, command: Command): Answer => orders.run('o1', who, command, { ...ALL_WELL })
  const pay = (over: Partial<PaymentAnswer> = {}) => orders.paid(answerTo(desk.payments().at(-1)!, over))
  const place = (over: Partial<Placed> = {}) => orders.place(CUSTOMER, placed('o1', over), 'card', ALL_WELL)
  /** As far as its courier has it. */
  const carried = () => {
    place()
    if (pays) pay()
    run(RESTAURANT, { do: 'confirm' })
    if (pays) pay()
    run(RESTAURANT, { do: 'prepare' })
    run(SYSTEM, { do: 'offer', courier: 'rob' })
    run(COURIER, { do: 'assign', courier: 'rob', epoch: 1 })
    run(RESTAURANT, { do: 'ready' })
    run(SYSTEM, { do: 'arrive', epoch: 1 })
    run(COURIER, { do: 'pickUp', epoch: 1 })
    run(SYSTEM, { do: 'depart', epoch: 1 })
  }
  return { desk, orders, run, pay, place, carried, order: () => orders.must('o1') }
}

describe('the orders of a region', () => {
  it('take an order from its quote to its door, and ask its card for what was quoted', () => {
    const { carried, desk, order, orders, run } = rig()
    carried()
    expect(orders.counts).toMatchObject({ in_transit: 1, pending: 0 })
    run(COURIER, { do: 'deliver', epoch: 1, pin: '4711' })
    expect(order()).toMatchObject({ state: 'delivered', assignment: 'done', courier: 'rob', endedMs: WALL_MS })
    expect(order().payment).toEqual({ state: 'captured', refunds: [] })
    expect(desk.payments().map(({ step, key, hold, amount, card }) => [step, key, hold, amount, card])).toEqual([
      ['authorise', 'o1.1', 'o1.1', 2_048, 'card'],
      ['capture', 'o1.3', 'o1.1', 2_048, ''],
    ])
    expect(order().steps.map(({ type }) => type)).toEqual([
      'placed',
      'authorised',
      'confirmed',
      'preparing',
      'offered',
      'assigned',
      'ready',
      'arrived_pickup',
      'picked_up',
      'in_transit',
      'delivered',
    ])
    const [kept, folded] = desk.keptAndFolded('o1')
    expect(kept).toBe(folded)
    expect(kept).not.toContain('card')
    expect([orders.open, orders.counts.delivered]).toEqual([0, 1])
  })

  it('are placed once for each quote, and answer as they did when they are asked again', () => {
    const { desk, orders, place } = rig()
    expect(place()).toEqual({ n: 1, order: 'o1' })
    expect(orders.place(CUSTOMER, placed('o9', { quote: 'quote of o1', pin: '1111' }), 'card', ALL_WELL)).toEqual({
      n: 1,
      order: 'o1',
    })
    const elsewhere = { ...placed('o1').drop, address: 'Door 8' }
    expect(codeOf(() => place({ drop: elsewhere }))).toBe('conflict')
    expect(desk.payments()).toHaveLength(1)
    expect(orders.open).toBe(1)
  })

  it('are after a restart what they were before it', () => {
    const { carried, desk, orders, order, run } = rig()
    carried()
    expect(run(COURIER, { do: 'deliver', epoch: 1, pin: '0000' })).toMatchObject({ refused: 'wrong_pin' })
    const again = new Orders(desk, { pays: true, spotOf }, [foldRows(desk.events('o1'))])
    expect(again.must('o1').facts).toEqual(order().facts)
    expect(again.counts).toEqual(orders.counts)
    expect(again.must('o1').wrongPins).toEqual(['0000'])
    expect(again.place(CUSTOMER, placed('o7', { quote: 'quote of o1' }), 'card', ALL_WELL).order).toBe('o1')
  })

  it('cancel what the card declines, and what no restaurant answers', () => {
    const declined = rig()
    declined.place()
    declined.pay({ is: 'declined', note: 'no money' })
    expect(declined.order()).toMatchObject({ state: 'cancelled', payment: { state: 'declined' } })
    const silent = rig()
    silent.place()
    silent.pay()
    silent.desk.nowMs += DELIVERY.unansweredMs - 1
    silent.orders.sweep()
    expect(silent.order().state).toBe('pending')
    silent.desk.nowMs += 1
    silent.orders.sweep()
    expect(silent.order().state).toBe('cancelled')
    expect(silent.desk.payments().map(({ step }) => step)).toEqual(['authorise', 'release'])
    silent.pay()
    expect(silent.order().payment.state).toBe('released')
  })

  it('[G21] say after ten minutes that no courier takes what is confirmed, and again as that lasts', () => {
    const { desk, order, orders, place, run } = rig(false)
    place()
    run(RESTAURANT, { do: 'confirm' })
    const heard: string[] = []
    orders.onEvent((_, { what }) => heard.push(what.type))
    const after = (ms: number): string[] => {
      desk.nowMs += ms
      orders.sweep()
      return heard
    }
    run(SYSTEM, { do: 'offer', courier: 'rob' })
    expect(after(DELIVERY.alertMs - 1)).toEqual(['offered'])
    expect(after(1)).toEqual(['offered', 'no_courier'])
    expect(after(DELIVERY.alertMs - 1)).toEqual(['offered', 'no_courier'])
    expect(after(1)).toEqual(['offered', 'no_courier', 'no_courier'])
    expect(after(2 * DELIVERY.alertMs - 1)).toHaveLength(3)
    expect(after(1)).toHaveLength(4)
    // It is its customer's neither to know nor to do anything about.
    expect(order().steps.map(({ type }) => type)).toEqual(['placed', 'confirmed', 'offered'])
  })

  it('[G21] cancel what nobody brings 45 minutes after it was ready, give all of it back, and say so', () => {
    const { desk, order, orders, place, pay, run } = rig()
    place()
    pay()
    run(RESTAURANT, { do: 'confirm' })
    pay()
    run(RESTAURANT, { do: 'prepare' })
    const told: string[] = []
    orders.onEvent((one, event, before) => {
      for (const { to, text } of noticesOf(one, event, before)) told.push(`${event.what.type} to ${to}: ${text}`)
    })
    // It was to be ready ten minutes after it was placed.
    desk.nowMs += 10 * 60_000 + DELIVERY.forsakenMs - 1
    orders.sweep()
    expect(order().state).toBe('preparing')
    run(SYSTEM, { do: 'offer', courier: 'rob' })
    desk.nowMs += 1
    orders.sweep()
    // Who is asked just now may yet take it.
    expect(order().state).toBe('preparing')
    run(SYSTEM, { do: 'endOffer', epoch: 1, why: 'offer_expired' })
    orders.sweep()
    expect(order()).toMatchObject({ state: 'cancelled', cancelFee: 0 })
    expect(desk.payments().at(-1)).toMatchObject({ step: 'refund', amount: 2_048 })
    expect(told.filter((one) => one.startsWith('cancelled'))).toEqual([
      'cancelled to customer: no courier could be found',
      'cancelled to restaurant: no courier could be found',
    ])
    const [kept, folded] = desk.keptAndFolded('o1')
    expect(kept).toBe(folded)
  })

  it('[G12, G21] are offered for a while after the host was away, however long that was', () => {
    const { desk, order, place, run } = rig(false)
    place()
    run(RESTAURANT, { do: 'confirm' })
    desk.nowMs += 5 * DELIVERY.forsakenMs
    const again = new Orders(desk, { pays: false, spotOf }, [order().facts])
    again.sweep()
    desk.nowMs += DELIVERY.alertMs - 1
    again.sweep()
    expect(again.must('o1').state).toBe('confirmed')
    desk.nowMs += 1
    again.sweep()
    expect(again.must('o1').state).toBe('cancelled')
  })

  it('[G21] count a time without a courier from when the last one lost it', () => {
    const { desk, order, orders, place, run } = rig(false)
    place({ readyMs: WALL_MS })
    run(RESTAURANT, { do: 'confirm' })
    run(SYSTEM, { do: 'offer', courier: 'rob' })
    run(COURIER, { do: 'assign', courier: 'rob', epoch: 1 })
    desk.nowMs += DELIVERY.forsakenMs
    orders.sweep()
    run(SYSTEM, { do: 'unassign' })
    desk.nowMs += DELIVERY.forsakenMs - 1
    orders.sweep()
    expect(order()).toMatchObject({ state: 'confirmed', alertedMs: desk.nowMs })
    desk.nowMs += 1
    orders.sweep()
    expect(order().state).toBe('cancelled')
  })

  it('remember whom not to ask, and for how long', () => {
    const { desk, order, place, run } = rig(false)
    place()
    run(RESTAURANT, { do: 'confirm' })
    const ask = (courier: string, epoch: number, why: 'offer_declined' | 'offer_expired') => {
      run(SYSTEM, { do: 'offer', courier })
      run(SYSTEM, { do: 'endOffer', epoch, why })
    }
    ask('rob', 1, 'offer_declined')
    desk.nowMs += DELIVERY.excludeMs / 2
    ask('bob', 2, 'offer_expired')
    const inHalf = { courier: 'rob', untilMs: WALL_MS + DELIVERY.excludeMs }
    const later = { courier: 'bob', untilMs: desk.nowMs + DELIVERY.excludeMs }
    expect(order().excluded).toEqual([inHalf, later])
    expect(readFacts(desk.keptAndFolded('o1')[0]).excluded).toEqual([inHalf, later])
    desk.nowMs += DELIVERY.excludeMs / 2
    ask('rita', 3, 'offer_declined')
    expect(order().excluded.map(({ courier }) => courier)).toEqual(['bob', 'rita'])
  })

  it('are read though they were kept before all of this was known', () => {
    const { carried, desk, order, orders, run } = rig()
    carried()
    const { openSinceMs, excluded, bonus, silence, ...before } = order().facts
    const again = readFacts(JSON.stringify(before))
    expect(again).toEqual({ ...before, openSinceMs: openSinceMs, excluded, bonus, silence })
    expect(factsText(again)).toBe(factsText(order().facts))
    orders.adopt(again)
    run(COURIER, { do: 'deliver', epoch: 1, pin: '4711' })
    const [kept, folded] = desk.keptAndFolded('o1')
    expect(kept).toBe(folded)
  })

  it('let go of money that is held only after its order was cancelled', () => {
    const { desk, order, orders, place, run } = rig()
    place()
    run(CUSTOMER, { do: 'cancel' })
    const [authorise, release] = desk.payments()
    orders.paid(answerTo(authorise!))
    expect(order().payment.state).toBe('releasing')
    orders.paid(answerTo(release!))
    expect(order().payment.state).toBe('released')
  })

  it('go without a card where nobody takes one', () => {
    const { carried, desk, order, run } = rig(false)
    carried()
    run(COURIER, { do: 'deliver', epoch: 1, pin: '4711' })
    expect(order()).toMatchObject({ state: 'delivered', payment: { state: 'none', refunds: [] } })
    expect(desk.payments()).toEqual([])
    expect(codeOf(() => run(SUPPORT, { do: 'refund', wish: { is: 'full' }, reason: 'cold' }))).toBe('conflict')
  })

  it('refund in parts and the rest, never more than was paid, and count no refund that failed', () => {
    const { carried, desk, order, orders, run } = rig()
    carried()
    run(COURIER, { do: 'deliver', epoch: 1, pin: '4711' })
    const refund = (amount: number | undefined) =>
      run(SUPPORT, {
        do: 'refund',
        wish: amount === undefined ? { is: 'full' } : { is: 'amount', amount },
        reason: 'cold',
      }).refunded
    expect(refund(500)).toBe(500)
    expect(codeOf(() => refund(1_549))).toBe('conflict')
    const failed = desk.payments().at(-1)!
    expect(refund(undefined)).toBe(1_548)
    expect(codeOf(() => refund(undefined))).toBe('conflict')
    orders.paid(answerTo(desk.payments().at(-1)!))
    orders.paid(answerTo(failed, { is: 'failed' }))
    expect(order().payment.refunds.map(({ amount, state }) => [amount, state])).toEqual([
      [500, 'failed'],
      [1_548, 'done'],
    ])
    expect(refund(undefined)).toBe(500)
    expect(codeOf(() => run(CUSTOMER, { do: 'refund', wish: { is: 'full' }, reason: 'hungry' }))).toBe(
      'illegal_transition',
    )
  })

  it('tell the customer of an arrival that slips by five minutes, and again only after five more', () => {
    const { carried, order, orders } = rig()
    carried()
    const { promisedMs } = order()
    const slips = () => order().steps.filter(({ type }) => type === 'eta_slipped').length
    const at = (to: number) => orders.expect(order(), { from: to - 60_000, to })
    at(promisedMs + DELIVERY.slipMs - 1)
    expect(slips()).toBe(0)
    at(promisedMs + DELIVERY.slipMs)
    at(promisedMs + 2 * DELIVERY.slipMs - 1)
    expect(slips()).toBe(1)
    at(promisedMs + 2 * DELIVERY.slipMs)
    expect(slips()).toBe(2)
  })

  it('forget an order a quarter of an hour after its end, and know one again that somebody asks for', () => {
    const { desk, order, orders, place, run } = rig()
    place()
    run(CUSTOMER, { do: 'cancel' })
    desk.nowMs += DELIVERY.shareMs
    orders.sweep()
    expect(order().payment.state).toBe('releasing')
    const [authorise, release] = desk.payments()
    orders.paid(answerTo(release!))
    orders.paid(answerTo(authorise!))
    const { facts } = order()
    orders.sweep()
    expect([orders.get('o1'), orders.counts.cancelled]).toEqual([undefined, 0])
    desk.nowMs += 86_400_000
    const first = orders.adopt(facts)
    expect(orders.adopt({ ...facts, n: 1 })).toBe(first)
    orders.sweep()
    expect(orders.get('o1')).toBe(first)
    desk.nowMs += DELIVERY.adoptMs
    orders.sweep()
    expect(orders.get('o1')).toBeUndefined()
  })

  it('hear events behind the whole command, so that who hears may ask for more', () => {
    const { order, orders, place, pay, run } = rig()
    place()
    pay()
    run(RESTAURANT, { do: 'confirm' })
    const heard: [type: string, n: number, before: number | undefined, state: string][] = []
    orders.onEvent((one, event, before) => heard.push([event.what.type, event.n, before?.n, one.state]))
    run(CUSTOMER, { do: 'cancel', reason: 'late' })
    expect(heard).toEqual([
      ['cancelled', 4, 3, 'cancelled'],
      ['refund_asked', 5, 4, 'cancelled'],
    ])
    expect(orders.takeChanged()).toEqual([order()])
    expect(orders.takeChanged()).toEqual([])
  })

  it('of a cancellation and a delivery at once one wins, whichever comes first', () => {
    for (const first of ['cancel', 'deliver'] as const) {
      const { carried, desk, order, orders, run } = rig()
      carried()
      const both = {
        cancel: () => run(SUPPORT, { do: 'cancel', reason: 'nobody there' }),
        deliver: () => run(COURIER, { do: 'deliver', epoch: 1, pin: '4711' }),
      }
      const second = first === 'cancel' ? 'deliver' : 'cancel'
      both[first]()
      const { facts } = order()
      expect(codeOf(both[second])).toBe('illegal_transition')
      expect(codeOf(both[first])).toBe('illegal_transition')
      expect(order().facts).toBe(facts)
      expect(facts.state).toBe(first === 'cancel' ? 'cancelled' : 'delivered')
      const refunds = desk.payments().filter(({ step }) => step === 'refund')
      expect(refunds.map(({ amount }) => amount)).toEqual(first === 'cancel' ? [2_048] : [])
      expect(orders.open).toBe(0)
    }
  })
})
