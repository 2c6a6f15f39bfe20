/** The context that a room is given: its only way to the world, and only inside a tick. */
import type { Contract, DeliveryClass } from '../../shared/contract.ts'
import type { Key } from '../../shared/frames.ts'
import { seededRandom } from '../../shared/random.ts'
import type { Membership } from './membership.ts'
import { encodeBody } from './output.ts'
import type { Output } from './output.ts'
import type { RoomContext } from './room.ts'
import type { Roster } from './roster.ts'

/** What a context shares with its runner. */
export interface Tick {
  nowMs: number
  /** Unix ms. */
  wallMs: number
  /** The answer to the command being handled, as MessagePack; undefined outside of one. */
  reply: Uint8Array | undefined
}

export const createContext = (
  id: string,
  seed: string,
  contract: Contract,
  roster: Roster,
  output: Output,
  tick: Tick,
): RoomContext<Contract> => {
  const ops = new Map<string, { readonly op: number; readonly delivery: DeliveryClass }>()
  Object.keys(contract.events).forEach((name, op) => {
    ops.set(name, { op, delivery: contract.events[name]!.delivery })
  })
  const event = (name: string) => {
    const found = ops.get(name)
    if (found === undefined) throw new Error(`${contract.kind} has no event ${name}`)
    return found
  }

  return {
    id,
    members: roster.members,
    now: () => tick.nowMs,
    wall: () => tick.wallMs,
    random: seededRandom(seed),
    newId: () => todo(),
    record: () => todo(),
    post: () => todo(),
    sendOut: () => todo(),
    wakeIn: () => todo(),
    badge: () => todo(),
    unwatch: () => todo(),
    broadcast(name, body, key: Key = null) {
      const { op, delivery } = event(name)
      output.broadcast(delivery, op, key, body)
    },
    send(to, name, body, key: Key = null) {
      const { op, delivery } = event(name)
      if (delivery === 'ordered') throw new Error('an ordered event can only be broadcast')
      const frame = delivery === 'newest' ? output.state(op, key, body) : output.fleet(op, body)
      if ('user' in to) {
        give(roster.of(to), delivery, op, key, frame, output)
        return
      }
      for (const member of to) give(roster.of(member), delivery, op, key, frame, output)
    },
    writable: (member) => roster.of(member)?.seat.writable ?? false,
    reply(body) {
      if (tick.reply === undefined) throw new Error('reply() answers a command, and none is being handled')
      tick.reply = encodeBody(body)
    },
    kick(member, code) {
      const membership = roster.of(member)
      if (membership !== undefined) output.kick(membership, code)
    },
  }
}

const give = (
  to: Membership | undefined,
  delivery: DeliveryClass,
  op: number,
  key: Key,
  frame: Uint8Array,
  output: Output,
): void => {
  if (to === undefined) return
  if (!to.announced) {
    // JOINED has not left yet: this goes right behind it.
    const kept = frame.slice()
    output.joined(() => {
      // One that left in the same tick is never announced: its frames go with it, or they would wait forever.
      if (to.announced) give(to, delivery, op, key, kept, output)
    })
  } else if (delivery === 'newest') to.seat.newest(op, key, frame)
  else to.seat.fleeting(frame)
}

const todo = (): never => {
  throw new Error('not yet')
}
