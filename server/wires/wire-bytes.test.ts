/** Bytes of foreign clients: what is read of them, and what is refused. */
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { Awareness, encodeAwarenessUpdate } from 'y-protocols/awareness'
import { TuttiError } from '../../shared/errors.ts'
import { AwareMirror } from './aware-mirror.ts'
import { readBytes, readText, reading } from './codec.ts'
import { roomOf } from './names.ts'
import { mergedTail, RoomState } from './room-state.ts'

const codeOf = (run: () => unknown): string => {
  try {
    run()
    return 'nothing'
  } catch (thrown) {
    return thrown instanceof TuttiError ? thrown.code : 'no refusal of ours'
  }
}

describe('reading', () => {
  it('ends where the message ends, not where the buffer behind it does', () => {
    const buffer = new Uint8Array([9, 9, 3, 1, 2, 77, 77, 77])
    const message = buffer.subarray(2, 5)
    expect(codeOf(() => reading(message, (from) => readBytes(from, 100)))).toBe('bad_frame')
    const whole = buffer.subarray(2, 6)
    expect([...reading(whole, (from) => readBytes(from, 100))]).toEqual([1, 2, 77])
  })

  it('takes no text that is none, and no more than it may', () => {
    expect(codeOf(() => reading(new Uint8Array([2, 0xc3, 0x28]), (from) => readText(from, 9)))).toBe('bad_frame')
    expect(codeOf(() => reading(new Uint8Array([3, 65, 65, 65]), (from) => readText(from, 2)))).toBe('body_too_large')
  })
})

describe('a mirror of who is where', () => {
  it('lets through what is new, and nothing that everybody knows', () => {
    const ada = new Awareness(new Y.Doc())
    const bob = new Awareness(new Y.Doc())
    ada.setLocalState({ at: 1 })
    bob.setLocalState({ at: 2 })
    const both = (clients: readonly Awareness[]): Uint8Array => {
      const all = new Awareness(new Y.Doc())
      for (const one of clients) {
        all.states.set(one.clientID, one.getLocalState()!)
        all.meta.set(one.clientID, { clock: one.meta.get(one.clientID)!.clock, lastUpdated: 0 })
      }
      const update = encodeAwarenessUpdate(
        all,
        clients.map(({ clientID }) => clientID),
      )
      all.destroy()
      return update
    }
    const mirror = new AwareMirror()
    expect(mirror.news(both([ada]))).toEqual(both([ada]))
    mirror.learn(both([ada]))
    expect(mirror.news(both([ada]))).toBeUndefined()
    expect(mirror.news(both([ada, bob]))).toEqual(both([bob]))
    ada.setLocalState({ at: 3 })
    expect(mirror.news(both([ada]))).toEqual(both([ada]))
    mirror.learn(both([ada, bob]))
    expect(mirror.all()).toEqual(both([ada, bob]))
    bob.setLocalState(null)
    const gone = encodeAwarenessUpdate(bob, [bob.clientID])
    expect(mirror.news(gone)).toEqual(gone)
    mirror.learn(gone)
    // Everybody says again that he is gone.
    expect(mirror.news(gone)).toBeUndefined()
    expect(mirror.all()).toEqual(both([ada]))
    ada.destroy()
    bob.destroy()
  })
})

describe('a document’s name', () => {
  it('is its room’s where it can be, and has a room of its own where not', () => {
    expect(roomOf('notes-1_A')).toBe('notes-1_A')
    const odd = ['a/b', 'a b', 'ü', 'x'.repeat(65), 'a.b']
    expect(new Set(odd.map(roomOf)).size).toBe(odd.length)
    for (const name of odd) expect(roomOf(name)).toMatch(/^name-[\w-]{32}$/)
    for (const name of ['', '_', 'a\0b', 'x'.repeat(257), '\ud800']) expect(roomOf(name)).toBeUndefined()
  })
})

describe('a state', () => {
  const written = () => {
    const ydoc = new Y.Doc()
    const updates: Uint8Array[] = []
    ydoc.on('update', (update: Uint8Array) => updates.push(update))
    for (let i = 0; i < 200; i++) ydoc.getText('code').insert(0, `${i} `)
    return { ydoc, updates }
  }

  it('answers those who come with the same vector with the same bytes, and one that is none with everything', () => {
    const { ydoc } = written()
    const state = new RoomState(Y.encodeStateAsUpdate(ydoc))
    const half = new Y.Doc()
    Y.applyUpdate(half, Y.encodeStateAsUpdate(ydoc))
    ydoc.getText('code').insert(0, 'more')
    const later = new RoomState(Y.encodeStateAsUpdate(ydoc))
    const vector = Y.encodeStateVector(half)
    expect(later.answer(vector)).toBe(later.answer(vector.slice()))
    expect(later.answer(vector).length).toBeLessThan(40)
    expect(state.answer(new Uint8Array([0]))).toBe(state.answer(new Uint8Array(0)))
    expect(state.answer(new Uint8Array([200, 1])).length).toBe(state.answer(new Uint8Array([0])).length)
  })

  it('and what came after it are the document, in whatever order they come', () => {
    const { ydoc, updates } = written()
    const snapshot = new Y.Doc()
    for (const update of updates.slice(0, 50)) Y.applyUpdate(snapshot, update)
    const tail = mergedTail(updates.slice(50))!
    const reader = new Y.Doc()
    Y.applyUpdate(reader, tail)
    Y.applyUpdate(reader, Y.encodeStateAsUpdate(snapshot))
    expect(reader.getText('code').toJSON()).toBe(ydoc.getText('code').toJSON())
    expect(reader.store.pendingStructs).toBeNull()
    expect(mergedTail([])).toBeUndefined()
  })
})
