/** What a room sends to a member that has not heard JOINED yet. */
import { expect, it } from 'vitest'
import { echo } from '../../test/support/toy-kinds.ts'
import { createManualClock } from '../adapters/manual-clock.ts'
import type { Joined, Seat } from '../ports.ts'
import { Alarm } from './alarm.ts'
import { createContext } from './context.ts'
import { Membership } from './membership.ts'
import { Lates } from './lates.ts'
import { Output } from './output.ts'
import type { RoomContext } from './room.ts'
import { Roster } from './roster.ts'

const JOINED: Joined = {
  ref: 1,
  epoch: 'e',
  seq: 0,
  headSeq: 0,
  recovered: false,
  commands: [],
  events: [],
  classes: [],
  state: new Uint8Array(),
}

const enter = () => {
  const output = new Output(1)
  const roster = new Roster()
  const untyped = createContext({
    id: 'a',
    seed: 'seed',
    kind: echo,
    roster,
    output,
    tick: { nowMs: 0, wallMs: 0, reply: undefined },
    alarm: new Alarm(createManualClock(), () => {}),
    lates: new Lates(output, () => {}),
    ledger: undefined,
    newId: () => 'id',
    hasMail: () => false,
    job: () => {},
  })
  // The engine forgets a kind's types; the room that is given the context knows them.
  const ctx = untyped as RoomContext<typeof echo.contract>
  const user = { id: 'ada', name: 'ada', guest: false }
  const told: unknown[] = []
  const seat: Seat = {
    writable: true,
    joined: () => told.push('joined'),
    refused: () => {},
    replies: () => {},
    newest: (_op, _key, frame) => told.push(frame.at(-1)),
    fleeting: () => {},
    more: () => {},
    left: () => {},
  }
  const from = new Membership({ user, session: 's', kind: 'echo', room: 'a', since: null, options: null }, seat)
  return { ctx, from, member: roster.add(from, 'speaker'), output, roster, told }
}

it('[D2, D4] the latest goes right behind JOINED, however late that leaves, and nothing older ever after', () => {
  const { ctx, from, member, output, told } = enter()
  output.arrived(from, JOINED)
  ctx.send(member, 'value', 1)
  const waits = output.pack(undefined, [])!
  // A later tick, which waits for a commit of its own.
  ctx.send(member, 'value', 2)
  expect(told).toEqual([])
  expect(output.pack(undefined, [])).toBeUndefined()
  for (const { answer } of waits.arrivals) from.announce(answer as Joined)
  ctx.send(member, 'value', 3)
  expect(told).toEqual(['joined', 2, 3])
})

it('what is sent to a member that leaves before JOINED does is dropped', () => {
  const { ctx, from, member, output, roster, told } = enter()
  output.arrived(from, JOINED)
  ctx.send(member, 'value', 1)
  roster.remove(from)
  output.releaseAnswers()
  expect(told).toEqual([])
})
