/** One member's edits on their way: few at once, none lost, and each answered for. */
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { createManualClock } from '../adapters/manual-clock.ts'
import { DOC } from '../../shared/doc/rules.ts'
import type { ErrorCode } from '../../shared/errors.ts'
import type { Entry } from '../ports.ts'
import { WIRE } from './limits.ts'
import { Uplink } from './uplink.ts'

const COMMANDS = ['edit', 'part']

const open = () => {
  const clock = createManualClock()
  const given: { op: string; body: unknown; rid: number }[] = []
  const heard: string[] = []
  const uplink = new Uplink(
    {
      saved: ({ whole }) => heard.push(whole ? 'saved whole' : 'saved'),
      unsaved: (_edit, code) => heard.push(code),
      lacking: () => heard.push('lacking'),
      stuck: () => heard.push('stuck'),
    },
    clock,
    () => given.length + 1,
  )
  const entry = {
    command: (op: number, body: unknown, rid: number) => void given.push({ op: COMMANDS[op]!, body, rid }),
  } as unknown as Entry
  uplink.open(entry, COMMANDS)
  const answer = (rid: number, code: ErrorCode | null = null, retryMs = 0) => uplink.answered(rid, code, null, retryMs)
  return { clock, given, heard, uplink, answer }
}

const edits = (count: number): Uint8Array[] => {
  const ydoc = new Y.Doc()
  const updates: Uint8Array[] = []
  ydoc.on('update', (update: Uint8Array) => updates.push(update))
  for (let i = 0; i < count; i++) ydoc.getText('code').insert(i, 'x')
  return updates
}

describe('an uplink', () => {
  it('gives a few at once, and the others when those are answered', () => {
    const { given, heard, uplink, answer } = open()
    for (const update of edits(40)) uplink.put(update, false)
    expect(given.length).toBe(WIRE.editsInFlight)
    for (let rid = 1; rid <= 40; rid++) answer(rid)
    expect(given.length).toBe(40)
    expect(heard).toEqual(Array.from({ length: 40 }, () => 'saved'))
  })

  it('lets a whole one pass those that wait, for they may wait for it', () => {
    const { given, uplink } = open()
    for (const update of edits(40)) uplink.put(update, false)
    const whole = new Uint8Array([0, 0, 0])
    uplink.put(whole, true)
    expect(given.length).toBe(WIRE.editsInFlight + 1)
    expect(given.at(-1)!.body).toBe(whole)
  })

  it('cuts a large one into parts, and believes it saved when all of them are', () => {
    const { given, heard, uplink, answer } = open()
    const update = new Uint8Array(DOC.editMax * 2 + 5).map((_, i) => i)
    uplink.put(update, true)
    const parts = given.map(({ body }) => body as { id: number; index: number; of: number; update: Uint8Array })
    expect(parts.map(({ index, of }) => [index, of])).toEqual([
      [0, 3],
      [1, 3],
      [2, 3],
    ])
    expect(Buffer.concat(parts.map((part) => part.update)).equals(update)).toBe(true)
    answer(1)
    answer(2, 'overloaded')
    answer(3)
    expect(heard).toEqual([])
  })

  it('tries again what the room cannot take now, and makes those that had to wait few', () => {
    const { clock, given, heard, uplink, answer } = open()
    const updates = edits(100)
    for (const update of updates) uplink.put(update, false)
    for (let rid = 1; rid <= WIRE.editsInFlight; rid++) answer(rid, 'rate_limited', 100)
    expect(given.length).toBe(WIRE.editsInFlight)
    clock.advance(WIRE.retryMs)
    expect(given.length).toBe(WIRE.editsInFlight + 1)
    const ydoc = new Y.Doc()
    Y.applyUpdate(ydoc, given.at(-1)!.body as Uint8Array)
    expect(ydoc.getText('code').length).toBe(100)
    answer(given.length)
    expect(heard).toEqual(Array.from({ length: 100 }, () => 'saved'))
  })

  it('lets each go by itself where one of those made one is not wanted', () => {
    const { clock, given, heard, uplink, answer } = open()
    for (const update of edits(3)) uplink.put(update, false)
    for (let rid = 1; rid <= 3; rid++) answer(rid, 'rate_limited')
    clock.advance(WIRE.retryMs)
    answer(4, 'forbidden')
    expect(given.length).toBe(7)
    answer(5)
    answer(6, 'forbidden')
    answer(7)
    expect(heard).toEqual(['saved', 'forbidden', 'saved'])
  })

  it('asks for all that the client has where one builds on what never came, and not each time', () => {
    const { heard, uplink, answer } = open()
    for (const update of edits(2)) uplink.put(update, false)
    answer(1, 'conflict')
    answer(2, 'conflict')
    expect(heard).toEqual(['conflict', 'lacking', 'conflict'])
  })

  it('gives up where the room takes nothing for long, or more waits than may', () => {
    const { clock, given, heard, uplink, answer } = open()
    uplink.put(edits(1)[0]!, false)
    for (let i = 0; i <= WIRE.editTries; i++) {
      answer(given.length, 'unavailable')
      clock.advance(WIRE.retryMs * WIRE.retryMost)
    }
    expect(heard).toEqual(['stuck'])
    const other = open()
    for (let i = 0; i <= WIRE.editsInFlight + WIRE.editsWaiting; i++) other.uplink.put(new Uint8Array([1, 2]), false)
    expect(other.heard).toEqual(['stuck'])
  })
})
