/** Cursors: whose they are, how often they are told, and when they go. */
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import * as awareness from 'y-protocols/awareness'
import type { DocContract } from '../../../shared/doc/contract.ts'
import { DOC } from '../../../shared/doc/rules.ts'
import type { DocState } from '../../../shared/doc/types.ts'
import type { Member } from '../../engine/room.ts'
import { TestRoom } from '../../../test/support/room-context.ts'
import { doc } from './kind.ts'

/** Everybody's view: what any y-protocols client would show of what was told. */
const table = () => {
  const room = new TestRoom<DocContract>('notes', 60)
  const live = room.host(doc.open(room.ctx as never, undefined))
  const owner = room.join('ada', { create: true }).member
  live.on.create(owner, { public: 'viewer' })
  live.ended?.()
  const watcher = new awareness.Awareness(new Y.Doc())
  let told = 0
  const look = () => {
    const frames = room.told('aware')
    for (; told < frames.length; told++) awareness.applyAwarenessUpdate(watcher, frames[told]!, 'relay')
    const states = new Map(watcher.getStates())
    states.delete(watcher.clientID)
    return states
  }
  const say = (from: Member, client: awareness.Awareness, state: object | null) => {
    client.setLocalState(state as Record<string, unknown> | null)
    live.on.aware(from, awareness.encodeAwarenessUpdate(client, [client.clientID]))
    live.ended?.()
  }
  const join = (user: string) => {
    const { member, state } = room.join(user)
    return { member, client: new awareness.Awareness(new Y.Doc()), state: state as DocState }
  }
  return { room, live, look, say, join, frames: () => room.told('aware').length }
}

test('[Y6] a state says who its author is, whatever it says itself', () => {
  const { look, say, join } = table()
  const bob = join('bob')
  say(bob.member, bob.client, { cursor: 3, user: { id: 'ada', name: 'Ada', color: '#fa0', admin: true } })
  expect(look().get(bob.client.clientID)).toEqual({ cursor: 3, user: { id: 'bob', name: 'bob', color: '#fa0' } })
})

test('[Y6] a client that is somebody’s is nobody else’s, and what is relayed of others is passed over', () => {
  const { look, say, join, live } = table()
  const bob = join('bob')
  const eve = join('eve')
  say(bob.member, bob.client, { cursor: 1 })
  const forged = new awareness.Awareness(new Y.Doc())
  forged.clientID = bob.client.clientID
  forged.setLocalState({ cursor: 99 })
  forged.setLocalState({ cursor: 100 })
  live.on.aware(eve.member, awareness.encodeAwarenessUpdate(forged, [forged.clientID]))
  say(eve.member, eve.client, { cursor: 2 })
  expect(look().get(bob.client.clientID)).toMatchObject({ cursor: 1, user: { id: 'bob' } })
})

test('[Y6] moves within 50 ms are one frame, with the last of each', () => {
  const { room, look, say, join, frames } = table()
  const bob = join('bob')
  const eve = join('eve')
  const before = frames()
  for (let i = 0; i < 10; i++) {
    say(bob.member, bob.client, { cursor: i })
    say(eve.member, eve.client, { cursor: -i })
    room.pass(4)
  }
  expect(frames()).toBe(before + 1)
  room.pass(20)
  expect(frames()).toBe(before + 2)
  expect(look().get(bob.client.clientID)).toMatchObject({ cursor: 9 })
  expect(look().get(eve.client.clientID)).toMatchObject({ cursor: -9 })
})

test('[Y6] who is lost stays for a while, and is never gone when they come back meanwhile', () => {
  const { room, look, say, join, frames } = table()
  const bob = join('bob')
  say(bob.member, bob.client, { cursor: 1 })
  room.pass(100)
  room.leave(bob.member, 'lost')
  room.pass(DOC.awareGraceMs - 1000)
  const again = join('bob')
  expect(again.state.aware.length).toBeGreaterThan(1)
  say(again.member, bob.client, { cursor: 2 })
  room.pass(10_000)
  expect(look().get(bob.client.clientID)).toMatchObject({ cursor: 2 })
  room.leave(again.member, 'lost')
  const before = frames()
  room.pass(DOC.awareGraceMs + 100)
  expect(frames()).toBe(before + 1)
  expect(look().size).toBe(0)
})

test('who leaves is gone at once', () => {
  const { room, live, look, say, join } = table()
  const bob = join('bob')
  say(bob.member, bob.client, { cursor: 1 })
  room.pass(100)
  expect(look().size).toBe(1)
  room.leave(bob.member, 'left')
  live.ended?.()
  expect(look().size).toBe(0)
})

test('who comes sees everybody', () => {
  const { say, join } = table()
  const bob = join('bob')
  say(bob.member, bob.client, { cursor: 1 })
  const eve = join('eve')
  const seen = new awareness.Awareness(new Y.Doc())
  awareness.applyAwarenessUpdate(seen, eve.state.aware, 'joined')
  expect(seen.getStates().get(bob.client.clientID)).toMatchObject({ user: { id: 'bob' } })
})

test('what is no awareness update is refused, and one seat has so many clients', () => {
  const { live, look, join } = table()
  const bob = join('bob')
  for (const junk of [[], [1], [255, 255, 255, 255, 255], [1, 1, 1, 2, 0x5b, 0x5d], [0, 0]])
    expect(() => live.on.aware(bob.member, new Uint8Array(junk)), String(junk)).toThrow()
  for (let i = 0; i < 20; i++) {
    const client = new awareness.Awareness(new Y.Doc())
    client.setLocalState({ i })
    live.on.aware(bob.member, awareness.encodeAwarenessUpdate(client, [client.clientID]))
  }
  live.ended?.()
  expect(look().size).toBe(8)
})
