import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { strangerIn, strangerOf } from './strangers.ts'

const known = {
  node: (name: string) => ['paragraph', 'blockquote', 'image'].includes(name),
  mark: (name: string) => ['bold', 'comment'].includes(name),
}
const fragmentOf = (doc: Y.Doc): Y.XmlFragment => doc.getXmlFragment('default')
const block = (name: string, ...children: (Y.XmlElement | Y.XmlText)[]): Y.XmlElement => {
  const made = new Y.XmlElement(name)
  made.insert(0, children)
  return made
}
const words = (text: string, marks: object = {}): Y.XmlText => {
  const made = new Y.XmlText()
  made.insert(0, text, marks)
  return made
}
/** What is found in what this does to a document. */
const found = (doc: Y.Doc, act: (fragment: Y.XmlFragment) => void): string | undefined => {
  let stranger: string | undefined
  const look = (transaction: Y.Transaction): void => {
    stranger = strangerOf(transaction, fragmentOf(doc), known)
  }
  doc.on('beforeObserverCalls', look)
  doc.transact(() => act(fragmentOf(doc)))
  doc.off('beforeObserverCalls', look)
  return stranger
}

test('what is known is no stranger, wherever it stands', () => {
  const doc = new Y.Doc()
  const act = (fragment: Y.XmlFragment): void =>
    fragment.insert(0, [
      block('blockquote', block('paragraph', words('Hello', { bold: true, 'comment--abcd1234': {} }))),
    ])
  expect(found(doc, act)).toBeUndefined()
  expect(strangerIn(fragmentOf(doc), known)).toBeUndefined()
})

test('a block or a mark that is not known is found, however deep', () => {
  const doc = new Y.Doc()
  expect(found(doc, (fragment) => fragment.insert(0, [block('blockquote', block('callout', words('!')))]))).toBe(
    'callout',
  )
  expect(strangerIn(fragmentOf(doc), known)).toBe('callout')
  const other = new Y.Doc()
  expect(found(other, (fragment) => fragment.insert(0, [block('paragraph', words('x', { glow: 2 }))]))).toBe('glow')
  expect(strangerIn(fragmentOf(other), known)).toBe('glow')
})

test('what comes later into a block that was there is found, and what is gone is not', () => {
  const doc = new Y.Doc()
  found(doc, (fragment) => fragment.insert(0, [block('blockquote', block('paragraph', words('x')))]))
  const quote = fragmentOf(doc).get(0) as Y.XmlElement
  expect(found(doc, () => quote.insert(1, [block('callout')]))).toBe('callout')
  expect(found(doc, () => quote.delete(1, 1))).toBeUndefined()
  expect(strangerIn(fragmentOf(doc), known)).toBeUndefined()
})

test('other parts of a document may hold what they like', () => {
  const doc = new Y.Doc()
  expect(found(doc, () => doc.getXmlFragment('board').insert(0, [block('sticker')]))).toBeUndefined()
  expect(found(doc, () => doc.getMap('meta').set('a', new Y.XmlElement('sticker')))).toBeUndefined()
})
