/** Whole house: the database is put back from a copy, while people hold what they wrote since. */
import { copyFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import { openDoc } from '../client-sdk/src/doc.ts'
import type { DocProvider } from '../client-sdk/src/doc.ts'
import { backUp } from '../server/adapters/sqlite/backup.ts'
import { docPlace } from './support/doc-place.ts'
import { agree, QuietSocket } from './support/wire-clients.ts'

const cleanup: (() => unknown)[] = []
afterEach(async () => {
  for (const end of cleanup.splice(0).toReversed()) await end()
})

it('a document comes back whole from those who have it, others’ words too, and each goes on with their own', async () => {
  const place = await docPlace()
  cleanup.push(place.close)
  const open = async (user: string): Promise<DocProvider> => {
    const doc = openDoc(await place.come(user), 'plan', { create: { title: 'Plan', public: 'editor' } })
    cleanup.push(() => doc.close())
    await doc.ready
    return doc
  }
  const textIn = (ydoc: Y.Doc): Y.Text => ydoc.getText('code')
  const ada = await open('ada')
  textIn(ada.doc).insert(0, 'kept; gone; ')
  await ada.whenSaved()
  const database = join(place.dataDir, 'tutti.db')
  const copy = join(place.dataDir, 'copy.db')
  backUp(database, copy)

  // All that follows is lost to the host. Bob and dan have not written before, nor has the page of another wire.
  const bob = await open('bob')
  const dan = await open('dan')
  await place.come('page')
  const page = new Y.Doc()
  const provider = new WebsocketProvider(`ws://127.0.0.1:${place.line('page').port}/yjs`, 'plan', page, {
    WebSocketPolyfill: QuietSocket as never,
    disableBc: true,
    maxBackoffTime: 200,
  })
  cleanup.push(() => provider.destroy())
  const docs = [ada.doc, bob.doc, dan.doc, page]
  const all = (words: string): Promise<void> => agree(docs, () => docs.every((ydoc) => textIn(ydoc).toJSON() === words))
  let words = 'kept; gone; '
  await all(words)
  /** Each between what another wrote last. */
  const write = async (): Promise<void> => {
    for (const [i, ydoc] of docs.entries()) {
      const at = words.lastIndexOf(';')
      words = `${words.slice(0, at)}${i}${words.slice(at)}`
      textIn(ydoc).insert(at, String(i))
      await all(words)
    }
  }
  await write()
  await write()
  textIn(bob.doc).delete(6, 6)
  words = words.slice(0, 6) + words.slice(12)
  await all(words)
  await Promise.all([ada, bob, dan].map((doc) => doc.whenSaved()))
  // One of them never comes back.
  dan.close()
  docs.splice(2, 1)

  await place.end()
  for (const name of ['tutti.db-wal', 'tutti.db-shm']) rmSync(join(place.dataDir, name), { force: true })
  copyFileSync(copy, database)
  await place.begin()
  const eve = await open('eve')
  docs.push(eve.doc)
  await all(words)
  await write()
  await Promise.all([ada, bob, eve].map((doc) => doc.whenSaved()))
  expect([ada, bob, eve].map(({ refused }) => refused)).toEqual([0, 0, 0])

  // And it is the host that has it all.
  await place.end()
  await place.begin()
  const fay = await open('fay')
  docs.push(fay.doc)
  await all(words)
})
