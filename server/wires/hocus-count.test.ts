/** What a provider believes to be unsynced, against what it was told: a status too many hides an edit that is not kept. */
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { HocusCount } from './hocus-count.ts'

const write = (ydoc: Y.Doc, change: (text: Y.Text) => void): Uint8Array => {
  let said = new Uint8Array()
  const listen = (update: Uint8Array): void => void (said = new Uint8Array(update))
  ydoc.on('update', listen)
  change(ydoc.getText('code'))
  ydoc.off('update', listen)
  return said
}

const begun = (ydoc: Y.Doc): HocusCount => {
  const count = new HocusCount()
  count.began(Y.encodeStateVector(ydoc))
  count.asks(true)
  return count
}

describe('a provider', () => {
  it('that wrote before its line was there is told of its SyncStep2 and of what it wrote since, and no more', () => {
    const ydoc = new Y.Doc()
    const before = [1, 2, 3].map(() => write(ydoc, (text) => text.insert(0, 'offline ')))
    const deleted = write(ydoc, (text) => text.delete(0, 3))
    const count = begun(ydoc)
    const since = write(ydoc, (text) => text.insert(0, 'x'))
    const whole = Y.encodeStateAsUpdate(ydoc)
    for (const update of [since, ...before, deleted]) count.came(update, false)
    count.came(whole, true)
    const later = write(ydoc, (text) => text.delete(0, 1))
    count.came(later, false)
    const told = (update: Uint8Array, is = false): number => count.saved({ update, whole: is })
    expect(before.map((update) => told(update))).toEqual([0, 0, 0])
    expect([told(since), told(deleted), told(whole, true), told(later)]).toEqual([1, 0, 1, 1])
    // One that may have been counted is told of when nothing is on its way.
    expect([1, 2, 3, 4, 5].map(() => count.sweep())).toEqual([0, 0, 0, 1, 0])
  })

  it('that begins anew is told nothing of what it sent before', () => {
    const ydoc = new Y.Doc()
    const count = begun(ydoc)
    const [one, two] = [0, 1].map(() => write(ydoc, (text) => text.insert(0, 'x'))) as [Uint8Array, Uint8Array]
    for (const update of [one, two]) count.came(update, false)
    expect(count.saved({ update: one, whole: false })).toBe(1)
    count.began(Y.encodeStateVector(ydoc))
    count.asks(true)
    expect(count.saved({ update: two, whole: false })).toBe(0)
    // The answers to both questions: it counts the last one.
    const [first, second] = [Y.encodeStateAsUpdate(ydoc), Y.encodeStateAsUpdate(ydoc)]
    count.came(first, true)
    count.came(second, true)
    expect([first, second].map((update) => count.saved({ update, whole: true }))).toEqual([0, 1])
  })

  it('whose edits were refused has them made good by a SyncStep2 that it does not count', () => {
    const ydoc = new Y.Doc()
    const count = begun(ydoc)
    const first = Y.encodeStateAsUpdate(ydoc)
    count.came(first, true)
    expect(count.saved({ update: first, whole: true })).toBe(1)
    const refused = [1, 2].map(() => write(ydoc, (text) => text.insert(0, 'x')))
    for (const update of refused) {
      count.came(update, false)
      count.refused({ update, whole: false })
    }
    count.asks(false)
    const again = Y.encodeStateAsUpdate(ydoc)
    count.came(again, true)
    expect(count.saved({ update: again, whole: true })).toBe(2)
  })
})
