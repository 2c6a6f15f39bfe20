/** Every state, actor and command against the tables, and what the guards ask for. */
import { describe, expect, it } from 'vitest'
import {
  ASSIGNMENT_STATES,
  ORDER_COMMANDS,
  ORDER_STATES,
  assignmentStepOf,
  ASSIGNMENT_COMMANDS,
  isAssignable,
  mayCommand,
  transitionOf,
} from '../../../../shared/delivery/orders.ts'
import type { AssignmentCommand, From, OrderCommand, OrderState } from '../../../../shared/delivery/orders.ts'
import { TuttiError } from '../../../../shared/errors.ts'
import {
  ALL_WELL,
  COURIER,
  CUSTOMER,
  EVERYBODY,
  RESTAURANT,
  SUPPORT,
  SYSTEM,
  WALL_MS,
  placed,
} from '../../../../test/support/orders-desk.ts'
import type { Command, Knows } from './commands.ts'
import { decide } from './decide.ts'
import { fold } from './events.ts'
import type { Happening } from './events.ts'
import type { OrderFacts, Who } from './order.ts'

const begun = fold(undefined, {
  n: 1,
  at: WALL_MS,
  actor: 'customer',
  by: 'ann',
  what: { type: 'placed', order: placed('o1'), paid: true },
})
/** Paid for, and in the hands of `rob`. */
const inState = (state: OrderState, over: Partial<OrderFacts> = {}): OrderFacts => ({
  ...begun,
  state,
  assignment: 'at_pickup',
  courier: 'rob',
  epoch: 3,
  confirmedMs: state === 'pending' ? null : WALL_MS,
  payment: { state: state === 'pending' ? 'authorised' : 'captured', refunds: [] },
  ...over,
})

/** With everything in it that a guard may ask for. */
const STEPS: Readonly<Record<OrderCommand, Command>> = {
  place: { do: 'place', order: placed('o2'), paid: true },
  confirm: { do: 'confirm' },
  prepare: { do: 'prepare' },
  ready: { do: 'ready' },
  pickUp: { do: 'pickUp', epoch: 3 },
  depart: { do: 'depart', epoch: 3 },
  deliver: { do: 'deliver', epoch: 3 },
  cancel: { do: 'cancel', reason: 'because' },
}
const HANDS: Readonly<Record<AssignmentCommand, Command>> = {
  offer: { do: 'offer', courier: 'rob' },
  endOffer: { do: 'endOffer', epoch: 3, why: 'offer_declined' },
  assign: { do: 'assign', courier: 'rob', epoch: 3 },
  arrive: { do: 'arrive', epoch: 3 },
  unassign: { do: 'unassign' },
}

const after = (order: OrderFacts | undefined, events: readonly Happening[], actor: Who): OrderFacts =>
  events.reduce<OrderFacts | undefined>(
    (facts, what) => fold(facts, { n: (facts?.n ?? 0) + 1, at: WALL_MS, actor: actor.actor, by: actor.id, what }),
    order,
  )!

const codeOf = (run: () => unknown): string => {
  try {
    run()
  } catch (thrown) {
    if (thrown instanceof TuttiError) return thrown.code
    throw thrown
  }
  return 'done'
}
const ask = (order: OrderFacts | undefined, who: Who, command: Command, knows: Partial<Knows> = {}) =>
  decide({ order, who, command, knows: { ...ALL_WELL, ...knows } })

