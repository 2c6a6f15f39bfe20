/** Search over long texts: found to their end, within bounds. */
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { DocTable, typed } from '../../../test/support/doc-table.ts'
import { DESK } from '../../../shared/doc/rules.ts'
import { jobs } from './jobs.ts'
import { HEAD_MAX, searchedOf } from './searched.ts'

const docOf = (text: string): Y.Doc => {
  const doc = new Y.Doc()
  doc.getText('code').insert(0, text)
  return doc
}

test('a word far behind the beginning is found, and its document is shown by its beginning', async () => {
  const { table, ada } = await DocTable.of({ title: 'Long' })
  const filler = 'all work and no play makes a dull text '.repeat(25_000)
  const update = typed(`Once upon a time. ${filler} Überraschung!`)
  const of = Math.ceil(update.length / 40_000)
  for (let index = 0; index < of; index++) {
    const part = update.slice(index * 40_000, (index + 1) * 40_000)
    await table.do(ada, 'part', { id: 1, index, of, update: part })
  }
  table.pass(3_000)
  table.test.work(jobs.run)
  table.tick()
  for (const indexed of [false, true]) {
    if (indexed) table.upkeep('words')
    const { rows } = await table.ask('ada', 'search', { text: 'dull uberrasch' }, DESK)
    expect(rows).toMatchObject([{ title: 'Long' }])
    const [behind] = (await table.ask('ada', 'search', { text: 'überraschung' }, DESK)).rows
    expect(behind?.excerpt).toMatch(/^Once upon a time/)
  }
})

test('a text that is too large to be told as one is searched too', () => {
  const doc = docOf('word '.repeat(1_700_000))
  doc.getText('code').insert(doc.getText('code').length, 'last')
  const text = searchedOf(doc)
  expect(text.endsWith('\nlast')).toBe(true)
  expect(text.length).toBeLessThan(HEAD_MAX + 10)
})

test('what is kept has its bounds, whatever words there are, and cuts none in two', () => {
  const words = Array.from({ length: 120_000 }, (_, i) => `w${(i * 7_919).toString(36)}é`)
  const text = searchedOf(docOf(words.join(' ')))
  expect(Buffer.byteLength(text)).toBeLessThan(700_000)
  const kept = new Set(text.split(/\s+/))
  const plain = (word: string): string => word.replace('é', 'e')
  const there = words.filter((word) => kept.has(word) || kept.has(plain(word)))
  expect(there.length).toBeGreaterThan(50_000)
  expect(there).toEqual(words.slice(0, there.length))
})
