/** Updates of several people as one, and what the Y.Doc says of them. */
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { seededRandom } from '../../../shared/random.ts'
import { Hot, writtenIn } from './hot.ts'
import { together } from './together.ts'
import type { Part } from './together.ts'

const SEED = process.env['TOGETHER_SEED'] ?? 'together'

/** A document and some people in it, each with all of it. */
const written = (people: number, write: (text: Y.Text) => void) => {
  const base = new Y.Doc()
  write(base.getText('code'))
  const whole = Y.encodeStateAsUpdate(base)
  const hands = Array.from({ length: people }, (_, i) => {
    const doc = new Y.Doc()
    doc.clientID = 1 + i * 1000
    Y.applyUpdate(doc, whole)
    return doc
  })
  return { whole, hands }
}

/** What somebody does, as the guard lets it in. */
const part = (doc: Y.Doc, write: (text: Y.Text) => void): Part => {
  const before = Y.encodeStateVector(doc)
  doc.transact(() => write(doc.getText('code')))
  const update = Y.encodeStateAsUpdate(doc, before)
  return { update, written: writtenIn(update) }
}

const docOf = (...updates: readonly Uint8Array[]): Y.Doc => {
  const doc = new Y.Doc()
  for (const update of updates) Y.applyUpdate(doc, update)
  return doc
}

const hotOf = (whole: Uint8Array): Hot => new Hot(docOf(whole), new Map())

test('what many write at once is one update that says the same, alone and merged with others', () => {
  const random = seededRandom(SEED)
  for (let round = 0; round < 40; round++) {
    const { whole, hands } = written(2 + Math.floor(random() * 40), (text) => text.insert(0, 'together'))
    const ticks = Array.from({ length: 3 }, () =>
      hands.map((hand) =>
        part(hand, (text) => text.insert(Math.floor(random() * (text.length + 1)), `${Math.floor(random() * 1e6)}`)),
      ),
    )
    const said = ticks.map((parts) => together(parts)!)
    const all = docOf(whole, ...ticks.flat().map(({ update }) => update))
    for (const doc of [
      docOf(whole, ...said),
      docOf(whole, Y.mergeUpdates(said)),
      docOf(Y.mergeUpdates([...said, whole])),
    ]) {
      expect(doc.getText('code').toJSON(), SEED).toBe(all.getText('code').toJSON())
      expect(Y.encodeStateAsUpdate(doc), SEED).toEqual(Y.encodeStateAsUpdate(all))
    }
    const hot = hotOf(whole)
    for (const [i, parts] of ticks.entries()) expect(hot.apply(parts)).toEqual({ update: said[i], own: [] })
    expect(Y.encodeStateAsUpdate(hot.doc), SEED).toEqual(Y.encodeStateAsUpdate(all))
  }
})

describe('Yjs is asked', () => {
  const { whole, hands } = written(2, (text) => text.insert(0, 'some words'))
  const first = part(hands[0]!, (text) => text.insert(0, 'a'))
  const second = part(hands[1]!, (text) => text.insert(0, 'b'))

  test.each<[string, Part[]]>([
    ['where something is deleted', [first, part(hands[1]!, (text) => text.delete(2, 3))]],
    ['where one has written twice', [second, part(hands[0]!, (text) => text.insert(0, 'c')), first]],
    [
      'of one who brings what several wrote',
      [{ update: Y.mergeUpdates([first.update, second.update]), written: [...first.written, ...second.written] }],
    ],
  ])('%s', (_, parts) => {
    expect(together(parts)).toBeUndefined()
    const hot = hotOf(whole)
    const said = hot.apply(parts).update!
    expect(docOf(whole, said).getText('code').toJSON()).toBe(hot.doc.getText('code').toJSON())
  })
})

test('what Yjs does on the occasion is told as well', () => {
  // It tidies up formats that two have set, in texts that it knows for such: those inside of others.
  const inner = (text: Y.Text): Y.XmlText => text.doc!.getXmlFragment('default').get(0) as Y.XmlText
  const { whole, hands } = written(2, (text) =>
    text.doc!.getXmlFragment('default').insert(0, [new Y.XmlText('some words')]),
  )
  const parts = hands.map((hand) => part(hand, (text) => inner(text).format(0, 4, { bold: true })))
  expect(together(parts)).toBeDefined()
  const hot = hotOf(whole)
  const { update, own } = hot.apply(parts)
  expect(own).not.toEqual([])
  expect(Y.encodeStateAsUpdate(docOf(whole, update!, ...own))).toEqual(Y.encodeStateAsUpdate(hot.doc))
  const more = hands.map((hand) => part(hand, (text) => inner(text).insert(0, 'x')))
  expect(hot.apply(more)).toEqual({ update: together(more), own: [] })
})
