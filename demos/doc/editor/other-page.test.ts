import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { isCode, isRich } from './other-page.ts'

const INFO = { title: '', type: 'rich', owner: 'ada', public: null, born: '1', createdAt: 0, trashedAt: null } as const

const docOf = (code: string, ...paragraphs: readonly string[]): Y.Doc => {
  const doc = new Y.Doc()
  if (code !== '') doc.getText('code').insert(0, code)
  for (const words of paragraphs) {
    const paragraph = new Y.XmlElement('paragraph')
    if (words !== '') paragraph.insert(0, [new Y.XmlText(words)])
    doc.getXmlFragment('default').push([paragraph])
  }
  // As it comes over the wire: nobody has asked for its roots yet.
  const copy = new Y.Doc()
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc))
  return copy
}

test.each([
  ['nothing', docOf(''), false, true],
  ['an empty line', docOf('', ''), false, true],
  ['code', docOf('let x'), true, false],
  ['code, and the empty line that an editor left', docOf('let x', ''), true, false],
  ['words', docOf('', 'Dear all'), false, true],
  ['both', docOf('let x', 'Dear all'), false, true],
])('a document of old that holds %s is for the page that can show it', (_what, doc, code, rich) => {
  expect([isCode(INFO, doc), isRich(INFO, doc, true)]).toEqual([code, rich])
  expect([isCode({ ...INFO, type: 'code' }, doc), isRich({ ...INFO, type: 'code' }, doc, true)]).toEqual([true, false])
})

test('as long as not all of it has come, an empty document is for either page', () => {
  expect([isRich(INFO, docOf(''), false), isRich(null, docOf(''), true)]).toEqual([false, false])
  expect(isRich(null, docOf('', 'Dear all'), false)).toBe(true)
})
