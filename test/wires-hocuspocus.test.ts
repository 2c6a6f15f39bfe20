/** The Hocuspocus wire: unmodified providers, and clients that send what no provider would. */
import { HocuspocusProvider } from '@hocuspocus/provider'
import { afterEach, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { createPlainDocs } from './support/plain-doc-kind.ts'
import { tokenOf } from './support/raw-session.ts'
import { createShiftedClock } from './support/shifted-clock.ts'
import { until } from './support/until.ts'
import { agree, DEADLINE_MS, saved, WireTable } from './support/wire-clients.ts'
import type { HocusClient } from './support/wire-clients.ts'
import { WireSocket } from './support/wire-socket.ts'

const heard = (provider: HocuspocusProvider, event: string): Promise<Record<string, unknown>> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`${event} did not come`)), DEADLINE_MS)
    provider.on(event, (data: Record<string, unknown>) => {
      clearTimeout(timer)
      resolve(data)
    })
  })

describe('a Hocuspocus client', () => {
  const cleanup: (() => void)[] = []
  afterEach(() => {
    for (const end of cleanup.splice(0).toReversed()) end()
  })
  const open = async (env: Record<string, string> = {}) => {
    const docs = createPlainDocs()
    const clock = createShiftedClock()
    const table = await WireTable.open(env, clock, { doc: docs.kind })
    cleanup.push(() => table.close())
    const socket = async () => {
      const raw = await WireSocket.open(`${table.ws}/hocuspocus`)
      cleanup.push(() => raw.close())
      return raw
    }
    return { docs, clock, table, socket }
  }
  const name = (text: string): Uint8Array => Buffer.concat([Buffer.from([text.length]), Buffer.from(text)])
  const short = (text: string): Uint8Array => {
    const bytes = Buffer.from(text)
    return Buffer.concat([Buffer.from([(bytes.length & 127) | 128, bytes.length >> 7]), bytes])
  }
  const texts = (clients: readonly HocusClient[]): string[] => clients.map(({ text }) => text.toJSON())

  it('[X15] has several documents on one socket, each for itself', async () => {
    const { table } = await open()
    const line = table.line()
    const mine = await Promise.all(['one', 'two', 'three'].map((room) => table.hocus(room, 'ada', line)))
    await Promise.all(mine.map((one) => one.synced()))
    mine.forEach(({ text }, i) => text.insert(0, `text ${i}`))
    const theirs = await Promise.all(['one', 'two', 'three'].map((room) => table.hocus(room, 'bob')))
    await agree(
      theirs.map(({ ydoc }) => ydoc),
      () => theirs.every(({ text }, i) => text.toJSON() === `text ${i}`),
    )
    expect(mine.map(({ provider }) => provider.authorizedScope)).toEqual(['read-write', 'read-write', 'read-write'])
  })

  it('[X15] has one document twice on one socket where it tells them apart', async () => {
    const { table } = await open()
    const line = table.line()
    const both = [
      await table.hocus('notes', 'ada', line, { sessionAwareness: true }),
      await table.hocus('notes', 'bob', line, { sessionAwareness: true }),
    ]
    const third = await table.hocus('notes', 'cyd')
    await Promise.all([...both, third].map((one) => one.synced()))
    both[0]!.text.insert(0, 'a')
    both[1]!.text.insert(0, 'b')
    third.text.insert(0, 'c')
    const all = [...both, third]
    await agree(
      all.map(({ ydoc }) => ydoc),
      () => new Set(texts(all)).size === 1 && third.text.length === 3,
    )
    both.forEach(({ provider }, i) => provider.setAwarenessField('cursor', i))
    await until(
      () => [...third.provider.awareness!.getStates().values()].filter((state) => 'cursor' in state).length === 2,
      (look) => third.provider.awareness!.on('change', look),
      DEADLINE_MS,
    )
  })

  it('[X16] is told that it may not, and keeps its other documents', async () => {
    const { table } = await open({ TUTTI_GUESTS: 'off' })
    const line = table.line()
    const good = await table.hocus('notes', 'ada', line)
    const bad = new HocuspocusProvider({ name: 'notes2', token: 'x.y.z', websocketProvider: line })
    const none = new HocuspocusProvider({ name: 'notes3', websocketProvider: line })
    const closed = await table.hocus('closed', 'ada', line)
    const failures = [bad, none, closed.provider].map((one) => heard(one, 'authenticationFailed'))
    bad.attach()
    none.attach()
    expect((await Promise.all(failures)).map(({ reason }) => reason)).toEqual([
      'bad_token',
      'unauthenticated',
      'forbidden',
    ])
    await good.synced()
    good.text.insert(0, 'still here')
    await saved(good)
    expect(line.status).toBe('connected')
    bad.destroy()
    none.destroy()
  })

  it('[X17] has its changes counted off one by one, as they are kept', async () => {
    const { docs, table } = await open()
    const ada = await table.hocus('notes', 'ada')
    await ada.synced()
    await saved(ada)
    const counts: number[] = []
    ada.provider.on('unsyncedChanges', ({ number }: { number: number }) => counts.push(number))
    docs.busy = 2
    for (let i = 0; i < 5; i++) ada.text.insert(0, 'x')
    await saved(ada)
    expect(counts).toEqual([1, 2, 3, 4, 5, 4, 3, 2, 1, 0])
    ada.provider.forceSync()
    expect(ada.provider.hasUnsyncedChanges).toBe(true)
    await saved(ada)
    const batch = await table.hocus('notes', 'bob', undefined, { flushDelay: 20 })
    await batch.synced()
    await saved(batch)
    for (let i = 0; i < 5; i++) batch.text.insert(0, 'y')
    expect(batch.provider.unsyncedChanges).toBe(1)
    await saved(batch)
    await agree([ada.ydoc], () => ada.text.length === 10)
  })

  it('[X17] is not told of what it wrote before its line was there, for it does not count that', async () => {
    const { docs, socket } = await open()
    const ydoc = new Y.Doc()
    const updates: Uint8Array[] = []
    ydoc.on('update', (update: Uint8Array) => updates.push(update))
    const write = (): number => ydoc.transact(() => (ydoc.getText('code').insert(0, 'x'), updates.length))
    const ada = await socket()
    const say = (type: number, update: Uint8Array): void =>
      ada.send(name('notes'), 0, type, new Uint8Array([update.length]), update)
    for (let i = 0; i < 3; i++) write()
    ada.send(name('notes'), 2, 0, short(await tokenOf('ada')))
    say(0, Y.encodeStateVector(ydoc))
    const told = (): number => ada.messages.filter((one) => one[6] === 8 && one[7] === 1).length
    // As the provider does with the first thing that it hears.
    await ada.until(() => ada.messages.length > 0)
    for (const update of updates) say(2, update)
    await ada.until(() => ada.messages.some((one) => one[6] === 0 && one[7] === 0))
    say(1, Y.encodeStateAsUpdate(ydoc))
    write()
    say(2, updates.at(-1)!)
    await docs.until(() => docs.taken === 5)
    ada.send(9)
    await ada.until(() => ada.messages.some((one) => one.length === 1 && one[0] === 10) && told() > 1)
    expect(told()).toBe(2)
  })

  it('[X18] that may only read has nothing unsynced, and what it writes stays unsynced', async () => {
    const { docs, table } = await open()
    docs.roles.set('eve', 'commenter')
    const ada = await table.hocus('notes', 'ada')
    await ada.synced()
    ada.text.insert(0, 'kept')
    await saved(ada)
    const eve = await table.hocus('notes', 'eve')
    await eve.synced()
    await saved(eve)
    expect(eve.provider.authorizedScope).toBe('readonly')
    expect(eve.text.toJSON()).toBe('kept')
    eve.text.insert(0, 'forged ')
    await docs.until(() => docs.refused === 1)
    ada.text.insert(4, '!')
    await agree([eve.ydoc], () => eve.text.toJSON() === 'forged kept!')
    expect(eve.provider.hasUnsyncedChanges).toBe(true)
    expect(ada.text.toJSON()).toBe('kept!')
  })

  it('[X19] is told at once what its role is now, and stays: what it held back comes in when it may write again', async () => {
    const { docs, table } = await open()
    const ada = await table.hocus('notes', 'ada')
    const eve = await table.hocus('notes', 'eve')
    await Promise.all([ada.synced(), eve.synced()])
    await saved(eve)
    const owner = await table.native('notes', 'owner')
    const scopes: unknown[] = []
    eve.provider.on('authenticated', ({ scope }: { scope: string }) => scopes.push(scope))
    const down = heard(eve.provider, 'authenticated')
    await owner.do('share', { user: 'eve', role: 'viewer' })
    await down
    expect(eve.provider.authorizedScope).toBe('readonly')
    eve.text.insert(0, 'held ')
    eve.text.insert(0, 'back ')
    await docs.until(() => docs.refused === 2)
    expect(ada.text.toJSON()).toBe('')
    await owner.do('share', { user: 'eve', role: 'editor' })
    await agree([ada.ydoc], () => ada.text.toJSON() === 'back held ')
    await saved(eve)
    expect(scopes).toEqual(['readonly', 'read-write'])
    expect(eve.socket.status).toBe('connected')
  })

  it('[X19] that is put out hears it, and its line lives on', async () => {
    const { table } = await open()
    const line = table.line()
    const eve = await table.hocus('notes', 'eve', line)
    const other = await table.hocus('other', 'eve', line)
    await Promise.all([eve.synced(), other.synced()])
    const owner = await table.native('notes', 'owner')
    const failed = heard(eve.provider, 'authenticationFailed')
    const closes = heard(eve.provider, 'close')
    await owner.do('share', { user: 'eve', role: null })
    expect(await failed).toEqual({ reason: 'forbidden' })
    await closes
    other.text.insert(0, 'x')
    await saved(other)
  })

  it('[X20] passes messages on to all who speak as it does', async () => {
    const { table } = await open()
    const ada = await table.hocus('notes', 'ada')
    const bob = await table.hocus('notes', 'bob')
    await Promise.all([ada.synced(), bob.synced()])
    const both = Promise.all([heard(ada.provider, 'stateless'), heard(bob.provider, 'stateless')])
    ada.provider.sendStateless('ring ☎')
    expect(await both).toEqual([{ payload: 'ring ☎' }, { payload: 'ring ☎' }])
  })

  it('[X21] leaves a document and comes back to it on the same line', async () => {
    const { table } = await open()
    const line = table.line()
    const ada = await table.hocus('notes', 'ada', line)
    const other = await table.hocus('other', 'ada', line)
    await Promise.all([ada.synced(), other.synced()])
    ada.text.insert(0, 'one ')
    await saved(ada)
    ada.provider.detach()
    ada.text.insert(0, 'offline ')
    const bob = await table.hocus('notes', 'bob')
    await bob.synced()
    expect(bob.text.toJSON()).toBe('one ')
    ada.provider.attach()
    await agree([bob.ydoc], () => bob.text.toJSON() === 'offline one ')
  })

  it('[X22] whose token takes time is waited for, and what it sends meanwhile is kept', async () => {
    const { table } = await open()
    let give: (token: string) => void = () => undefined
    const ada = await table.hocus('notes', undefined, undefined, {
      token: () => new Promise<string>((resolve) => (give = resolve)),
    })
    await until(
      () => ada.socket.status === 'connected' || ada.socket.webSocket?.readyState === 1,
      (look) => ada.socket.on('status', look),
      DEADLINE_MS,
    )
    ada.text.insert(0, 'early')
    await new Promise((resolve) => setImmediate(resolve))
    give(await tokenOf('ada'))
    await ada.synced()
    const bob = await table.hocus('notes', 'bob')
    await agree([bob.ydoc], () => bob.text.toJSON() === 'early')
  })

  it('[X23] is asked for a new token before the old one ends, and loses the document when there is none', async () => {
    const { clock, table } = await open()
    let asked = 0
    const ada = await table.hocus('notes', undefined, undefined, {
      token: () => {
        asked++
        return tokenOf('ada', asked < 3 ? 120 * asked : 1)
      },
    })
    await ada.synced()
    expect(asked).toBe(1)
    clock.advance(95_000)
    await until(
      () => asked === 2,
      (look) => ada.socket.on('message', look),
      DEADLINE_MS,
    )
    ada.text.insert(0, 'still here')
    await saved(ada)
    const failed = heard(ada.provider, 'authenticationFailed')
    clock.advance(400_000)
    expect(await failed).toMatchObject({ reason: expect.stringMatching(/token/) as string })
  })

  it('[X24] hears a ping it can answer, and an older one hears that nobody moved', async () => {
    const { clock, table, socket } = await open()
    const ada = await table.hocus('notes', 'ada')
    await ada.synced()
    const old = await socket()
    old.send(name('notes'), 2, 0, short(await tokenOf('bob')))
    await old.until(() => old.messages.some((one) => one[6] === 2 && one[7] === 2))
    const before = ada.socket.lastMessageReceived
    clock.advance(15_300)
    await old.until(() =>
      old.messages.some((one) => Buffer.compare(one, Buffer.concat([name('notes'), Buffer.from([1, 1, 0])])) === 0),
    )
    await until(
      () => ada.socket.lastMessageReceived > before,
      (look) => ada.socket.on('message', look),
      DEADLINE_MS,
    )
    old.send(9)
    await old.until(() => old.messages.some((one) => one.length === 1 && one[0] === 10))
    expect(ada.socket.status).toBe('connected')
  })

  it('[X25] is closed with 1008 for what is no message, 1009 for too much, 4401 when it never shows a token', async () => {
    const { clock, socket } = await open()
    const auth = [name('notes'), 2, 0, short(await tokenOf('ada'))]
    for (const garbage of [
      [255],
      [200, 1, 1],
      [...name('n'), 99],
      [...name('n'), 0, 2, 9, 1],
      [...name('n'), 2, 2],
      [],
    ]) {
      const bad = await socket()
      bad.send(new Uint8Array(garbage))
      expect(await bad.closes(), String(garbage)).toBe(1008)
    }
    const late = await socket()
    late.send(...auth)
    await late.until(() => late.messages.length > 0)
    late.send(name('notes'), 1, 3, 200, 1, 1)
    expect(await late.closes()).toBe(1008)
    const flood = await socket()
    for (let i = 0; i < 3; i++) flood.send(name('notes'), 0, 2, short(' '.repeat(16_000)), short(' '.repeat(16_000)))
    for (let i = 0; i < 3; i++) flood.send(name('notes'), 0, 2, short(' '.repeat(16_000)), short(' '.repeat(16_000)))
    expect(await flood.closes()).toBe(1009)
    const silent = await socket()
    clock.advance(11_000)
    expect(await silent.closes()).toBe(4401)
  })

  it('comes back by itself when the host has gone, and brings what it wrote meanwhile', async () => {
    const { table } = await open()
    const ada = await table.hocus('notes', 'ada')
    const bob = await table.yjs('notes', 'bob')
    await Promise.all([ada.synced(), bob.synced()])
    ada.cut()
    ada.text.insert(0, 'offline')
    await agree([bob.ydoc], () => bob.text.toJSON() === 'offline')
    await saved(ada)
    expect(Y.encodeStateVector(ada.ydoc)).toEqual(Y.encodeStateVector(bob.ydoc))
  })
})
