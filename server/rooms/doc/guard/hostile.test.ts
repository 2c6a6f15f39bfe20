/** Attacks on a live document: what the guard says of them, and what Yjs would have done. */
import * as Y from 'yjs'
import { describe, expect, it } from 'vitest'
import { GuardedDoc } from '../../../../test/support/guarded-doc.ts'
import {
  behind,
  bytes,
  deletes,
  inParent,
  inRoot,
  KEY,
  ORIGIN,
  RIGHT,
  section,
  u8,
  update,
} from '../../../../test/support/yjs-bytes.ts'

const STRING = 4
const FORMAT = 6
const TYPE = 7
const ANNS = 11
const EVES = 66

/** Ann wrote "hello" into a text, put a map with a list into a map, and deleted that list again. */
const room = (): { room: GuardedDoc; ann: Y.Doc } => {
  const guarded = new GuardedDoc()
  const ann = new Y.Doc()
  ann.clientID = ANNS
  ann.on('update', (given: Uint8Array) => guarded.take({ author: 'ann', update: given }))
  ann.getText('text').insert(0, 'hello')
  const inner = new Y.Map<unknown>()
  ann.getMap('map').set('inner', inner)
  const list = new Y.Array<unknown>()
  inner.set('list', list)
  list.push([1, 2, 3])
  inner.delete('list')
  return { room: guarded, ann }
}
/** Clocks of what she wrote. */
const TEXT = 0
const INNER = 5
const LIST = 6
const COLLECTED = 7

const applied = (base: Y.Doc, given: Uint8Array): Y.Doc => {
  const doc = new Y.Doc()
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(base))
  Y.applyUpdate(doc, given)
  return doc
}

describe('a viewer, whose writes its room refuses unless they are nothing,', () => {
  const { room: guarded, ann } = room()
  const by = (given: Uint8Array): string => guarded.inspect({ author: 'viewer', update: given }).verdict

  it('may send what the document has', () => {
    expect(by(Y.encodeStateAsUpdate(ann))).toBe('nothing')
    expect(by(Y.encodeStateAsUpdate(guarded.doc, Y.encodeStateVector(ann)))).toBe('nothing')
  })

  it('cannot hide a write in it', () => {
    const forger = new Y.Doc()
    Y.applyUpdate(forger, Y.encodeStateAsUpdate(ann))
    forger.getText('text').insert(5, '!')
    expect(by(Y.encodeStateAsUpdate(forger))).toBe('accept')
    const eraser = new Y.Doc()
    Y.applyUpdate(eraser, Y.encodeStateAsUpdate(ann))
    eraser.getText('text').delete(0, 1)
    expect(by(Y.encodeStateAsUpdate(eraser))).toBe('accept')
  })
})

describe("another's client id", () => {
  it('cannot be written with, and its owner goes on', () => {
    const { room: guarded, ann } = room()
    const next = Y.getState(guarded.doc.store, ANNS)
    const given = update([section(ANNS, next, behind(STRING, [ANNS, 4], 'forged'))])
    expect(guarded.take({ author: 'eve', update: given })).toMatchObject({ reason: 'foreign_client' })
    ann.getText('text').insert(5, ' you')
    expect(guarded.doc.getText('text').toJSON()).toBe('hello you')
  })

  it('cannot be ended with a run of 2^50', () => {
    const { room: guarded, ann } = room()
    const next = Y.getState(guarded.doc.store, ANNS)
    const run = update([section(ANNS, next, [u8(0), 2 ** 50])])
    for (const author of ['eve', 'ann']) expect(guarded.take({ author, update: run }).verdict).toBe('refuse')
    ann.getText('text').insert(5, '!')
    expect(guarded.doc.getText('text').toJSON()).toBe('hello!')
  })

  it('is told again by anybody', () => {
    const { room: guarded, ann } = room()
    expect(guarded.take({ author: 'eve', update: Y.encodeStateAsUpdate(ann) }).verdict).toBe('nothing')
  })
})

