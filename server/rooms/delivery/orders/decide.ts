/** What comes of a command to an order: events, or a refusal. Pure: it changes nothing. */
import {
  ORDER_COMMANDS,
  assignmentStepOf,
  isAssignable,
  isCarried,
  transitionOf,
} from '../../../../shared/delivery/orders.ts'
import type { AssignmentCommand, OrderCommand } from '../../../../shared/delivery/orders.ts'
import { refundOf } from '../../../../shared/delivery/refund.ts'
import { TuttiError } from '../../../../shared/errors.ts'
import { cancellationOf, isTaken, refundedOf } from './cancelling.ts'
import type { Command } from './commands.ts'
import type { Happening } from './events.ts'
import { GUARDS } from './guards.ts'
import type { Asked } from './guards.ts'
import { isForsaken, isLost, isTheirs } from './order.ts'
import type { OrderFacts } from './order.ts'
import { paidEvents } from './paying.ts'

export interface Decision {
  /** In order; none: it is as it should be already. */
  readonly events: readonly Happening[]
  /** What happened is that it is refused. */
  readonly refused?: 'wrong_pin'
}

const STEPS: ReadonlySet<string> = new Set(ORDER_COMMANDS)

/**
 * @throws TuttiError `not_found` for an order that is not theirs, `illegal_transition` for what the tables do not have,
 * and what a guard refuses with
 */
export const decide = (asked: Asked): Decision => {
  const { command, order, who } = asked
  if (order !== undefined && !isTheirs(order, who)) throw new TuttiError('not_found', 'there is no such open order')
  if (STEPS.has(command.do)) return step(asked, command.do as OrderCommand)
  if (order === undefined) throw new TuttiError('not_found', 'there is no such open order')
  switch (command.do) {
    case 'offer':
    case 'endOffer':
    case 'assign':
    case 'arrive':
    case 'unassign':
      return { events: [hand(asked, order, command)] }
    case 'notice':
      bySystem(asked)
      if (!isThere(order, command.what) || command.epoch !== order.epoch)
        throw illegal(order.state, command.do, 'system')
      return { events: [{ type: command.what }] }
    case 'slip':
      bySystem(asked)
      if (order.endedMs !== null) throw illegal(order.state, command.do, 'system')
      return { events: [{ type: 'eta_slipped', toMs: command.toMs }] }
    case 'alert':
      bySystem(asked)
      if (!isForsaken(order, asked.knows.wallMs)) throw illegal(order.state, command.do, 'system')
      return { events: [{ type: 'no_courier' }] }
    case 'silent':
      bySystem(asked)
      if (!isLost(order, command.sinceMs, asked.knows.wallMs)) throw illegal(order.state, command.do, 'system')
      return { events: [{ type: 'courier_silent', sinceMs: order.silence?.sinceMs ?? command.sinceMs }] }
    case 'heard':
      bySystem(asked)
      return { events: order.silence === null ? [] : [{ type: 'courier_heard' }] }
    case 'raise':
      bySystem(asked)
      if (!isAssignable(order.state)) throw illegal(order.state, command.do, 'system')
      return { events: command.bonus > order.bonus ? [{ type: 'bonus_raised', bonus: command.bonus }] : [] }
    case 'refund': {
      if (who.actor !== 'support') throw illegal(order.state, 'refund', who.actor)
      if (!isTaken(order)) throw new TuttiError('conflict', 'nothing was paid')
      const { amount, parts } = refundOf(order.parts, refundedOf(order), command.wish)
      if (amount === 0) throw new TuttiError('conflict', 'nothing is left to refund')
      return { events: [{ type: 'refund_asked', amount, parts, note: command.reason }] }
    }
    case 'paid':
      bySystem(asked)
      return { events: paidEvents(order, command) }
    default:
      throw new Error(`there is no command ${command.do}`)
  }
}

