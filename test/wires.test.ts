/** Unmodified y-websocket and Hocuspocus providers on one document of a real host. */
import { afterEach, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { tokenOf } from './support/raw-session.ts'
import { WireSocket } from './support/wire-socket.ts'
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

  it('[X13] that does not read gets what it missed when it reads again, and holds nobody up', async () => {
    const table = await open()
    const slow = await WireSocket.open(`${table.ws}/yjs/notes?token=${await tokenOf('slow')}`)
    slow.send(0, 0, 1, 0)
    await slow.hears(0, 1)
    slow.pause(true)
    const ada = await table.yjs('notes', 'ada')
    const bob = await table.yjs('notes', 'bob')
    await Promise.all([ada.synced(), bob.synced()])
    for (let i = 0; i < 400; i++) {
      ada.text.insert(0, `${i} `.repeat(8_000))
      await agree([bob.ydoc], () => bob.text.length === ada.text.length)
    }
    slow.pause(false)
    const ydoc = new Y.Doc()
    const read = (): boolean => {
      for (const message of slow.messages.splice(0)) {
        if (message[0] !== 0 || message[1] === 0) continue
        let at = 2
        while (message[at]! > 127) at++
        Y.applyUpdate(ydoc, message.subarray(at + 1))
      }
      return ydoc.getText('code').length === ada.text.length || slow.code !== undefined
    }
    await slow.until(read)
    expect(slow.code).toBeUndefined()
    expect(ydoc.store.pendingStructs).toBeNull()
  }, 30_000)
})
