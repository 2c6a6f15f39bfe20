/** The context that a room is given: its only way to the world, and only inside a tick. */
import type { Contract, DeliveryClass } from '../../shared/contract.ts'
import type { Key } from '../../shared/frames.ts'
import { seededRandom } from '../../shared/random.ts'
import type { Alarm } from './alarm.ts'
import { outboundRow } from './engine-rows.ts'
import type { Lates } from './lates.ts'
import type { Ledger } from './ledger.ts'
import type { Membership } from './membership.ts'
import { encodeBody } from './output.ts'
import type { Output } from './output.ts'
import type { AnyRoomKind, RoomContext } from './room.ts'
import type { Roster } from './roster.ts'
import { RowWriter } from './row-writer.ts'

/** What a context shares with its runner. */
export interface Tick {
  nowMs: number
  /** Unix ms. */
  wallMs: number
  /** The answer to the command being handled, as MessagePack; undefined outside of one. */
  reply: Uint8Array | undefined
}

export interface ContextParts {
  readonly id: string
  readonly seed: string
  readonly kind: AnyRoomKind
  readonly roster: Roster
  readonly output: Output
  readonly tick: Tick
  readonly alarm: Alarm
  readonly lates: Lates
  /** Where the room records; undefined: it is not durable. */
  readonly ledger: Ledger | undefined
  readonly newId: () => string
  /** True for kinds that mail can be posted to. */
  readonly hasMail: (kind: string) => boolean
  readonly job: (name: string, input: unknown) => void
}

export const createContext = (parts: ContextParts): RoomContext<Contract> => {
  const { id, roster, output, tick, alarm, newId } = parts
  const contract: Contract = parts.kind.contract
  const ops = new Map<string, { readonly op: number; readonly delivery: DeliveryClass; readonly settled: boolean }>()
  Object.keys(contract.events).forEach((name, op) => {
    const { delivery, settled = false } = contract.events[name]!
    // A room that keeps nothing has nothing to wait for.
    ops.set(name, { op, delivery, settled: settled && parts.ledger !== undefined })
  })
  const event = (name: string) => {
    const found = ops.get(name)
    if (found === undefined) throw new Error(`${contract.kind} has no event ${name}`)
    return found
  }
  const rows = new RowWriter(contract.kind, parts.kind.tables?.writes ?? {})
  const durable = (): Ledger => {
    if (parts.ledger === undefined) throw new Error(`${contract.kind} has no tables, so nothing of it is kept`)
    return parts.ledger
  }

  return {
    id,
    members: roster.members,
    now: () => tick.nowMs,
    wall: () => tick.wallMs,
    random: seededRandom(parts.seed),
    newId,
    record(write, row) {
      durable().write(rows.row(write, row))
      output.spoke()
    },
    post(kind, room, op, body) {
      const ledger = durable()
      if (!parts.hasMail(kind)) throw new Error(`${kind} takes no mail`)
      ledger.post({ id: newId(), kind, room, op, body: encodeBody(body) })
      output.spoke()
    },
    sendOut(channel, target, payload, dueMs = tick.wallMs) {
      durable().sendOut(outboundRow(newId(), channel, target, JSON.stringify(payload), dueMs))
      output.spoke()
    },
    wakeIn: (ms) => alarm.set(ms),
    badge: (body) => output.badge(body),
    unwatch: (user) => output.unwatch(user),
    broadcast(name, body, key: Key = null) {
      const { op, delivery, settled } = event(name)
      if (settled) output.settle(undefined, op, key, output.state(op, key, body).slice(), body)
      else output.broadcast(delivery, op, key, body)
    },
    send(to, name, body, key: Key = null) {
      const { op, delivery, settled } = event(name)
      if (delivery === 'ordered') throw new Error('an ordered event can only be broadcast')
      if (settled) {
        const kept = output.state(op, key, body).slice()
        for (const member of 'user' in to ? [to] : to) {
          const membership = roster.of(member)
          if (membership !== undefined) output.settle(membership, op, key, kept, body)
        }
        return
      }
      const frame = delivery === 'newest' ? output.state(op, key, body) : output.fleet(op, body)
      if ('user' in to) {
        give(roster.of(to), delivery, op, key, frame)
        return
      }
      for (const member of to) give(roster.of(member), delivery, op, key, frame)
    },
    sendEach(to, name, values) {
      const { op, delivery, settled } = event(name)
      if (delivery !== 'newest' || settled) throw new Error('only newest values that do not wait are sent together')
      const membership = roster.of(to)
      if (membership === undefined) return
      if (membership.announced && membership.seat.writable) membership.newest(op, null, output.states(op, values))
      else for (const [key, body] of values) membership.newest(op, key, output.state(op, key, body))
    },
    writable: (member) => roster.of(member)?.seat.writable ?? false,
    reply(body) {
      if (tick.reply === undefined) throw new Error('reply() answers a command, and none is being handled')
      tick.reply = encodeBody(body)
    },
    later: () => parts.lates.make(),
    kept(run) {
      durable()
      output.mailed((fate) => {
        if (fate === 'done') run()
      })
    },
    job: (name, input) => parts.job(name, input),
    kick(member, code) {
      const membership = roster.of(member)
      if (membership !== undefined) output.kick(membership, code)
    },
  }
}

const give = (to: Membership | undefined, delivery: DeliveryClass, op: number, key: Key, frame: Uint8Array): void => {
  if (delivery === 'newest') to?.newest(op, key, frame)
  else to?.fleeting(frame)
}
