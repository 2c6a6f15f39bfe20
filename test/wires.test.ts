/** Unmodified y-websocket and Hocuspocus providers on one document of a real host. */
import { afterEach, describe, expect, it } from 'vitest'
import { agree, saved, WireTable } from './support/wire-clients.ts'

describe('unmodified providers', () => {
  const tables: WireTable[] = []
  afterEach(() => {
    for (const table of tables.splice(0)) table.close()
  })
  const open = async (env: Record<string, string> = {}) => {
    const table = await WireTable.open(env)
    tables.push(table)
    return table
  }

  it('of y-websocket 3.0, y-websocket 3.1 and Hocuspocus 4 write one document', async () => {
    const table = await open()
    const ada = await table.yjs('notes', 'ada')
    await ada.synced()
    ada.text.insert(0, 'from ada\n')
    const bob = await table.yjs('notes', 'bob', 31)
    const cyd = await table.hocus('notes', 'cyd')
    await Promise.all([bob.synced(), cyd.synced()])
    bob.text.insert(0, 'from bob\n')
    cyd.text.insert(0, 'from cyd\n')
    const all = [ada, bob, cyd]
    await agree(
      all.map(({ ydoc }) => ydoc),
      () => all.every(({ text }) => text.length === 27) && new Set(all.map(({ text }) => text.toJSON())).size === 1,
    )
    await saved(cyd)
    expect(cyd.provider.authorizedScope).toBe('read-write')
  })
})