/** A step of the order itself: its row in the table, then that row's guards in their order. */
const step = (asked: Asked, name: OrderCommand): Decision => {
  const { order, who, command, knows } = asked
  const from = order?.state ?? 'none'
  const guards = transitionOf(from, name)?.by[who.actor]
  if (guards === undefined) throw illegal(from, name, who.actor)
  for (const guard of guards) {
    const refusal = GUARDS[guard](asked)
    if (refusal !== undefined) throw refusal
  }
  switch (command.do) {
    case 'place':
      return { events: [{ type: 'placed', order: command.order, paid: command.paid }] }
    case 'confirm':
      return { events: [{ type: 'confirmed', readyMs: command.readyMs ?? order!.readyMs }] }
    case 'prepare':
      return { events: [{ type: 'preparing' }] }
    case 'ready':
      return { events: [{ type: 'ready' }] }
    case 'pickUp':
      return { events: [{ type: 'picked_up', ...noted(command.reason) }] }
    case 'depart':
      return { events: [{ type: 'in_transit' }] }
    case 'deliver':
      if (command.pin !== undefined && command.pin !== order!.pin) {
        const again = order!.wrongPins.includes(command.pin)
        return { events: again ? [] : [{ type: 'wrong_pin', pin: command.pin }], refused: 'wrong_pin' }
      }
      return { events: [{ type: 'delivered', ...proofOf(command) }] }
    case 'cancel': {
      const { fee, refund } = cancellationOf(order!, who, knows.wallMs, knows.cancelFee)
      const cancelled: Happening = { type: 'cancelled', fee, ...noted(command.reason) }
      if (refund.amount === 0) return { events: [cancelled] }
      return { events: [cancelled, { type: 'refund_asked', amount: refund.amount, parts: refund.parts }] }
    }
    default:
      throw new Error(`${command.do} is no step of an order`)
  }
}

type Hand = Extract<Command, { readonly do: AssignmentCommand }>

/** From hand to hand, beside the order's own state. */
const hand = ({ who }: Asked, order: OrderFacts, command: Hand): Happening => {
  const row = assignmentStepOf(order.assignment, command.do)
  if (row === undefined || !row.by.includes(who.actor) || !isAssignable(order.state))
    throw illegal(`${order.state}, ${order.assignment}`, command.do, who.actor)
  if ('epoch' in command && command.epoch !== undefined && command.epoch !== order.epoch)
    throw new TuttiError('conflict', 'it was offered anew since then')
  switch (command.do) {
    case 'offer':
      return { type: 'offered', courier: command.courier, epoch: order.epoch + 1 }
    case 'endOffer':
      return { type: command.why }
    case 'assign': {
      const accepts = order.assignment === 'offered' && command.courier === order.offered
      if (who.actor === 'courier' && (!accepts || command.epoch === undefined))
        throw new TuttiError('conflict', 'it was offered to somebody else')
      return { type: 'assigned', courier: command.courier, epoch: accepts ? order.epoch : order.epoch + 1 }
    }
    case 'arrive':
      return { type: 'arrived_pickup' }
    case 'unassign':
      return { type: 'unassigned', ...noted(command.reason) }
  }
}

/** Whether its courier can be seen where that is. */
const isThere = ({ state, assignment }: OrderFacts, what: 'waiting' | 'arriving' | 'arrived_door'): boolean =>
  what === 'waiting' ? isAssignable(state) && assignment === 'at_pickup' : isCarried(state)

const proofOf = ({ pin, photo, reason }: Extract<Command, { readonly do: 'deliver' }>) => {
  if (pin !== undefined) return { proof: 'pin' } as const
  if (reason !== undefined) return { proof: 'reason', note: reason } as const
  return { proof: 'photo', ...(photo !== undefined && { photo }) } as const
}

const noted = (note: string | undefined) => (note === undefined ? {} : { note })

const bySystem = ({ order, who, command }: Asked): void => {
  if (who.actor !== 'system') throw illegal(order!.state, command.do, who.actor)
}

const illegal = (from: string, command: string, actor: string): TuttiError =>
  new TuttiError('illegal_transition', `${command} by ${actor} while it is ${from}`)
