import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { Film, strideOf } from './film.ts'

test('a film stops at every edit, forward and backward', () => {
  const updates: Uint8Array[] = []
  const doc = new Y.Doc()
  doc.on('update', (update: Uint8Array) => updates.push(update))
  for (let i = 0; i < 450; i++) doc.getText('code').insert(i, String(i % 10))
  const film = new Film(updates, () => new Y.Doc())
  for (const at of [0, 3, 450, 449, 401, 399, 7, 0, 450])
    expect(film.at(at).getText('code').length, `after ${at} edits`).toBe(at)
  film.close()
})

test('a film of a long log goes to its end, with more edits to a step', () => {
  expect([0, 1, 20_000, 20_001, 259_778].map((edits) => strideOf(edits, 20_000))).toEqual([1, 1, 1, 2, 13])
})
