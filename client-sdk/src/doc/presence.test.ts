/** Who is where, as the host is told and tells. */
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { Awareness, applyAwarenessUpdate, encodeAwarenessUpdate } from 'y-protocols/awareness'
import { settled } from '../fake-host.ts'
import { openPage } from './fake-desk.ts'

const somebody = (): Awareness => {
  const awareness = new Awareness(new Y.Doc())
  awareness.setLocalStateField('user', { name: 'Bob' })
  return awareness
}
const stateOf = (awareness: Awareness): Uint8Array => encodeAwarenessUpdate(awareness, [awareness.clientID])

describe('my state', () => {
  it('goes out 20 times a second at most, and the last one always', async () => {
    const { room, doc, clock } = await openPage()
    clock.advance(1_000)
    room.listen()
    const before = room.sent('aware').length
    for (let i = 0; i < 100; i++) {
      doc.awareness.setLocalStateField('cursor', i)
      clock.advance(10)
    }
    clock.advance(50)
    room.listen()
    const sent = room.sent('aware').slice(before)
    expect(sent.length).toBeGreaterThan(18)
    expect(sent.length).toBeLessThan(23)
    const heard = somebody()
    applyAwarenessUpdate(heard, sent.at(-1) as Uint8Array, 'test')
    expect(heard.getStates().get(doc.awareness.clientID)).toEqual({ cursor: 99 })
  })

  it('is told anew in every seat, under a newer clock, and taken back at the end', async () => {
    const { room, doc, back } = await openPage()
    doc.awareness.setLocalState({ cursor: 1 })
    await room.settle()
    const heard = somebody()
    const listen = (): void => {
      room.listen()
      for (const update of room.sent('aware')) applyAwarenessUpdate(heard, update as Uint8Array, 'test')
    }
    listen()
    const { clientID } = doc.awareness
    const clock = heard.meta.get(clientID)!.clock
    room.cut()
    doc.awareness.setLocalState({ cursor: 1 })
    await back()
    listen()
    expect(heard.meta.get(clientID)!.clock).toBeGreaterThan(clock)
    doc.close()
    await settled()
    listen()
    expect(heard.getStates().has(clientID)).toBe(false)
  })

  it('that is too large is not sent', async () => {
    const { room, doc } = await openPage()
    await room.settle()
    const before = room.sent('aware').length
    doc.awareness.setLocalStateField('story', 'x'.repeat(5_000))
    await room.settle()
    expect(room.sent('aware')).toHaveLength(before)
  })
})

describe('others', () => {
  it('come with the seat and with events, and go when they were not there on return', async () => {
    const bob = somebody()
    const eve = somebody()
    const { room, doc, back } = await openPage({ prepare: (room) => (room.more = { aware: stateOf(bob) }) })
    room.aware(stateOf(eve))
    const here = (): number[] => [...doc.awareness.getStates().keys()].filter((id) => id !== doc.awareness.clientID)
    expect(here()).toEqual([bob.clientID, eve.clientID])
    room.cut()
    room.more = { aware: stateOf(eve) }
    await back()
    expect(here()).toEqual([eve.clientID])
  })

  it('stay for four seconds without a connection, and come back as they were', async () => {
    const bob = somebody()
    const { room, doc, back, clock } = await openPage({ prepare: (room) => (room.more = { aware: stateOf(bob) }) })
    room.cut()
    clock.advance(3_900)
    expect(doc.awareness.getStates().has(bob.clientID)).toBe(true)
    clock.advance(200)
    expect(doc.awareness.getStates().has(bob.clientID)).toBe(false)
    await back()
    expect(doc.awareness.getStates().get(bob.clientID)).toEqual({ user: { name: 'Bob' } })
  })
})
