/** What is told again to who comes back, or says that they do. */
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { seededRandom } from '../../../../shared/random.ts'
import { DocTable } from '../../../../test/support/doc-table.ts'
import { handOf, seeded, seen, write } from '../../../../test/support/doc-writers.ts'
import { DocWriter } from '../../../../test/support/doc-writer.ts'
import { doc } from '../kind.ts'

const again = async (table: DocTable) => {
  const said = table.test.said.map(({ event, body }) => ({ event, body }))
  const told = await doc.retold!(said, { room: table.id, reader: table.asking('ada').reader })
  if (told === 'gone') return told
  expect(told).toHaveLength(said.length)
  return told.filter(({ event }) => event === 'edited').map(({ body }) => body as Uint8Array)
}

const built = (updates: readonly Uint8Array[]): Y.Doc => {
  const ydoc = new Y.Doc()
  for (const update of updates) Y.applyUpdate(ydoc, update)
  return ydoc
}

describe('edits that are told again', () => {
  test('hold no word that was deleted since, and make the same document', async () => {
    const { table, ada } = await DocTable.of()
    const writer = new DocWriter(table, ada)
    await writer.type('kept secret kept')
    await writer.type(' and another slip')
    await writer.change((text) => text.delete(5, 7))
    await writer.change((text) => text.delete(text.length - 5, 5))
    const told = await again(table)
    if (told === 'gone') throw new Error('nothing is gone')
    expect(Buffer.concat(told).toString('latin1')).not.toMatch(/secret|slip/)
    const ydoc = built(told)
    expect(ydoc.getText('code').toJSON()).toBe('kept kept and another')
    expect(Y.encodeStateVector(ydoc)).toEqual(Y.encodeStateVector(writer.doc))
    // And it goes on from there.
    writer.doc.on('update', (update: Uint8Array) => Y.applyUpdate(ydoc, update))
    writer.text.insert(5, 'more ')
    expect(ydoc.getText('code').toJSON()).toBe('kept more kept and another')
  })

  test('are as they were said where nothing was deleted', async () => {
    const { table, ada } = await DocTable.of()
    const writer = new DocWriter(table, ada)
    await writer.type('all of it')
    expect(await again(table)).toEqual(table.test.told('edited'))
  })

  test('are gone where it was too long ago to say', async () => {
    const { table, ada } = await DocTable.of()
    const writer = new DocWriter(table, ada)
    await writer.type('at first')
    for (let i = 0; i < 3; i++) {
      await writer.change((text) => text.insert(0, 'x'.repeat(40_000)))
      for (let part = 0; part < 40; part++) await writer.change((text) => text.insert(0, 'y'.repeat(40_000)))
      table.pass(60_000)
    }
    expect(await again(table)).toBe('gone')
  })

  test.each(Array.from({ length: 30 }, (_, i) => `retold ${i}`))('make the same document: %s', async (seed) => {
    const { table, ada } = await DocTable.of()
    const random = seeded(seed)
    const ydoc = new Y.Doc()
    ydoc.clientID = 1 + Math.floor(seededRandom(seed)() * 1e9)
    for (let i = 0; i < 25; i++) {
      const update = write(ydoc, random, handOf('abcdef'))
      if (update !== undefined) await table.do(ada, 'edit', update)
    }
    const told = await again(table)
    if (told === 'gone') throw new Error('nothing is gone')
    expect(seen(built(told))).toEqual(seen(ydoc))
  })
})