describe('found by fuzzing:', () => {
  it('a value of several clocks under a key, cut in two, broke the collection of its map', () => {
    const { room: guarded } = room()
    const word: Parameters<typeof section>[2] = [u8(STRING | KEY), 0, ANNS, INNER, 'a', 'hello']
    const cut = update([section(EVES, 0, word, behind(FORMAT, [EVES, 3], 'link', 'null'))])
    expect(guarded.take({ author: 'eve', update: cut })).toMatchObject({ reason: 'keyed_run' })
    const doc = applied(guarded.doc, cut)
    expect(() => doc.getMap('map').delete('inner')).toThrow('Unexpected case')
  })

  it('and is let in where the update deletes it, as documents that keep what was deleted send it', () => {
    const { room: guarded } = room()
    const word: Parameters<typeof section>[2] = [u8(STRING | KEY), 0, ANNS, INNER, 'a', 'hello']
    const kept = update([section(EVES, 0, word)], deletes([EVES, 0, 5]))
    expect(guarded.take({ author: 'eve', update: kept }).verdict).toBe('accept')
  })

  it('a struct between neighbours of two types was lost when one was collected and the document read again', () => {
    const { room: guarded } = room()
    // A list in the map, with one value.
    const list = update([section(EVES, 0, [u8(TYPE | KEY), 0, ANNS, INNER, 'b', 0], inParent(STRING, [EVES, 0], 'x'))])
    expect(guarded.take({ author: 'eve', update: list }).verdict).toBe('accept')
    const two = update([section(EVES, 2, [u8(STRING | ORIGIN | RIGHT), ANNS, TEXT, EVES, 1, 'lost'])])
    expect(guarded.take({ author: 'eve', update: two })).toMatchObject({ reason: 'two_parents' })
    const doc = applied(guarded.doc, two)
    doc.getMap('map').delete('inner')
    expect(doc.getText('text').toJSON()).toBe('hellolost')
    expect(applied(doc, update([])).getText('text').toJSON()).toBe('hello')
  })

  it.each([
    ['the wrong way round', [ANNS, 3, ANNS, 1]],
    ['the same', [ANNS, 3, ANNS, 3]],
  ])('neighbours that are %s made a document that depends on when it is read', (_, ids) => {
    const { room: guarded } = room()
    const given = update([section(EVES, 0, [u8(STRING | ORIGIN | RIGHT), ids, 'x'])])
    expect(guarded.take({ author: 'eve', update: given })).toMatchObject({ reason: 'order' })
  })

  it('a value before another under its key made a document that depends on when it is read', () => {
    const { room: guarded } = room()
    const given = update([section(EVES, 0, [u8(STRING | RIGHT), ANNS, INNER, 'x'])])
    expect(guarded.take({ author: 'eve', update: given })).toMatchObject({ reason: 'order' })
  })

  it('a struct that goes on after what was collected broke Yjs, and is let in without its past', () => {
    const { room: guarded } = room()
    const next = Y.getState(guarded.doc.store, ANNS)
    expect(Y.getItem(guarded.doc.store, Y.createID(ANNS, COLLECTED))).toBeInstanceOf(Y.GC)
    const given = update([section(ANNS, COLLECTED, inRoot(STRING, 'text', 'x'.repeat(next - COLLECTED) + 'tail'))])
    expect(() => applied(guarded.doc, given)).toThrow()
    expect(guarded.take({ author: 'ann', update: given }).verdict).toBe('accept')
    expect(Y.getState(guarded.doc.store, ANNS)).toBe(next + 4)
    expect(guarded.doc.getText('text').toJSON()).toBe('hello')
  })

  it('a struct that goes on elsewhere than it began stays where it began', () => {
    const { room: guarded } = room()
    guarded.take({ author: 'eve', update: update([section(EVES, 0, behind(STRING, [ANNS, 4], 'ab'))]) })
    const given = update([section(EVES, 0, inParent(STRING, [ANNS, INNER], 'abcd'))])
    expect(guarded.take({ author: 'eve', update: given }).verdict).toBe('accept')
    expect(guarded.doc.getText('text').toJSON()).toBe('helloabcd')
  })

  it('what hangs on a type that is gone is collected with it', () => {
    const { room: guarded } = room()
    const given = update([section(EVES, 0, inParent(STRING, [ANNS, LIST], 'late'))])
    expect(guarded.take({ author: 'eve', update: given }).verdict).toBe('accept')
    expect(guarded.pending).toBe(false)
  })

  it('an update read as if it were of another format is refused', () => {
    // yjs#687: 28 bytes of V2 that unfold without bound.
    expect(new GuardedDoc().take({ author: 'eve', update: Y.encodeStateAsUpdateV2(room().ann) }).verdict).toBe('refuse')
    expect(new GuardedDoc().take({ author: 'eve', update: bytes(u8(0, 0, 1, 1, 1, 1)) }).verdict).toBe('refuse')
  })
})

describe('structs that are dear to put in their places', () => {
  /** A text of so many items, and where they begin. */
  const long = (items: number): GuardedDoc => {
    const guarded = new GuardedDoc()
    const author = new Y.Doc()
    author.clientID = ANNS
    const text = author.getText('text')
    for (let i = 0; i < items; i += 2) {
      text.insert(text.length, 'ab')
      text.insert(text.length - 1, 'c')
    }
    guarded.take({ author: 'ann', update: Y.encodeStateAsUpdate(author) })
    return guarded
  }
  const behindAll = (client: number, count: number, origin: readonly [number, number]) =>
    section(client, 0, ...Array.from({ length: count }, () => behind(STRING, origin, 'x')))

  it('are refused where they are many: 1.5 kB of them took Yjs two seconds', () => {
    const guarded = long(20_000)
    const given = update([behindAll(EVES, 300, [ANNS, 0])])
    expect(given.length).toBeLessThan(1_600)
    expect(guarded.take({ author: 'eve', update: given })).toMatchObject({ reason: 'too_scattered' })
  })

  it('are let in where it is one, and its price is told', () => {
    const given = update([behindAll(EVES, 1, [ANNS, 0])])
    const verdict = long(20_000).take({ author: 'eve', update: given })
    expect(verdict.verdict).toBe('accept')
    expect(verdict).toHaveProperty('steps')
    if (verdict.verdict === 'accept') expect(verdict.steps).toBeGreaterThan(15_000)
  })

  it('are refused where those of one update stand in their own way: 100 kB of them took Yjs fourteen seconds', () => {
    const count = 10_000
    // The higher client waits for the lower, which Yjs would else put in later.
    const higher = [
      inRoot(STRING, 'text', 'z'),
      behind(STRING, [8, count - 1], 'q'),
      ...Array.from({ length: count }, () => behind(STRING, [ANNS, 0], 'x')),
    ]
    const given = update([section(EVES, 0, ...higher), behindAll(8, count, [ANNS, 0])])
    expect(long(10).take({ author: 'eve', update: given })).toMatchObject({ reason: 'too_scattered' })
  })

  it('are none where somebody prepends, appends or types ten thousand times', () => {
    for (const at of [() => 0, (text: Y.Text) => text.length, (text: Y.Text) => text.length >> 1]) {
      const author = new Y.Doc()
      const text = author.getText('text')
      for (let i = 0; i < 10_000; i++) text.insert(at(text), 'x')
      const verdict = new GuardedDoc().take({ author: 'ann', update: Y.encodeStateAsUpdate(author) })
      expect(verdict).toMatchObject({ verdict: 'accept', steps: 0 })
    }
  })
})
