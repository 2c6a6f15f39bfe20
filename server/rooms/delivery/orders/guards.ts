/** The guards that the table of orders names: what must hold beside state and actor. */
import type { Guard } from '../../../../shared/delivery/orders.ts'
import { DELIVERY } from '../../../../shared/delivery/rules.ts'
import { TuttiError } from '../../../../shared/errors.ts'
import type { Command, Knows } from './commands.ts'
import type { OrderFacts, Who } from './order.ts'

export interface Asked {
  /** Undefined for the command that makes it. */
  readonly order: OrderFacts | undefined
  readonly who: Who
  readonly command: Command
  readonly knows: Knows
}

/** Why not; undefined: it holds. */
export const GUARDS: Readonly<Record<Guard, (asked: Asked) => TuttiError | undefined>> = {
  quote_valid: ({ knows }) => (knows.quoteValid ? undefined : new TuttiError('quote_expired')),
  restaurant_open: ({ knows }) => (knows.open ? undefined : new TuttiError('restaurant_closed')),
  items_available: ({ knows }) =>
    knows.available ? undefined : new TuttiError('conflict', 'some of it is not to be had'),
  payment_authorised: ({ order }) => {
    const state = order?.payment.state
    if (state === 'authorised' || state === 'none') return undefined
    return new TuttiError(state === 'declined' || state === 'failed' ? 'payment_declined' : 'payment_pending')
  },
  assigned_courier: ({ order, who, command }) => {
    if (order?.courier !== who.id) return new TuttiError('not_found')
    return 'epoch' in command && command.epoch === order.epoch
      ? undefined
      : new TuttiError('conflict', 'it was assigned anew since then')
  },
  visited_pickup: ({ command, knows }) => (knows.seenPickup || reasonOf(command) ? undefined : notSeen()),
  visited_drop: ({ order, command, knows }) => {
    if (command.do !== 'deliver') return notSeen()
    if (command.pin !== undefined)
      return order!.pinTries < DELIVERY.pinTries ? undefined : new TuttiError('rate_limited', 'too many wrong PINs')
    if (command.reason !== undefined) return undefined
    if (!knows.proofNeeded) return knows.seenDrop || command.photo !== undefined ? undefined : notSeen()
    if (command.photo === undefined)
      return new TuttiError('not_seen_there', 'this takes the PIN, a photo at the door, or a reason')
    return knows.seenDrop ? undefined : notSeen()
  },
  reason: ({ command }) => (reasonOf(command) ? undefined : new TuttiError('bad_body', 'say why')),
}

const reasonOf = (command: Command): boolean => 'reason' in command && command.reason !== undefined

const notSeen = (): TuttiError => new TuttiError('not_seen_there')