describe('a command to an order', () => {
  const triples = (['none', ...ORDER_STATES] as const).flatMap((from) =>
    ORDER_COMMANDS.flatMap((command) => EVERYBODY.map((who) => [from, command, who] as const)),
  )

  it(`does what the table says, for each of ${triples.length} states, commands and actors`, () => {
    for (const [from, command, who] of triples) {
      const order = from === 'none' ? undefined : inState(from)
      const name = `${command} by ${who.actor} while ${from}`
      if (!mayCommand(from as From, command, who.actor)) {
        expect(
          codeOf(() => ask(order, who, STEPS[command])),
          name,
        ).toBe('illegal_transition')
        continue
      }
      const next = after(order, ask(order, who, STEPS[command]).events, who)
      expect(next.state, name).toBe(transitionOf(from as From, command)!.to)
      expect(next.endedMs !== null, name).toBe(next.state === 'delivered' || next.state === 'cancelled')
    }
  })

  it('does what the table of hands says, for each state of order and assignment, command and actor', () => {
    for (const state of ORDER_STATES)
      for (const assignment of ASSIGNMENT_STATES)
        for (const command of ASSIGNMENT_COMMANDS)
          for (const who of EVERYBODY) {
            const order = inState(state, { assignment, offered: assignment === 'offered' ? 'rob' : null })
            const row = assignmentStepOf(assignment, command)
            const may = row !== undefined && row.by.includes(who.actor) && isAssignable(state)
            const name = `${command} by ${who.actor} while ${state}, ${assignment}`
            if (may) expect(after(order, ask(order, who, HANDS[command]).events, who).assignment, name).toBe(row.to)
            else
              expect(
                codeOf(() => ask(order, who, HANDS[command])),
                name,
              ).toBe('illegal_transition')
          }
  })

  it('moves hands with the order: carrying from the pickup on, done at its end', () => {
    const hands = (from: OrderState, command: Command, who: Who) =>
      after(inState(from), ask(inState(from), who, command).events, who).assignment
    expect(hands('ready', STEPS.pickUp, COURIER)).toBe('carrying')
    expect(hands('in_transit', STEPS.deliver, COURIER)).toBe('done')
    expect(hands('confirmed', STEPS.cancel, CUSTOMER)).toBe('done')
  })

  it('is as if there were none for whom it is not', () => {
    const others: Who[] = [
      { actor: 'customer', id: 'bob' },
      { actor: 'restaurant', id: 'cook', restaurant: 'other' },
      { actor: 'courier', id: 'rita' },
    ]
    for (const who of others)
      for (const command of [...Object.values(STEPS), ...Object.values(HANDS)])
        expect(codeOf(() => ask(inState('ready'), who, command))).toBe('not_found')
  })
})

describe('the guards', () => {
  const guarded = (
    from: OrderState,
    who: Who,
    command: Command,
    knows: Partial<Knows>,
    over: Partial<OrderFacts> = {},
  ) => codeOf(() => ask(inState(from, over), who, command, knows))

  it('take no order without a quote that counts', () => {
    expect(codeOf(() => ask(undefined, CUSTOMER, STEPS.place, { quoteValid: false }))).toBe('quote_expired')
  })

  it('confirm what can be made and is paid for', () => {
    expect(guarded('pending', RESTAURANT, STEPS.confirm, { open: false })).toBe('restaurant_closed')
    expect(guarded('pending', RESTAURANT, STEPS.confirm, { available: false })).toBe('conflict')
    const paid = (state: OrderFacts['payment']['state']) =>
      guarded('pending', RESTAURANT, STEPS.confirm, {}, { payment: { state, refunds: [] } })
    expect(paid('authorising')).toBe('payment_pending')
    expect(paid('declined')).toBe('payment_declined')
    expect(paid('none')).toBe('done')
  })

  it('let couriers pick up what they have, under its present number, where they were seen or say why not', () => {
    const seenPickup = false
    expect(guarded('ready', COURIER, { do: 'pickUp', epoch: 2 }, {})).toBe('conflict')
    expect(guarded('ready', COURIER, { do: 'pickUp', epoch: 3 }, { seenPickup })).toBe('not_seen_there')
    expect(guarded('ready', COURIER, { do: 'pickUp', epoch: 3, reason: 'no signal' }, { seenPickup })).toBe('done')
  })

  it('let them deliver with the PIN, where they were seen, or with a reason; and with a photo where proof is asked for', () => {
    const deliver = (how: object, knows: Partial<Knows>) =>
      guarded('in_transit', COURIER, { do: 'deliver', epoch: 3, ...how }, knows)
    const away = { seenDrop: false }
    expect(deliver({}, {})).toBe('done')
    expect(deliver({}, away)).toBe('not_seen_there')
    expect([deliver({ pin: '4711' }, away), deliver({ photo: 'abc' }, away), deliver({ reason: 'no' }, away)]).toEqual(
      Array(3).fill('done'),
    )
    const proof = { proofNeeded: true }
    expect(deliver({}, proof)).toBe('not_seen_there')
    expect(deliver({ photo: 'abc' }, proof)).toBe('done')
    expect(deliver({ photo: 'abc' }, { ...proof, ...away })).toBe('not_seen_there')
    expect(deliver({ pin: '4711' }, { ...proof, ...away })).toBe('done')
  })

  it('count wrong PINs, and take none after the fifth', () => {
    let order = inState('in_transit')
    const wrong: Command = { do: 'deliver', epoch: 3, pin: '0000' }
    for (let tries = 1; tries <= 5; tries++) {
      const decision = ask(order, COURIER, wrong)
      expect(decision).toEqual({ events: [{ type: 'wrong_pin' }], refused: 'wrong_pin' })
      order = after(order, decision.events, COURIER)
      expect(order).toMatchObject({ pinTries: tries, state: 'in_transit' })
    }
    expect(codeOf(() => ask(order, COURIER, wrong))).toBe('rate_limited')
    expect(codeOf(() => ask(order, COURIER, { ...wrong, pin: '4711' }))).toBe('rate_limited')
    expect(codeOf(() => ask(order, COURIER, { do: 'deliver', epoch: 3, photo: 'abc' }))).toBe('done')
    // Nobody but the house and its courier is told of it.
    expect(order.steps.map(({ type }) => type)).toEqual(['placed'])
  })

  it('hear no reason for what is pending, and want one from then on', () => {
    expect(guarded('pending', CUSTOMER, { do: 'cancel' }, {})).toBe('done')
    expect(guarded('confirmed', CUSTOMER, { do: 'cancel' }, {})).toBe('bad_body')
  })
})

