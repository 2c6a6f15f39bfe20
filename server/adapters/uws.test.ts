/** The uWebSockets.js transport under the contract of all transports, and what only real sockets show. */
import { connect as connectTcp } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { transportContract } from '../../test/contracts/transport.ts'
import type { Client } from '../../test/contracts/transport-rig.ts'
import { LIMITS } from '../../shared/limits.ts'
import { TuttiError } from '../../shared/errors.ts'
import type { HttpRequest, Transport, TransportEvents } from '../ports.ts'
import { createUwsTransport } from './uws.ts'

const until = async (done: () => boolean): Promise<void> => {
  const deadlineMs = performance.now() + 10_000
  while (!done()) {
    if (performance.now() > deadlineMs) throw new Error('it did not happen in time')
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
}

const dial = (port: number, origin?: string, path = '/', protocols = ['tutti.v1']): Promise<Client> =>
  new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, protocols, origin === undefined ? {} : { origin })
    const messages: Uint8Array[] = []
    const closed = new Promise<number>((done) => socket.on('close', done))
    socket.on('message', (data: Buffer) => messages.push(new Uint8Array(data)))
    socket.on('error', reject)
    socket.on('open', () =>
      resolve({
        messages,
        closed,
        send: (data) => socket.send(data),
        close: (code) => socket.close(code),
        cut: () => socket.terminate(),
        stall: (stalled) => (stalled ? socket.pause() : socket.resume()),
      }),
    )
  })

const start = async (events: TransportEvents) => {
  const transport = createUwsTransport()
  const port = await transport.listen('127.0.0.1', 0, events)
  return {
    transport,
    port,
    // The kernel takes some megabytes of a stopped reader before anything shows.
    swallows: 12,
    until,
    connect: (origin?: string, path?: string, protocols?: string[]) => dial(port, origin, path, protocols),
    request: async (method: string, url: string, options: { body?: string; headers?: Record<string, string> } = {}) => {
      const response = await fetch(`http://127.0.0.1:${port}${url}`, { method, redirect: 'manual', ...options })
      const headers = Object.fromEntries(response.headers)
      return { status: response.status, headers, body: new Uint8Array(await response.arrayBuffer()) }
    },
  }
}

transportContract('uWebSockets.js', start)

describe('uWebSockets.js', () => {
  const transports: Transport[] = []
  afterEach(() => {
    for (const transport of transports.splice(0)) transport.close()
  })
  const quiet: TransportEvents = {
    admit: () => undefined,
    bodyLimit: () => LIMITS.maxHttpBodyBytes,
    opened: () => ({ message() {}, drained() {}, dropped() {}, closed() {} }),
    request: () => Promise.resolve({ status: 200, body: 'hello' }),
  }
  const serve = async (events: Partial<TransportEvents> = {}, proxies = 0) => {
    const transport = createUwsTransport({ proxies })
    transports.push(transport)
    return { transport, port: await transport.listen('127.0.0.1', 0, { ...quiet, ...events }) }
  }
  const upgrade = (port: number, headers: Record<string, string>): Promise<string> =>
    new Promise((resolve, reject) => {
      const socket = connectTcp(port, '127.0.0.1', () => {
        const lines = Object.entries({
          host: 'localhost',
          connection: 'Upgrade',
          upgrade: 'websocket',
          'sec-websocket-version': '13',
          'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
          ...headers,
        }).map(([name, value]) => `${name}: ${value}`)
        socket.write(`GET / HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`)
      })
      socket.on('data', (data) => {
        resolve(data.toString())
        socket.destroy()
      })
      socket.on('error', reject)
    })

  it('[F1] speaks tutti.v1, also when it is one offer of several, and refuses whoever does not offer it', async () => {
    const { port } = await serve()
    const good = await upgrade(port, { 'sec-websocket-protocol': 'chat, tutti.v1' })
    expect(good).toMatch(/^HTTP\/1\.1 101 /)
    expect(good.toLowerCase()).toContain('sec-websocket-protocol: tutti.v1\r\n')
    for (const offer of [{}, { 'sec-websocket-protocol': 'tutti.v2' }]) {
      const bad = await upgrade(port, offer)
      expect(bad).toMatch(/^HTTP\/1\.1 400 /)
      expect(bad).toContain('"code":"bad_version"')
    }
  })

  it('[L3] refuses with the status of the code, as JSON, and says when to come back', async () => {
    const refusal = new TuttiError('rate_limited', undefined, { retryMs: 1_500 })
    const { port } = await serve({ admit: () => refusal })
    const answer = await upgrade(port, { 'sec-websocket-protocol': 'tutti.v1' })
    expect(answer).toMatch(/^HTTP\/1\.1 429 Too Many Requests\r\n/)
    expect(answer.toLowerCase()).toContain('retry-after: 2\r\n')
    expect(answer).toContain('{"error":{"code":"rate_limited"')
    expect(answer).toContain('"retryMs":1500')
  })

  it('answers HEAD with the length of the body and without the body', async () => {
    const { port } = await serve()
    const response = await fetch(`http://127.0.0.1:${port}/`, { method: 'HEAD' })
    expect(response.headers.get('content-length')).toBe('5')
    expect(await response.text()).toBe('')
  })

  it('answers an address that cannot be decoded with not_found', async () => {
    const { port } = await serve()
    const response = await fetch(`http://127.0.0.1:${port}/%ff`)
    expect(response.status).toBe(404)
    expect(await response.json()).toMatchObject({ error: { code: 'not_found' } })
  })

  it('lets go of a request whose client went away', async () => {
    let seen: HttpRequest | undefined
    let failure: unknown
    let release: () => void = () => {}
    const { port } = await serve({
      request: async (request) => {
        seen = request
        await request.body(1_000).catch((thrown: unknown) => (failure = thrown))
        await new Promise<void>((resolve) => (release = resolve))
        return { status: 200 }
      },
    })
    const socket = connectTcp(port, '127.0.0.1', () =>
      socket.write('POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nabc'),
    )
    await until(() => seen !== undefined)
    socket.destroy()
    await until(() => failure !== undefined)
    release()
    expect((failure as TuttiError).code).toBe('timeout')
    // The port still serves.
    expect((await fetch(`http://127.0.0.1:${port}/%ff`)).status).toBe(404)
  })

  it('believes as many proxies as it was told of, and nobody else', async () => {
    for (const [proxies, wanted] of [
      [0, '127.0.0.1'],
      [1, '3.3.3.3'],
      [2, '2.2.2.2'],
      [9, '1.1.1.1'],
    ] as const) {
      const seen: string[] = []
      const { port } = await serve(
        { request: ({ peer }) => Promise.resolve({ status: 200, body: String(seen.push(peer.address)) }) },
        proxies,
      )
      await fetch(`http://127.0.0.1:${port}/`, { headers: { 'x-forwarded-for': '1.1.1.1, 2.2.2.2, 3.3.3.3' } })
      expect(seen).toEqual([wanted])
    }
  })

  it('does not share its port', async () => {
    const { port } = await serve()
    const second = createUwsTransport()
    transports.push(second)
    await expect(second.listen('127.0.0.1', port, quiet)).rejects.toThrow(/cannot listen on 127.0.0.1/)
  })
})
