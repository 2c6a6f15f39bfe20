import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { changesBetween } from './between.ts'

const isLeaf = (name: string): boolean => name === 'image' || name === 'horizontalRule'

const paragraph = (text: string): Y.XmlElement => {
  const made = new Y.XmlElement('paragraph')
  made.insert(0, [new Y.XmlText(text)])
  return made
}
const documentOf = (...texts: string[]): Y.Doc => {
  const doc = new Y.Doc()
  doc.getXmlFragment('default').insert(0, texts.map(paragraph))
  return doc
}
const textIn = (doc: Y.Doc, i: number): Y.XmlText => {
  const block = doc.getXmlFragment('default').get(i) as Y.XmlElement
  return block.get(0) as Y.XmlText
}
const copyOf = (doc: Y.Doc): Y.Doc => {
  const copy = new Y.Doc()
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc))
  return copy
}
const between = (before: Y.Doc, after: Y.Doc) =>
  changesBetween(Y.encodeStateAsUpdate(before), Y.encodeStateAsUpdate(after), isLeaf).map(
    ({ type, before: was, after: now, text, block }) => ({ type, was, now, text, block }),
  )

test('the same state twice has no changes', () => {
  const doc = documentOf('One', 'Two')
  expect(between(doc, doc)).toEqual([])
})

test('words that came have a place after, and none before, even by the same writer', () => {
  const before = documentOf('One')
  const after = copyOf(before)
  textIn(after, 0).insert(3, ' more')
  expect(between(before, after)).toEqual([{ type: 'insert', was: [4, 4], now: [4, 9], text: ' more', block: false }])
  const grown = copyOf(before)
  const state = Y.encodeStateAsUpdate(before)
  textIn(before, 0).insert(3, '!')
  expect(changesBetween(state, Y.encodeStateAsUpdate(before), isLeaf)).toMatchObject([{ text: '!', after: [4, 5] }])
  expect(grown.getXmlFragment('default').length).toBe(1)
})

test('words that went are told though the later state has forgotten them', () => {
  const before = documentOf('One two three')
  const after = copyOf(before)
  textIn(after, 0).delete(4, 4)
  expect(between(before, after)).toEqual([{ type: 'delete', was: [5, 9], now: [5, 5], text: 'two ', block: false }])
})

test('what went earlier is no change', () => {
  const before = documentOf('One two three')
  textIn(before, 0).delete(0, 4)
  const after = copyOf(before)
  textIn(after, 0).delete(0, 4)
  expect(between(before, after)).toEqual([{ type: 'delete', was: [1, 5], now: [1, 1], text: 'two ', block: false }])
})

test('blocks that came and went are told whole, and move what is behind them', () => {
  const before = documentOf('One', 'Two', 'Three')
  const after = copyOf(before)
  const fragment = after.getXmlFragment('default')
  fragment.insert(0, [paragraph('Zero')])
  fragment.delete(2, 1)
  textIn(after, 2).insert(5, '!')
  expect(between(before, after)).toEqual([
    { type: 'insert', was: [0, 0], now: [0, 6], text: 'Zero', block: true },
    { type: 'delete', was: [5, 10], now: [11, 11], text: 'Two', block: true },
    { type: 'insert', was: [16, 16], now: [17, 18], text: '!', block: false },
  ])
})

test('what others did on the document meanwhile is not a change of the fork', () => {
  const main = documentOf('One')
  const fork = copyOf(main)
  textIn(fork, 0).insert(3, ' proposed')
  textIn(main, 0).insert(0, 'Number ')
  main.getXmlFragment('default').insert(1, [paragraph('Two')])
  expect(between(main, fork)).toMatchObject([{ type: 'insert', text: ' proposed', was: [11, 11], now: [11, 20] }])
})

test('a leaf takes one position', () => {
  const before = documentOf('One', 'Two')
  const after = copyOf(before)
  after.getXmlFragment('default').insert(1, [new Y.XmlElement('horizontalRule')])
  textIn(after, 2).insert(0, '>')
  expect(between(before, after)).toEqual([
    { type: 'insert', was: [5, 5], now: [5, 6], text: '', block: true },
    { type: 'insert', was: [6, 6], now: [7, 8], text: '>', block: false },
  ])
})
