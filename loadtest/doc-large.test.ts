import { expect, it } from 'vitest'
import * as Y from 'yjs'
import { DOC } from '../shared/doc/rules.ts'
import { largeDocument } from './doc-large.ts'

it('makes a document of the size that was asked for, in updates that each fit into a command', () => {
  const updates = [...largeDocument(300_000, 7)]
  const doc = new Y.Doc()
  for (const update of updates) Y.applyUpdate(doc, update)
  expect(Math.max(...updates.map(({ length }) => length))).toBeLessThan(DOC.editMax)
  expect(Y.encodeStateAsUpdate(doc).length).toBeGreaterThan(250_000)
  expect(Y.encodeStateAsUpdate(doc).length).toBeLessThan(350_000)
  expect([...largeDocument(300_000, 7)][0]).toEqual(updates[0])
})
