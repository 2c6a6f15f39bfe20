/** The y-websocket wire: unmodified providers, and clients that send what no provider would. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { createPlainDocs } from './support/plain-doc-kind.ts'
import { tokenOf } from './support/raw-session.ts'
import { createShiftedClock } from './support/shifted-clock.ts'
import { until } from './support/until.ts'
import { agree, DEADLINE_MS, WireTable } from './support/wire-clients.ts'
import { WireSocket } from './support/wire-socket.ts'

const NO_DOC = [0, 0, 1, 0] // SyncStep1 of nobody who has anything.

describe('a y-websocket client', () => {
  const cleanup: (() => void)[] = []
  afterEach(() => {
    for (const end of cleanup.splice(0).toReversed()) end()
  })
  const open = async (env: Record<string, string> = {}) => {
    const docs = createPlainDocs()
    const clock = createShiftedClock()
    const table = await WireTable.open(env, clock, { doc: docs.kind })
    cleanup.push(() => table.close())
    const socket = async (room: string, user?: string, protocols: string[] = []) => {
      const query = user === undefined ? '' : `?token=${await tokenOf(user)}`
      const raw = await WireSocket.open(`${table.ws}/yjs/${room}${query}`, protocols)
      cleanup.push(() => raw.close())
      return raw
    }
    return { docs, clock, table, socket }
  }
  const edit = (words: string): Uint8Array => {
    const ydoc = new Y.Doc()
    ydoc.getText('code').insert(0, words)
    return Y.encodeStateAsUpdate(ydoc)
  }
  const sync = (type: number, update: Uint8Array): Uint8Array => {
    const head: number[] = []
    for (let n = update.length; ; n >>>= 7) {
      head.push(n > 127 ? (n & 127) | 128 : n)
      if (n <= 127) break
    }
    return Buffer.concat([Buffer.from([0, type, ...head]), update])
  }

  it('[X1] brings its token in the address or as a subprotocol, which is answered', async () => {
    const { socket } = await open({ TUTTI_GUESTS: 'off' })
    const inAddress = await socket('notes', 'ada')
    inAddress.send(...NO_DOC)
    await inAddress.hears(0, 1)
    const carried = `yauth-${await tokenOf('bob')}`
    const asProtocol = await socket('notes', undefined, [carried])
    expect(asProtocol.protocol()).toBe(carried)
    asProtocol.send(...NO_DOC)
    await asProtocol.hears(0, 1)
  })

  it('[X2] is closed with 4401 without a good token, 4403 where it may not be, and 4404 where nothing is', async () => {
    const { socket, table } = await open({ TUTTI_GUESTS: 'off', TUTTI_WIRES_CREATE: 'off' })
    expect(await (await socket('notes')).closes()).toBe(4401)
    const forged = await WireSocket.open(`${table.ws}/yjs/notes?token=x.y.z`)
    expect(await forged.closes()).toBe(4401)
    expect(await (await socket('closed', 'ada')).closes()).toBe(4403)
    await expect(socket('_', 'ada')).rejects.toThrow(/404/)
  })

  it('[X2] of version 3.1 takes 4403 as final, and does not come back', async () => {
    const { table } = await open()
    const ada = await table.yjs('closed', 'ada', 31)
    const codes: number[] = []
    ada.provider.on('closed' as never, ((event: { code: number }) => codes.push(event.code)) as never)
    await until(
      () => codes.length > 0,
      (look) => ada.provider.on('closed' as never, look as never),
      DEADLINE_MS,
    )
    expect(codes).toEqual([4403])
    expect(ada.provider.shouldConnect).toBe(false)
  })

  it('[X3] without a token is a guest where guests are let in, and the same one when it comes back', async () => {
    const { table } = await open()
    const ada = await table.yjs('notes', undefined)
    await ada.synced()
    ada.text.insert(0, 'hello')
    ada.cut()
    await until(
      () => !ada.provider.synced,
      (look) => ada.provider.on('sync', look),
      DEADLINE_MS,
    )
    ada.text.insert(5, ' again')
    const bob = await table.yjs('notes', 'bob')
    await agree([bob.ydoc], () => bob.text.toJSON() === 'hello again')
  })

  it('[X4] makes the document that it opens where there is none, whatever it is called', async () => {
    const { table } = await open()
    for (const name of ['new-one', 'new/with ünusual #1?'.replace('?', '').replace('#', '')]) {
      const both = [await table.yjs(name, 'ada'), await table.yjs(name, 'bob', 31)] as const
      await Promise.all(both.map((one) => one.synced()))
      both[0].text.insert(0, name)
      await agree([both[1].ydoc], () => both[1].text.toJSON() === name)
    }
  })

  it('[X5] gets one message in a frame: the state when it asks, and a question for what it has', async () => {
    const { socket } = await open()
    const ada = await socket('notes', 'ada')
    ada.send(...NO_DOC)
    await ada.hears(0, 1)
    await ada.hears(0, 0)
    expect(ada.messages.map(([type, sub]) => [type, sub])).toEqual([
      [0, 0],
      [0, 1],
    ])
    expect([...ada.messages[1]!]).toEqual([0, 1, 2, 0, 0])
  })

  it('[X5] that has synced lacks nothing, however large the document is', async () => {
    const { docs, table } = await open()
    docs.large = true
    const ada = await table.yjs('notes', 'ada')
    await ada.synced()
    const words = 'long '.repeat(30_000)
    ada.text.insert(0, words)
    const bob = await table.yjs('notes', 'bob')
    await agree([bob.ydoc], () => bob.text.length === words.length)
    const clients = await Promise.all([1, 2, 3, 4, 5, 6].map((i) => table.yjs('notes', `late${i}`)))
    for (const late of clients) {
      await late.synced()
      expect(late.text.length).toBe(words.length)
    }
    // One question for all who waited, or a few: not one for each.
    expect(docs.asked).toBeLessThanOrEqual(8)
  })

  it('[X6] sees its own edit come back once it is kept', async () => {
    const { socket } = await open()
    const ada = await socket('notes', 'ada')
    const update = edit('hello')
    ada.send(sync(2, update))
    expect([...(await ada.hears(0, 2))]).toEqual([...sync(2, update)])
  })

  it('[X7] that may only read is not asked for what it has, and is told when it writes: some times, not each', async () => {
    const { docs, socket, table } = await open()
    docs.roles.set('eve', 'viewer')
    const bob = await table.yjs('notes', 'bob')
    await bob.synced()
    bob.text.insert(0, 'kept')
    const eve = await socket('notes', 'eve')
    eve.send(...NO_DOC)
    await eve.hears(0, 1)
    // What everybody knows is no edit.
    await docs.until(() => docs.taken > 0)
    for (let i = 0; i < 20; i++) eve.send(sync(i % 2 === 0 ? 2 : 1, edit(`forged ${i}`)))
    await docs.until(() => docs.refused === 20)
    eve.send(...NO_DOC)
    await eve.until(() => eve.messages.filter(([type, sub]) => type === 0 && sub === 1).length === 2)
    expect(eve.messages.filter(([type]) => type === 2).length).toBe(8)
    expect(eve.messages.some(([type, sub]) => type === 0 && sub === 0)).toBe(false)
    expect(bob.text.toJSON()).toBe('kept')
    expect(eve.code).toBeUndefined()
  })

  it('[X8] whose role changes stays: nothing after a cut comes in, and what it held back does when it may write again', async () => {
    const { docs, table } = await open()
    const ada = await table.yjs('notes', 'ada')
    const eve = await table.yjs('notes', 'eve')
    await Promise.all([ada.synced(), eve.synced()])
    const native = await table.native('notes', 'owner')
    await native.do('share', { user: 'eve', role: 'viewer' })
    eve.text.insert(0, 'held back')
    await docs.until(() => docs.refused > 0)
    ada.text.insert(0, 'x')
    await agree([eve.ydoc], () => eve.text.length === 10)
    expect(ada.text.toJSON()).toBe('x')
    await native.do('share', { user: 'eve', role: 'editor' })
    await agree([ada.ydoc], () => ada.text.length === 10)
    expect(eve.provider.wsconnected).toBe(true)
  })

  it('[X8] that is put out is closed with 4403', async () => {
    const { table, socket } = await open()
    const eve = await socket('notes', 'eve')
    eve.send(...NO_DOC)
    await eve.hears(0, 1)
    const native = await table.native('notes', 'owner')
    await native.do('share', { user: 'eve', role: null })
    expect(await eve.closes()).toBe(4403)
  })

  it('[X9] hears something every 20 s, though nothing happens', async () => {
    const { clock, socket } = await open()
    const ada = await socket('notes', 'ada')
    ada.send(...NO_DOC)
    await ada.hears(0, 1)
    for (let i = 1; i <= 3; i++) {
      clock.advance(15_300)
      await ada.until(() => ada.messages.filter((one) => Buffer.compare(one, Buffer.from([1, 1, 0])) === 0).length >= i)
    }
    expect(ada.code).toBeUndefined()
  })

  it('[X9] that has heard nothing for almost as long as it waits does not give the line up', async () => {
    const { clock, table } = await open()
    const ada = await table.yjs('notes', 'ada')
    await ada.synced()
    const line = ada.provider.ws!
    const longAgo = Date.now() - 29_000
    ada.provider.wsLastMessageReceived = longAgo
    clock.advance(15_300)
    await until(
      () => ada.provider.wsLastMessageReceived > longAgo,
      (look) => line.addEventListener('message', look),
      DEADLINE_MS,
    )
    expect(ada.provider.ws).toBe(line)
  })

  it('[X10] tells what it hears of others, and the room is not told again', async () => {
    const { docs, table } = await open()
    const clients = [
      await table.yjs('notes', 'ada'),
      await table.yjs('notes', 'bob'),
      await table.yjs('notes', 'cyd', 31),
    ]
    await Promise.all(clients.map((one) => one.synced()))
    clients.forEach(({ provider }, i) => provider.awareness.setLocalStateField('cursor', i))
    const everybody = (): boolean =>
      clients.every(({ provider }) => {
        const states = [...provider.awareness.getStates().values()]
        return states.filter((state) => 'cursor' in state).length === 3
      })
    await until(
      everybody,
      (look) => clients.forEach(({ provider }) => provider.awareness.on('change', look)),
      DEADLINE_MS,
    )
    // Each said it was there, and then where: three of the six at least, and none of the echoes.
    expect(docs.moved).toBeLessThanOrEqual(6)
    const asker = await WireSocket.open(`${table.ws}/yjs/notes`)
    cleanup.push(() => asker.close())
    asker.send(3)
    const answer = await asker.hears(1)
    expect(answer[2]).toBe(3)
  })

  it('[X11] is closed with 1008 for what is no message, and 1009 for more than a stranger may send', async () => {
    const { socket } = await open()
    for (const garbage of [
      [9],
      [0],
      [0, 7, 1, 0],
      [0, 2, 5, 1],
      [0, 2, 0],
      [1, 3, 200, 1, 1],
      [255, 255, 255, 255, 255],
    ]) {
      const bad = await socket('notes', 'ada')
      bad.send(...garbage)
      expect(await bad.closes(), String(garbage)).toBe(1008)
    }
    const text = await socket('notes', 'ada')
    text.sendText('hello')
    expect(await text.closes()).toBe(1008)
  })

  it('[X11] may send 64 KiB, and no more, before its token was found good', async () => {
    // A login service that takes its time.
    const service = createServer(() => undefined).listen(0, '127.0.0.1')
    await once(service, 'listening')
    cleanup.push(() => service.close().closeAllConnections())
    const keys = `http://127.0.0.1:${(service.address() as AddressInfo).port}/keys`
    const { table } = await open({ TUTTI_JWKS_URL: keys })
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
    const token = `${part({ alg: 'RS256', kid: 'one' })}.${part({ sub: 'ada' })}.c2ln`
    const stranger = await WireSocket.open(`${table.ws}/yjs/notes?token=${token}`)
    stranger.send(sync(2, new Uint8Array(60_000)))
    stranger.send(sync(2, new Uint8Array(10_000)))
    expect(await stranger.closes()).toBe(1009)
  })

  it('[X12] whose edits the room cannot take right now loses none', async () => {
    const { docs, table } = await open()
    const ada = await table.yjs('notes', 'ada')
    const bob = await table.yjs('notes', 'bob')
    await Promise.all([ada.synced(), bob.synced()])
    docs.busy = 5
    for (let i = 0; i < 20; i++) ada.text.insert(0, `${i} `)
    await agree([bob.ydoc], () => bob.text.toJSON() === ada.text.toJSON())
    expect(docs.busy).toBe(0)
  })

  it('[X14] is sent away with a code that says to come back when the host goes', async () => {
    const { socket, table } = await open()
    const ada = await socket('notes', 'ada')
    ada.send(...NO_DOC)
    await ada.hears(0, 1)
    const drained = table.host.drain(10)
    expect(await ada.closes()).toBe(1013)
    await drained
  })

  it('[X14] is closed with 4401 when its token ends', async () => {
    const { clock, table } = await open()
    const short = await WireSocket.open(`${table.ws}/yjs/notes?token=${await tokenOf('ada', 60)}`)
    cleanup.push(() => short.close())
    short.send(...NO_DOC)
    await short.hears(0, 1)
    clock.advance(66_000)
    expect(await short.closes()).toBe(4401)
  })
})
