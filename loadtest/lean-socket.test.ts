import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { WebSocketServer } from 'ws'
import type { WebSocket } from 'ws'
import { LeanSocket } from './lean-socket.ts'

let server: WebSocketServer | undefined
afterEach(() => {
  for (const client of server?.clients ?? []) client.terminate()
  server?.close()
})

/** A server of another make, which checks what we send. */
const listen = async (): Promise<{ url: URL; socket: Promise<WebSocket> }> => {
  const made = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  server = made
  await new Promise<void>((resolve) => made.on('listening', resolve))
  const socket = new Promise<WebSocket>((resolve) => made.on('connection', resolve))
  return { url: new URL(`ws://127.0.0.1:${(made.address() as AddressInfo).port}/`), socket }
}

/** Resolves with the next messages, copied. */
const collector = () => {
  const got: Buffer[] = []
  let heard = () => {}
  return {
    got,
    message: (bytes: Uint8Array) => {
      got.push(Buffer.from(bytes))
      heard()
    },
    until: (count: number) =>
      new Promise<void>((resolve) => {
        heard = () => {
          if (got.length >= count) resolve()
        }
        heard()
      }),
  }
}

describe('the lean socket', () => {
  it('carries messages of every length form both ways', async () => {
    const { url, socket } = await listen()
    const heard = collector()
    const lean = await LeanSocket.open({ url }, { message: heard.message, closed() {} })
    const peer = await socket
    peer.on('message', (bytes) => peer.send(bytes, { binary: true }))
    const sent = [0, 1, 125, 126, 127, 4096, 65_535].map((length) => Buffer.alloc(length, length & 255))
    for (const bytes of sent) lean.send(bytes)
    await heard.until(sent.length)
    expect(heard.got.map((bytes) => bytes.length)).toEqual(sent.map((bytes) => bytes.length))
    expect(Buffer.concat(heard.got).equals(Buffer.concat(sent))).toBe(true)
  })

  it('reads a message that is longer than its buffer, and many that come in one piece', async () => {
    const { url, socket } = await listen()
    const heard = collector()
    await LeanSocket.open({ url }, { message: heard.message, closed() {} })
    const peer = await socket
    const long = Buffer.alloc(300_000, 7)
    peer.send(long)
    for (let i = 0; i < 200; i++) peer.send(Buffer.alloc(i, i))
    await heard.until(201)
    expect(heard.got[0]!.equals(long)).toBe(true)
    expect(heard.got.slice(1).map((bytes) => bytes.length)).toEqual(Array.from({ length: 200 }, (_, i) => i))
  })

  it('joins fragments, with a ping in between', async () => {
    const { url, socket } = await listen()
    const heard = collector()
    await LeanSocket.open({ url }, { message: heard.message, closed() {} })
    const peer = await socket
    const pong = new Promise<Buffer>((resolve) => peer.on('pong', resolve))
    peer.send(Buffer.from('one '), { fin: false, binary: true })
    peer.ping('still there?')
    peer.send(Buffer.from('message'), { fin: true })
    await heard.until(1)
    expect(heard.got[0]!.toString()).toBe('one message')
    expect(String(await pong)).toBe('still there?')
  })

  it('tells the code of a close, and that there was none', async () => {
    const { url, socket } = await listen()
    const closed = new Promise<[number, string]>((resolve) => {
      void LeanSocket.open({ url }, { message() {}, closed: (code, reason) => resolve([code, reason]) })
    })
    ;(await socket).close(4001, 'slow')
    expect(await closed).toEqual([4001, 'slow'])
  })

  it('rejects when nobody listens', async () => {
    const { url } = await listen()
    const gone = server!
    await new Promise<void>((resolve) => gone.close(resolve))
    await expect(LeanSocket.open({ url }, { message() {}, closed() {} })).rejects.toThrow('ECONNREFUSED')
  })
})
