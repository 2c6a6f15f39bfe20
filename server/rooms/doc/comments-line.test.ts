/** What positions mean on the line is what they mean to Yjs. */
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { below, handOf, pick, seeded, write } from '../../../test/support/doc-writers.ts'
import { Line } from './comments-line.ts'

/** Every text of a document. */
const textsIn = (type: Y.XmlFragment): Y.Text[] =>
  type.toArray().flatMap((child) => (child instanceof Y.XmlText ? [child] : textsIn(child as Y.XmlElement)))

test('random positions lie where Yjs finds them, and are gone where it finds none', () => {
  for (let n = 0; n < 200; n++) {
    const random = seeded(`line-${n}`)
    const ydoc = new Y.Doc()
    ydoc.clientID = 1
    const hand = handOf('abcdef')
    for (let i = 0; i < 10; i++) write(ydoc, random, hand)
    const texts = () => [ydoc.getText('code'), ...textsIn(ydoc.getXmlFragment('default'))]
    const positions = Array.from({ length: 10 }, () => {
      const text = pick(random, texts())
      return Y.createRelativePositionFromTypeIndex(text, below(random, text.length + 1), pick(random, [0, -1]))
    })
    for (let i = 0; i < 5; i++) write(ydoc, random, hand)
    const line = new Line(ydoc)
    for (const position of positions) {
      const found = Y.createAbsolutePositionFromRelativePosition(position, ydoc, false)
      const offset = line.offsetOf(position)
      const holder = found?.type._item
      if (found === null || holder?.deleted === true) expect(offset).toBeUndefined()
      else {
        const delta = (found.type as Y.Text).toDelta() as { insert: string }[]
        const words = delta.map(({ insert }) => insert).join('')
        const start = offset! - found.index
        expect(line.text.slice(start, start + words.length)).toBe(words)
      }
    }
  }
})

test('a place on the line has positions that lead back to it', () => {
  const ydoc = new Y.Doc()
  const random = seeded('back')
  for (let i = 0; i < 30; i++) write(ydoc, random, handOf('abc'))
  const line = new Line(ydoc)
  let places = 0
  for (let at = 0; at < line.text.length; at++) {
    const before = line.before(at)
    if (before === undefined) continue
    places++
    expect(line.offsetOf(before)).toBe(at)
    expect(line.offsetOf(line.behind(at + 1)!)).toBe(at + 1)
  }
  expect(places).toBeGreaterThan(20)
})
