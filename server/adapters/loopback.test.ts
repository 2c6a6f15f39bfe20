/** The loopback transport under the contract of all transports, and what it adds for tests. */
import { describe, expect, it } from 'vitest'
import { transportContract } from '../../test/contracts/transport.ts'
import type { Client } from '../../test/contracts/transport-rig.ts'
import type { TransportEvents } from '../ports.ts'
import { createLoopback } from './loopback.ts'

const start = async (events: TransportEvents) => {
  const transport = createLoopback()
  await transport.listen('localhost', 0, events)
  const turn = async (): Promise<void> => {
    await new Promise((resolve) => setImmediate(resolve))
    transport.deliver()
  }
  // Nothing moves by itself here: who waits for something turns the crank.
  const crank = setInterval(() => transport.deliver(), 1)
  crank.unref()
  return {
    transport,
    swallows: 0,
    connect: async (origin?: string, address = '/', protocols = ['tutti.v1']): Promise<Client> => {
      const { pathname, searchParams: query } = new URL(address, 'http://loopback')
      const socket = transport.connect({ origin, path: decodeURIComponent(pathname), query, protocols })
      const messages: Uint8Array[] = []
      socket.onmessage = ({ data }) => messages.push(new Uint8Array(data))
      const closed = new Promise<number>((resolve) => (socket.onclose = ({ code }) => resolve(code)))
      await new Promise<void>((resolve, reject) => {
        socket.onopen = resolve
        socket.onerror = () => reject(new Error('refused'))
        transport.deliver()
      })
      return {
        messages,
        closed,
        send: (data) => socket.send(data),
        close: (code) => socket.close(code),
        cut: () => socket.cut(),
        stall: (stalled) => (socket.stalled = stalled),
      }
    },
    request: (method: string, url: string, options: { body?: string; headers?: Record<string, string> } = {}) =>
      transport.request({ method, url, ...options }),
    until: async (done: () => boolean): Promise<void> => {
      for (let i = 0; i < 1_000 && !done(); i++) await turn()
      expect(done()).toBe(true)
    },
  }
}

transportContract('loopback', start)

describe('loopback', () => {
  it('moves nothing until it is told, and then by one hop', async () => {
    const transport = createLoopback()
    const heard: string[] = []
    await transport.listen('localhost', 0, {
      admit: () => undefined,
      bodyLimit: () => 0,
      opened: (connection) => ({
        message: (bytes) => {
          heard.push(`message ${bytes[0]}`)
          connection.send(new Uint8Array([bytes[0]! + 1]))
        },
        drained: () => heard.push('drained'),
        dropped: () => heard.push('dropped'),
        closed: (code) => heard.push(`closed ${code}`),
      }),
      request: () => Promise.resolve({ status: 200 }),
    })
    const socket = transport.connect()
    socket.onopen = () => {
      heard.push('open')
      socket.send(new Uint8Array([1]))
    }
    socket.onmessage = ({ data }) => heard.push(`reply ${new Uint8Array(data)[0]}`)
    expect(socket.readyState).toBe(0)
    transport.deliver()
    expect(heard).toEqual(['open'])
    transport.deliver()
    expect(heard).toEqual(['open', 'message 1'])
    transport.deliver()
    expect(heard).toEqual(['open', 'message 1', 'reply 2', 'drained'])
  })

  it('spoils inbound bytes after the call, so that nobody keeps them', async () => {
    const transport = createLoopback()
    const kept: Uint8Array[] = []
    await transport.listen('localhost', 0, {
      admit: () => undefined,
      bodyLimit: () => 0,
      opened: () => ({ message: (bytes) => kept.push(bytes), drained() {}, dropped() {}, closed() {} }),
      request: () => Promise.resolve({ status: 200 }),
    })
    const socket = transport.connect()
    transport.deliver()
    socket.send(new Uint8Array([1, 2]))
    await transport.flush()
    expect(kept[0]).toEqual(new Uint8Array([0xc1, 0xc1]))
  })
})
