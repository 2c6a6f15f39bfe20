/** What every Transport does, whatever it is made of: one suite, run on each adapter. */
import { afterEach, describe, expect, it } from 'vitest'
import { TuttiError } from '../../shared/errors.ts'
import { LIMITS } from '../../shared/limits.ts'
import type { Caller, TransportEvents } from '../../server/ports.ts'
import { LARGE, Listener } from './transport-rig.ts'
import type { Rig } from './transport-rig.ts'

export const transportContract = (name: string, start: (events: TransportEvents) => Promise<Rig>): void => {
  describe(`transport: ${name}`, () => {
    const rigs: Rig[] = []
    afterEach(() => {
      for (const rig of rigs.splice(0)) rig.transport.close()
    })
    const open = async () => {
      const listener = new Listener()
      const rig = await start(listener)
      rigs.push(rig)
      const enter = async () => {
        const client = await rig.connect()
        await rig.until(() => listener.recorders.length > 0)
        const server = listener.recorders.at(-1)!
        return { client, server }
      }
      return { rig, listener, enter }
    }
    const bytes = (...values: number[]): Uint8Array => new Uint8Array(values)

    it('carries messages both ways, in order', async () => {
      const { rig, enter } = await open()
      const { client, server } = await enter()
      for (let i = 0; i < 20; i++) client.send(bytes(i, 1))
      for (let i = 0; i < 20; i++) server.connection.send(bytes(i, 2))
      await rig.until(() => server.messages.length === 20 && client.messages.length === 20)
      expect(server.messages.map(([i]) => i)).toEqual(Array.from({ length: 20 }, (_, i) => i))
      expect(client.messages.map(([i]) => i)).toEqual(Array.from({ length: 20 }, (_, i) => i))
    })

    it('copies what it is given to send', async () => {
      const { rig, enter } = await open()
      const { client, server } = await enter()
      server.connection.subscribe('t')
      const buffer = bytes(1, 2, 3)
      server.connection.send(buffer)
      rig.transport.publish('t', buffer)
      buffer.fill(9)
      await rig.until(() => client.messages.length === 2)
      expect(client.messages).toEqual([bytes(1, 2, 3), bytes(1, 2, 3)])
    })

    it('sends a view, not the buffer behind it', async () => {
      const { rig, enter } = await open()
      const { client, server } = await enter()
      server.connection.subscribe('t')
      const view = bytes(0, 1, 2, 3).subarray(1, 3)
      server.connection.send(view)
      rig.transport.publish('t', view)
      await rig.until(() => client.messages.length === 2)
      expect(client.messages).toEqual([bytes(1, 2), bytes(1, 2)])
    })

    it('publishes to those who subscribe, in order with their own sends', async () => {
      const { rig, enter } = await open()
      const a = await enter()
      const b = await enter()
      a.server.connection.subscribe('t')
      b.server.connection.subscribe('other')
      rig.transport.publish('t', bytes(1))
      a.server.connection.send(bytes(2))
      rig.transport.publish('t', bytes(3))
      a.server.connection.unsubscribe('t')
      rig.transport.publish('t', bytes(4))
      a.server.connection.subscribe('t')
      rig.transport.publish('t', bytes(5))
      rig.transport.publish('nobody', bytes(6))
      await rig.until(() => a.client.messages.length === 4)
      expect(a.client.messages).toEqual([bytes(1), bytes(2), bytes(3), bytes(5)])
      expect(b.client.messages).toEqual([])
    })

    it('[D5] sends along with what is published in the same turn, each in its order', async () => {
      const { rig, enter } = await open()
      const { client, server } = await enter()
      server.connection.subscribe('t')
      for (let round = 0; round < 3; round++) {
        rig.transport.publish('t', bytes(round, 1))
        const buffer = bytes(round, 2)
        server.connection.sendAlong(buffer)
        buffer.fill(9)
        rig.transport.publish('t', bytes(round, 3))
        server.connection.send(bytes(round, 4))
        server.connection.sendAlong(bytes(round, 5))
      }
      await rig.until(() => client.messages.length === 15)
      expect(client.messages).toEqual([0, 1, 2].flatMap((round) => [1, 2, 3, 4, 5].map((i) => bytes(round, i))))
    })

    it('sends along to whom nothing is published, and before it closes', async () => {
      const { enter } = await open()
      const { client, server } = await enter()
      server.connection.sendAlong(bytes(1))
      server.connection.send(bytes(2))
      server.connection.end(4001, 'slow')
      expect(await client.closed).toBe(4001)
      expect(client.messages).toEqual([bytes(1), bytes(2)])
    })

    it('corks what is sent together, and passes on what is thrown', async () => {
      const { rig, enter } = await open()
      const { client, server } = await enter()
      server.connection.cork(() => {
        server.connection.send(bytes(1))
        server.connection.send(bytes(2))
      })
      const fail = (): void =>
        server.connection.cork(() => {
          throw new TypeError('from within')
        })
      expect(fail).toThrow('from within')
      await rig.until(() => client.messages.length === 2)
    })

    it('closes after what was sent, with its code, and says so once', async () => {
      const { rig, enter } = await open()
      const { client, server } = await enter()
      server.connection.send(bytes(7))
      server.connection.end(4001, 'slow')
      expect(await client.closed).toBe(4001)
      await rig.until(() => server.codes.length === 1)
      expect(client.messages).toEqual([bytes(7)])
      expect(server.codes).toEqual([4001])
    })

    it('takes every call after closed as nothing', async () => {
      const { rig, enter } = await open()
      const { client, server } = await enter()
      client.close(1000)
      await rig.until(() => server.codes.length === 1)
      const { connection } = server
      let corked = false
      connection.send(bytes(1))
      connection.sendAlong(bytes(1))
      connection.subscribe('t')
      connection.unsubscribe('t')
      connection.cork(() => (corked = true))
      connection.end(4000, 'again')
      connection.terminate()
      rig.transport.publish('t', bytes(1))
      expect(connection.bufferedBytes).toBe(0)
      expect(corked).toBe(true)
      expect(server.codes).toEqual([1000])
    })

    it('tells of a line that goes dead', async () => {
      const { rig, enter } = await open()
      const { client, server } = await enter()
      client.cut()
      await rig.until(() => server.codes.length === 1)
      expect(server.codes).toEqual([1006])
    })

    it('terminates at once', async () => {
      const { rig, enter } = await open()
      const { client, server } = await enter()
      server.connection.terminate()
      expect(await client.closed).toBe(1006)
      await rig.until(() => server.codes.length === 1)
    })

    it('[F1] closes with bad_frame on a text message, which nobody gets to see', async () => {
      const { rig, enter } = await open()
      const { client, server } = await enter()
      client.send('text')
      expect(await client.closed).toBe(4501)
      await rig.until(() => server.codes.length === 1)
      expect(server.messages).toEqual([])
    })

    it('[F5] takes a message of 64 KiB, and ends the connection at a larger one', async () => {
      const { rig, enter } = await open()
      const { client, server } = await enter()
      client.send(new Uint8Array(LIMITS.maxFrameBytes))
      await rig.until(() => server.messages.length === 1)
      client.send(new Uint8Array(LIMITS.maxFrameBytes + 1))
      await client.closed
      await rig.until(() => server.codes.length === 1)
      expect(server.messages).toHaveLength(1)
    })

    it('shows what a reader that stopped has not taken, and tells when it drains', async () => {
      const { rig, enter } = await open()
      const { client, server } = await enter()
      client.stall(true)
      const page = new Uint8Array(256 * 1024)
      let sent = 0
      for (; sent < rig.swallows || server.connection.bufferedBytes < page.length; sent++) server.connection.send(page)
      expect(server.connection.bufferedBytes).toBeGreaterThanOrEqual(page.length)
      expect(server.drops).toBe(0)
      client.stall(false)
      await rig.until(() => client.messages.length === sent && server.connection.bufferedBytes === 0)
      expect(server.drains).toBeGreaterThan(0)
      expect(client.messages.every(({ length }) => length === page.length)).toBe(true)
    })

    it('drops what goes beyond the hard limit, and says so', async () => {
      const { rig, enter } = await open()
      const { client, server } = await enter()
      client.stall(true)
      const page = new Uint8Array(256 * 1024)
      let taken = true
      for (let i = 0; taken && i < 200; i++) taken = server.connection.send(page)
      expect(taken).toBe(false)
      await rig.until(() => server.drops > 0)
      expect(server.connection.bufferedBytes).toBeGreaterThan(LIMITS.maxBackpressureBytes)
      expect(server.codes).toEqual([])
      client.stall(false)
      client.cut()
    })

    it('asks before the upgrade, and a refusal costs no session', async () => {
      const { rig, listener } = await open()
      listener.refusal = new TuttiError('rate_limited', undefined, { retryMs: 1_500 })
      await expect(rig.connect('https://page.example')).rejects.toThrow(/./)
      expect(listener.peers).toEqual([{ address: '127.0.0.1', origin: 'https://page.example' }])
      expect(listener.recorders).toEqual([])
    })

    it('gives each route its own sockets, and tells what they asked for', async () => {
      const { rig, listener } = await open()
      const client = await rig.connect(undefined, '/other/a%20b/c?x=1&y=%26', ['yauth-abc', 'more'])
      await rig.until(() => listener.recorders.length === 1)
      expect(listener.peers).toEqual([])
      const [{ path, query, protocols } = {} as Caller] = listener.callers
      expect([path, String(query), ...protocols]).toEqual(['/other/a b/c', 'x=1&y=%26', 'yauth-abc', 'more'])
      const [server] = listener.recorders
      client.send(new Uint8Array(LARGE))
      await rig.until(() => server!.messages.length === 1)
      client.send('text')
      expect(await client.closed).toBe(1008)
      const plain = await rig.connect(undefined, '/other', [])
      plain.send(new Uint8Array(LARGE + 1))
      await plain.closed
      await rig.until(() => listener.recorders[1]!.codes.length === 1)
      expect(listener.recorders[1]!.messages).toEqual([])
      listener.refusal = new TuttiError('unknown_room')
      await expect(rig.connect(undefined, '/other/x', [])).rejects.toThrow(/./)
      listener.refusal = undefined
      // What only begins so is another place.
      await rig.connect(undefined, '/others')
      expect(listener.peers).toHaveLength(1)
    })

    it('takes nobody in after stopListening, and keeps who is there', async () => {
      const { rig, enter } = await open()
      const { client, server } = await enter()
      rig.transport.stopListening()
      rig.transport.stopListening()
      await expect(rig.connect()).rejects.toThrow(/./)
      server.connection.send(bytes(1))
      await rig.until(() => client.messages.length === 1)
    })

    it('closes everything at the end', async () => {
      const { rig, enter } = await open()
      const { client, server } = await enter()
      rig.transport.close()
      await client.closed
      await rig.until(() => server.codes.length === 1)
    })

    it('hands over requests whole, and answers with what comes back', async () => {
      const { rig, listener } = await open()
      listener.respond = async (request) => ({
        status: 201,
        headers: { 'x-test': 'yes' },
        body: Buffer.concat([Buffer.from('got '), await request.body(100)]),
      })
      const response = await rig.request('POST', '/a%20b/c?x=1&x=2&y=%C3%A9', {
        body: 'a body',
        headers: { 'X-Mine': 'v', origin: 'https://page.example' },
      })
      expect(response.status).toBe(201)
      expect(response.headers?.['x-test']).toBe('yes')
      expect(new TextDecoder().decode(response.body as Uint8Array)).toBe('got a body')
      const request = listener.requests[0]!
      expect([request.method, request.path]).toEqual(['POST', '/a b/c'])
      expect(request.query.getAll('x')).toEqual(['1', '2'])
      expect(request.query.get('y')).toBe('é')
      expect(request.headers.get('x-mine')).toBe('v')
      expect(request.peer).toEqual({ address: '127.0.0.1', origin: 'https://page.example' })
    })

    it('refuses a body that is too large, by the limit of who reads it and by its own', async () => {
      const { rig, listener } = await open()
      listener.respond = async (request) => {
        const limit = Number(request.query.get('limit'))
        return request.body(limit).then(
          () => ({ status: 200 }),
          (thrown: TuttiError) => ({ status: thrown.code === 'body_too_large' ? 413 : 500 }),
        )
      }
      expect((await rig.request('POST', '/?limit=10', { body: 'x'.repeat(10) })).status).toBe(200)
      expect((await rig.request('POST', '/?limit=10', { body: 'x'.repeat(11) })).status).toBe(413)
      const large = 'x'.repeat(LIMITS.maxHttpBodyBytes + 1)
      expect((await rig.request('POST', '/?limit=999999999', { body: large })).status).toBe(413)
      expect((await rig.request('POST', '/large?limit=999999999', { body: large })).status).toBe(200)
      const larger = 'x'.repeat(LARGE + 1)
      expect((await rig.request('POST', '/large?limit=999999999', { body: larger })).status).toBe(413)
      expect((await rig.request('PUT', '/large?limit=999999999', { body: large })).status).toBe(413)
    })

    it('gives an empty body where there is none', async () => {
      const { rig, listener } = await open()
      const lengths: number[] = []
      listener.respond = async (request) => {
        lengths.push((await request.body(10)).length)
        return { status: 200 }
      }
      await rig.request('GET', '/')
      await rig.request('POST', '/')
      await rig.request('DELETE', '/')
      expect(lengths).toEqual([0, 0, 0])
    })
  })
}
