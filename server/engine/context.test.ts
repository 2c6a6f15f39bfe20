import { expect, it } from 'vitest'
import { echo } from '../../test/support/toy-kinds.ts'
import { createManualClock } from '../adapters/manual-clock.ts'
import { Alarm } from './alarm.ts'
import { createContext } from './context.ts'
import { Membership } from './membership.ts'
import { Output } from './output.ts'
import type { RoomContext } from './room.ts'
import { Roster } from './roster.ts'

it('what is sent to a member that leaves in the tick it came in is dropped, not kept for ever', () => {
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
    ledger: undefined,
    newId: () => 'id',
    hasMail: () => false,
  })
  // The engine forgets a kind's types; the room that is given the context knows them.
  const ctx = untyped as RoomContext<typeof echo.contract>
  const user = { id: 'ada', name: 'ada', guest: false }
  const seat = {
    writable: true,
    joined: () => {},
    refused: () => {},
    replies: () => {},
    newest: () => expect.unreachable(),
    fleeting: () => {},
    more: () => {},
    left: () => {},
  }
  const from = new Membership({ user, session: 's', kind: 'echo', room: 'a', since: null, options: null }, seat)
  let looks = 0
  Object.defineProperty(from, 'announced', {
    get: () => {
      looks++
      return false
    },
  })
  const member = roster.add(from, 'speaker')
  ctx.send(member, 'value', 1)
  roster.remove(from)
  output.releaseAnswers()
  const afterFirst = looks
  output.releaseAnswers()
  expect(looks).toBe(afterFirst)
})