describe('a cancellation', () => {
  const cancel = (from: OrderState, who: Who, wallMs = WALL_MS, over: Partial<OrderFacts> = {}) =>
    ask(inState(from, over), who, { do: 'cancel', reason: 'because' }, { wallMs }).events
  const refundOf = (events: readonly Happening[]) => events.find((one) => one.type === 'refund_asked')

  it('costs nothing before the restaurant confirms: what the card holds is let go', () => {
    const events = cancel('pending', CUSTOMER)
    expect(events).toEqual([{ type: 'cancelled', fee: 0, note: 'because' }])
    expect(after(inState('pending'), events, CUSTOMER).payment.state).toBe('releasing')
  })

  it('is free for a minute from then on, and costs the fee later', () => {
    expect(refundOf(cancel('confirmed', CUSTOMER, WALL_MS + 60_000))).toMatchObject({ amount: 2_048 })
    const late = cancel('confirmed', CUSTOMER, WALL_MS + 60_001)
    expect(late[0]).toMatchObject({ fee: 300 })
    expect(refundOf(late)).toMatchObject({ amount: 1_748, parts: [1_279, 256, 128, 85] })
  })

  it('pays for the food once it is being made', () => {
    const events = cancel('preparing', CUSTOMER, WALL_MS + 600_000)
    expect(events[0]).toMatchObject({ fee: 1_498 })
    expect(refundOf(events)).toMatchObject({ amount: 550, parts: [0, 300, 150, 100] })
  })

  it('by anybody else gives everything back', () => {
    for (const [from, who] of [
      ['confirmed', SYSTEM],
      ['preparing', RESTAURANT],
      ['ready', SUPPORT],
      ['in_transit', SUPPORT],
    ] as const)
      expect(refundOf(cancel(from, who, WALL_MS + 9e6))).toMatchObject({ amount: 2_048 })
  })

  it('keeps and gives nothing where nothing was taken', () => {
    const events = cancel('preparing', CUSTOMER, WALL_MS, { payment: { state: 'none', refunds: [] } })
    expect(events).toEqual([{ type: 'cancelled', fee: 0, note: 'because' }])
  })
})
