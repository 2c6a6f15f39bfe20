/** The edge on real sockets: what only a kernel's buffers and a real close show. */
import { SignJWT } from 'jose'
import { afterEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { encodeClientFrame } from '../../shared/client-codec.ts'
import { FRAME } from '../../shared/frames.ts'
import type { ClientFrame, ServerFrame } from '../../shared/frames.ts'
import { LIMITS } from '../../shared/limits.ts'
import { decodeServerFrames } from '../../shared/server-codec.ts'
import { FakeEngine } from '../../test/support/fake-engine.ts'
import { createManualClock } from '../adapters/manual-clock.ts'
import { createUwsTransport } from '../adapters/uws.ts'
import { createMeters } from '../ops/meters.ts'
import { createAuth } from './auth.ts'
import { createEdge } from './edge.ts'

const SECRET = new Uint8Array(32).fill(7)
const KB = 'x'.repeat(1_000)
const cleanUps: (() => void)[] = []
afterEach(() => {
  for (const cleanUp of cleanUps.splice(0)) cleanUp()
})

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** Real sockets, and a clock that the test moves: fifteen seconds of patience take no time. */
const open = async () => {
  const clock = createManualClock()
  const transport = createUwsTransport()
  const engine = new FakeEngine(clock)
  const { edge: meter } = createMeters()
  const log = { debug() {}, info() {}, warn() {}, error() {} }
  const edge = createEdge({
    transport,
    engine,
    auth: createAuth({ secret: SECRET, guests: true }, clock),
    clock,
    log,
    meter,
    contracts: new Map(),
    config: {
      origins: new Set(['*']),
      maxConnections: 100,
      perAddress: { perSecond: 100, burst: 100 },
      secret: SECRET,
      metrics: 'off',
    },
    ready: () => [],
    scrape: () => Promise.resolve(''),
  })
  engine.wire(edge.side)
  const port = await transport.listen('127.0.0.1', 0, edge.events)
  cleanUps.push(() => {
    edge.close()
    transport.close()
  })
  const until = async (done: () => boolean): Promise<void> => {
    const deadlineMs = performance.now() + 15_000
    while (!done()) {
      if (performance.now() > deadlineMs) throw new Error('it did not happen in time')
      clock.flush()
      await turn()
    }
  }
  const join = async (user: string) => {
    const token = await new SignJWT({}).setProtectedHeader({ alg: 'HS256' }).setSubject(user).sign(SECRET)
    const socket = new WebSocket(`ws://127.0.0.1:${port}/`, 'tutti.v1')
    const client = { socket, frames: [] as ServerFrame[], code: undefined as number | undefined }
    socket.on('message', (data) => client.frames.push(...decodeServerFrames(data)))
    socket.on('close', (code) => (client.code = code))
    await new Promise<void>((resolve) => socket.on('open', resolve))
    const frames: ClientFrame[] = [
      { type: FRAME.HELLO, version: 1, token, device: 'd', resume: null },
      { type: FRAME.JOIN, rid: 1, kind: 'chat', room: 'general', since: null, options: null },
    ]
    socket.send(Buffer.concat(frames.map((frame) => encodeClientFrame(frame))))
    await until(() => client.frames.some(({ type }) => type === FRAME.JOINED))
    return client
  }
  const seqs = ({ frames }: { frames: ServerFrame[] }): number[] =>
    frames.flatMap((frame) => (frame.type === FRAME.EVENTS ? frame.events.map((_, i) => frame.seq + i) : []))
  return { clock, engine, meter, until, join, seqs, edge }
}

const upTo = (n: number): number[] => Array.from({ length: n }, (_, i) => i + 1)

describe('the edge on real sockets', () => {
  it('[D7, D9] takes a reader that stopped off the stream, and gives it every event once when it reads again', async () => {
    const { clock, engine, meter, until, join, seqs } = await open()
    const slow = await join('ada')
    const quick = await join('bob')
    const room = engine.room('chat', 'general')
    room.ringSize = 100_000
    slow.socket.pause()
    // The kernel takes megabytes before our buffer shows anything.
    while (meter.demotions === 0) {
      for (let i = 0; i < 200; i++) room.say(KB)
      await turn()
      clock.advance(100)
      // Whole seconds would pass for the watchdogs.
      slow.socket.send(encodeClientFrame({ type: FRAME.PONG, time: 0 }))
      quick.socket.send(encodeClientFrame({ type: FRAME.PONG, time: 0 }))
    }
    for (let i = 0; i < 5_000; i++) room.say(KB)
    await turn()
    clock.advance(100)
    expect(meter.bufferMaxBytes).toBeLessThan(2 * 1024 * 1024)
    await until(() => seqs(quick).length === room.seq)
    slow.socket.resume()
    await until(() => seqs(slow).length === room.seq)
    room.say('live')
    await until(() => seqs(slow).length === room.seq && seqs(quick).length === room.seq)
    expect(seqs(slow)).toEqual(upTo(room.seq))
    expect(seqs(quick)).toEqual(upTo(room.seq))
    expect(meter.dropped).toBe(0)
  })

  it('[D7, E1] tells a reader that stays away why it was closed, with the code behind everything sent before', async () => {
    const { clock, engine, meter, until, join, seqs } = await open()
    const slow = await join('ada')
    const room = engine.room('chat', 'general')
    slow.socket.pause()
    while (meter.demotions === 0) {
      for (let i = 0; i < 200; i++) room.say(KB)
      await turn()
      clock.advance(100)
      slow.socket.send(encodeClientFrame({ type: FRAME.PONG, time: 0 }))
    }
    for (let ms = 0; ms <= LIMITS.slowMs; ms += 1_000) {
      clock.advance(1_000)
      slow.socket.send(encodeClientFrame({ type: FRAME.PONG, time: 0 }))
      await turn()
    }
    expect(meter.connections).toBe(0)
    slow.socket.resume()
    await until(() => slow.code !== undefined)
    expect(slow.code).toBe(4001)
    expect(slow.frames.at(-1)).toMatchObject({ type: FRAME.BYE, code: 'slow' })
    expect(seqs(slow)).toEqual(upTo(seqs(slow).length))
  })

  it('[S5, E1] closes with a reason that arrives', async () => {
    const { join, until } = await open()
    const first = await join('ada')
    await join('ada')
    await until(() => first.code !== undefined)
    expect(first.code).toBe(4503)
    expect(first.frames.at(-1)).toMatchObject({ type: FRAME.BYE, code: 'replaced' })
  })

  it('[E4] drains', async () => {
    const { join, until, edge, clock } = await open()
    const client = await join('ada')
    const drained = edge.drain(1_000)
    await until(() => client.frames.at(-1)?.type === FRAME.ROUTE)
    clock.advance(1_000)
    await until(() => client.code !== undefined)
    await drained
    expect(client.code).toBe(4000)
    expect(client.frames.at(-1)).toMatchObject({ type: FRAME.BYE, code: 'draining' })
  })
})
