/** Unmodified y-websocket and Hocuspocus providers on one real document of a real host. */
import Database from 'better-sqlite3'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { RawDocMember } from './support/raw-doc-member.ts'
import { tokenOf } from './support/raw-session.ts'
import { until } from './support/until.ts'
import { agree, DEADLINE_MS, saved, WireTable } from './support/wire-clients.ts'
import { WireSocket } from './support/wire-socket.ts'

describe('unmodified providers', () => {
  /** Two hosts, as each takes its time to start; every test has documents of its own. */
  let shared: WireTable
  let closed: WireTable
  beforeAll(async () => {
    shared = await WireTable.open()
    closed = await WireTable.open({ TUTTI_WIRES_PUBLIC: 'none' })
  })
  afterEach(() => {
    shared.leave()
    closed.leave()
  })
  afterAll(() => {
    shared.close()
    closed.close()
  })
  /** What the host has counted under that name, over all labels. */
  const counted = async (table: WireTable, name: string): Promise<number> => {
    const text = await (await fetch(`${table.host.url}/metrics`)).text()
    const lines = text.split('\n').filter((line) => line.startsWith(name))
    return lines.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0)
  }

  it('of y-websocket 3.0, y-websocket 3.1 and Hocuspocus 4 write one document, with a native member', async () => {
    const table = shared
    const ada = await table.yjs('all', 'ada')
    await ada.synced()
    ada.text.insert(0, 'from ada\n')
    const bob = await table.yjs('all', 'bob', 31)
    const cyd = await table.hocus('all', 'cyd')
    await Promise.all([bob.synced(), cyd.synced()])
    const dan = await RawDocMember.open(table.host.port, 'dan', 'all')
    bob.text.insert(0, 'from bob\n')
    cyd.text.insert(0, 'from cyd\n')
    dan.text.insert(0, 'from dan\n')
    const all = [ada, bob, cyd, dan]
    await agree(
      all.map(({ ydoc }) => ydoc),
      () => all.every(({ text }) => text.length === 36) && new Set(all.map(({ text }) => text.toJSON())).size === 1,
    )
    await saved(cyd)
    expect(cyd.provider.authorizedScope).toBe('read-write')
    cyd.provider.setAwarenessField('cursor', 7)
    const names = (): string[] =>
      [...ada.provider.awareness.getStates().values()].flatMap(({ user }) =>
        typeof user === 'object' && user !== null ? [String((user as { name: string }).name)] : [],
      )
    await until(
      () => names().includes('cyd'),
      (look) => ada.provider.awareness.on('change', look),
      DEADLINE_MS,
    )
  })

  it('[X17] say that they have no unsynced changes when those are in the database, and not before', async () => {
    const table = shared
    const ada = await table.hocus('saved', 'ada')
    await ada.synced()
    await saved(ada)
    const database = new Database(join(table.host.dataDir, 'tutti.db'), { readonly: true })
    const kept = (): number => {
      const ydoc = new Y.Doc()
      const rows = database.prepare('select data from doc_update where room = ? order by n').all('saved') as {
        data: Uint8Array
      }[]
      for (const { data } of rows) Y.applyUpdate(ydoc, new Uint8Array(data))
      return ydoc.getText('code').length
    }
    const seen: [written: number, kept: number][] = []
    ada.provider.on('unsyncedChanges', ({ number }: { number: number }) => {
      // Before anything else may happen: what the provider believes now has to be so now.
      if (number === 0) seen.push([ada.text.length, kept()])
    })
    for (let i = 0; i < 40; i++) {
      ada.text.insert(0, 'x')
      if (i % 3 === 0) await saved(ada)
    }
    await saved(ada)
    // What it writes without a line is counted and kept, and then comes up without being counted again.
    for (let cut = 0; cut < 5; cut++) {
      ada.cut()
      for (let i = 0; i < 8; i++) ada.text.insert(0, 'x')
      for (let i = 0; i < 8; i++) {
        await saved(ada)
        ada.text.insert(0, 'x')
      }
      await saved(ada)
    }
    database.close()
    expect(seen.length).toBeGreaterThanOrEqual(14 + 5 * 9)
    for (const [written, keptLength] of seen) expect(keptLength).toBe(written)
  })

  it('[X5, X7] lack nothing once they are synced, while others go on typing in a large document', async () => {
    const table = shared
    const ada = await table.yjs('large', 'ada')
    await ada.synced()
    const readers: { readonly text: Y.Text; readonly had: number }[] = []
    for (let i = 0; i < 12; i++) {
      ada.text.insert(0, `${i} `.repeat(6_000))
      const before = ada.text.length
      const eve = i % 2 === 0 ? await table.yjs('large', `eve${i}`) : await table.hocus('large', `eve${i}`)
      for (let j = 0; j < 5; j++) ada.text.insert(0, 'typed ')
      await eve.synced()
      // All that anybody had been shown when it came in: what was typed meanwhile may follow.
      const shown = eve.text.length
      readers.push({ text: eve.text, had: shown })
      expect(eve.ydoc.store.pendingStructs).toBeNull()
      expect(shown).toBeGreaterThanOrEqual(before - `${i} `.length * 6_000)
    }
    await agree([ada.ydoc, ...readers.map(({ text }) => text.doc!)], () =>
      readers.every(({ text }) => text.length === ada.text.length),
    )
  })

  it('[X8, X19] hear at once that their role is another, and nothing of them comes in after the cut', async () => {
    const table = shared
    const owner = await table.yjs('roles', 'owner')
    await owner.synced()
    const yan = await table.yjs('roles', 'yan')
    const hal = await table.hocus('roles', 'hal')
    await Promise.all([yan.synced(), hal.synced()])
    const native = await table.native('roles', 'owner')
    for (const { text } of [yan, hal]) for (let i = 0; i < 20; i++) text.insert(0, 'x')
    await agree([owner.ydoc], () => owner.text.length === 40)
    await native.do('publish', { role: 'commenter' })
    await until(
      () => hal.provider.authorizedScope === 'readonly',
      (look) => hal.provider.on('authenticated', look),
      DEADLINE_MS,
    )
    for (const { text } of [yan, hal]) text.insert(0, 'forged ')
    owner.text.insert(40, '!')
    await agree([yan.ydoc, hal.ydoc], () => yan.text.length === 48 && hal.text.length === 48)
    expect(owner.text.length).toBe(41)
    expect(hal.provider.hasUnsyncedChanges).toBe(true)
    await native.do('publish', { role: 'editor' })
    await agree([owner.ydoc], () => owner.text.length === 55)
    await saved(hal)
    expect(yan.provider.wsconnected).toBe(true)
  })

  it('[X2] are closed for good where a document is nobody else’s', async () => {
    const table = closed
    const ada = await table.yjs('mine', 'ada')
    await ada.synced()
    const eve = await WireSocket.open(`${table.ws}/yjs/mine?token=${await tokenOf('eve')}`)
    expect(await eve.closes()).toBe(4404)
  })

  it('[X1] come in by a share link that stands in the address, and may what it gives', async () => {
    const table = closed
    const ada = await table.yjs('linked', 'ada')
    await ada.synced()
    const native = await table.native('linked', 'ada')
    const { code } = (await native.do('link', { role: 'editor', password: 'pass' })) as unknown as { code: string }
    const bob = await table.hocus('linked', 'bob', table.line(`?link=${code}&password=pass`))
    await bob.synced()
    bob.text.insert(0, 'by link')
    await saved(bob)
    const wrong = await WireSocket.open(`${table.ws}/yjs/linked?token=${await tokenOf('eve')}&link=${code}&password=no`)
    expect(await wrong.closes()).toBeGreaterThanOrEqual(4403)
    const cyd = await WireSocket.open(`${table.ws}/yjs/linked?token=${await tokenOf('cyd')}&link=${code}&password=pass`)
    cyd.send(0, 0, 1, 0)
    await cyd.hears(0, 1)
    await cyd.hears(0, 0)
    cyd.close()
  })

  it('[X13] that do not read get what they missed when they read again, and hold nobody up', async () => {
    const table = shared
    const slow = await WireSocket.open(`${table.ws}/yjs/slow?token=${await tokenOf('slow')}`)
    slow.send(0, 0, 1, 0)
    await slow.hears(0, 1)
    slow.pause(true)
    const ada = await table.yjs('slow', 'ada')
    const bob = await table.yjs('slow', 'bob')
    await Promise.all([ada.synced(), bob.synced()])
    for (let i = 0; (await counted(table, 'tutti_slow_demotions_total')) === 0; i++) {
      for (let j = 0; j < 10; j++) ada.text.insert(0, `${i} `.repeat(15_000))
      await agree([bob.ydoc], () => bob.text.length === ada.text.length)
    }
    ada.text.insert(0, 'last')
    await agree([bob.ydoc], () => bob.text.length === ada.text.length)
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
    expect(await counted(table, 'tutti_dropped_messages_total')).toBe(0)
    slow.close()
  }, 30_000)
})
