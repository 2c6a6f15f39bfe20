/** Whole house: documents by the SDK, against a real host, over cut lines and restarts. */
import { afterEach, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { openDoc } from '../client-sdk/src/doc.ts'
import type { DocOptions, DocProvider } from '../client-sdk/src/doc.ts'
import { docPlace, docSees } from './support/doc-place.ts'
import type { DocPeer } from './support/doc-place.ts'

const cleanup: (() => unknown)[] = []
afterEach(async () => {
  for (const end of cleanup.splice(0).toReversed()) await end()
})

const place = async () => {
  const there = await docPlace()
  cleanup.push(there.close)
  return there
}

const PUBLIC = { create: { title: 'Plan', public: 'editor' } } as const satisfies DocOptions

const opened = async (client: DocPeer, options: DocOptions = PUBLIC, room = 'plan'): Promise<DocProvider> => {
  const doc = openDoc(client, room, options)
  cleanup.push(() => doc.close())
  await doc.ready
  return doc
}
const textOf = (doc: DocProvider): string => doc.doc.getText('code').toJSON()
const write = (doc: DocProvider, text: string, at = doc.doc.getText('code').length): void =>
  doc.doc.getText('code').insert(at, text)

describe('a document by the SDK', () => {
  it('is the same for two people, and knows when it is saved', async () => {
    const { come } = await place()
    const [ada, bob] = [await come('ada'), await come('bob')]
    const a = await opened(ada)
    const b = await opened(bob)
    expect([a.role, b.role, a.info?.title, b.info?.owner]).toEqual(['owner', 'editor', 'Plan', 'ada'])
    expect([a.saved, a.waiting]).toEqual([true, 0])
    write(a, 'Hello')
    expect([a.saved, a.waiting]).toEqual([false, 1])
    await a.whenSaved()
    await docSees(b, () => textOf(b) === 'Hello')
    write(b, ', Ada')
    write(a, '> ', 0)
    await docSees(a, () => textOf(a) === '> Hello, Ada')
    await docSees(b, () => textOf(b) === '> Hello, Ada')
    await Promise.all([a.whenSaved(), b.whenSaved()])
    expect(Y.encodeStateVector(a.doc)).toEqual(Y.encodeStateVector(b.doc))
  })
})
