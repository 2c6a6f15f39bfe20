/** Files, exports and badges through a whole edge on real sockets: what a page does with them. */
import { createHash } from 'node:crypto'
import { SignJWT } from 'jose'
import { afterEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { systemClock } from '../server/adapters/system-clock.ts'
import { createUwsTransport } from '../server/adapters/uws.ts'
import { createAuth } from '../server/edge/auth.ts'
import { createEdge } from '../server/edge/edge.ts'
import { createMeters } from '../server/ops/meters.ts'
import { encodeClientFrame } from '../shared/client-codec.ts'
import { FRAME } from '../shared/frames.ts'
import type { ClientFrame, ServerFrame } from '../shared/frames.ts'
import { LIMITS } from '../shared/limits.ts'
import { decodeServerFrames } from '../shared/server-codec.ts'
import { FakeEngine } from './support/fake-engine.ts'
import { silentLog } from './support/silent-log.ts'
import { until } from './support/until.ts'

const SECRET = new Uint8Array(32).fill(7)
const ends: (() => void)[] = []
afterEach(() => {
  for (const end of ends.splice(0)) end()
})

const start = async () => {
  const transport = createUwsTransport()
  const engine = new FakeEngine(systemClock)
  const meter = createMeters().edge
  const edge = createEdge({
    transport,
    engine,
    auth: createAuth({ secret: SECRET, guests: true }, systemClock),
    clock: systemClock,
    log: silentLog,
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
  ends.push(() => {
    edge.close()
    transport.close()
  })
  const token = await new SignJWT({}).setProtectedHeader({ alg: 'HS256' }).setSubject('ada').sign(SECRET)
  return { port, engine, meter, token, url: `http://127.0.0.1:${port}/v1/chat/general` }
}

describe('an edge on real sockets', () => {
  it('[H6, H8] takes a file and gives it back, and takes none beyond its kind’s size', async () => {
    const { url, token } = await start()
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/zip' }
    const body = Uint8Array.from({ length: 200_000 }, (_, i) => i % 251)
    const put = await fetch(`${url}/files?name=${encodeURIComponent('zürich.zip')}`, { method: 'POST', headers, body })
    expect(put.status).toBe(201)
    const hash = createHash('sha256').update(body).digest('hex')
    expect(await put.json()).toEqual({ hash, name: 'zürich.zip', type: 'application/zip', bytes: 200_000 })
    const got = await fetch(`${url}/files/${hash}`, { headers })
    expect(got.headers.get('content-type')).toBe('application/octet-stream')
    expect(got.headers.get('content-disposition')).toContain("filename*=UTF-8''z%C3%BCrich.zip")
    expect(Buffer.compare(new Uint8Array(await got.arrayBuffer()), body)).toBe(0)
    const unknown = await fetch(`${url}/files`, { method: 'POST', headers: { 'content-type': 'image/png' }, body })
    expect(unknown.status).toBe(401)
    const large = await fetch(`${url}/files`, { method: 'POST', headers, body: new Uint8Array(200_001) })
    expect(large.status).toBe(413)
    // Every other address keeps its small limit.
    const query = await fetch(`${url}/history`, { method: 'POST', headers, body: new Uint8Array(100_000) })
    expect(query.status).toBeGreaterThanOrEqual(400)
  })

  it('[H10] streams an export, and ends its source when the reader goes', async () => {
    const { url, token, engine } = await start()
    const headers = { authorization: `Bearer ${token}` }
    let ended: () => void = () => {}
    const over = new Promise<void>((resolve) => (ended = resolve))
    engine.exported = async function* (name) {
      try {
        for (let n = 0; name === 'all' || n < 10_000; n++) {
          if (n % 100 === 0) await new Promise((resolve) => setImmediate(resolve))
          yield { n, text: 'x'.repeat(100) }
        }
      } finally {
        ended()
      }
    }
    const text = await (await fetch(`${url}/some.ndjson`, { headers })).text()
    expect(
      text
        .trimEnd()
        .split('\n')
        .map((line) => (JSON.parse(line) as { n: number }).n),
    ).toEqual(Array.from({ length: 10_000 }, (_, n) => n))
    const going = new AbortController()
    const response = await fetch(`${url}/all.ndjson`, { headers, signal: going.signal })
    await response.body!.getReader().read()
    going.abort()
    await over
  })

  it('[W4] brings badges of a room that nobody joined', async () => {
    const { port, token, engine, meter } = await start()
    const socket = new WebSocket(`ws://127.0.0.1:${port}/`, 'tutti.v1')
    ends.push(() => socket.terminate())
    const frames: ServerFrame[] = []
    let look: () => void = () => {}
    socket.on('message', (data: Buffer) => {
      frames.push(...decodeServerFrames(new Uint8Array(data)))
      look()
    })
    await new Promise<void>((resolve) => socket.on('open', () => resolve()))
    const asked: ClientFrame[] = [
      { type: FRAME.HELLO, version: 1, token, device: 'd', resume: null },
      { type: FRAME.WATCH, rid: 1, kind: 'chat', rooms: ['a', 'b'] },
    ]
    socket.send(Buffer.concat(asked.map((frame) => encodeClientFrame(frame))))
    const had = (type: number) => () => frames.some((frame) => frame.type === type)
    const wait = (done: () => boolean) => until(done, (again) => (look = again), LIMITS.badgeMs + 5_000)
    await wait(had(FRAME.REPLY))
    for (let n = 1; n <= 3; n++) engine.badge('chat', 'b', { n })
    await wait(had(FRAME.BADGE))
    expect(frames.at(-1)).toEqual({ type: FRAME.BADGE, kind: 'chat', room: 'b', body: { n: 3 } })
    expect([engine.joins.length, meter.watches]).toEqual([0, 2])
  })
})
