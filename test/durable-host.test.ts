/** Durable rooms in a whole host on real sockets and a real database: what was acknowledged is there, whatever happens. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { connect } from '../client-sdk/src/index.ts'
import { encodeClientFrame } from '../shared/client-codec.ts'
import { FRAME } from '../shared/frames.ts'
import type { ClientFrame, ServerFrame } from '../shared/frames.ts'
import { decodeServerFrames } from '../shared/server-codec.ts'
import { startHost } from './support/host.ts'
import { ledger } from './support/ledger-kind.ts'
import { startProxy } from './support/proxy.ts'
import { echo } from './support/toy-kinds.ts'
import { until } from './support/until.ts'

const rooms = { ledger, echo }

const cleanup: (() => void)[] = []
afterEach(() => {
  for (const end of cleanup.splice(0).toReversed()) end()
})

const folder = (): string => {
  const dir = mkdtempSync(join(tmpdir(), 'tutti-durable-'))
  cleanup.push(() => rmSync(dir, { recursive: true, force: true }))
  return dir
}
const start = async (dataDir: string) => {
  const host = await startHost(rooms, { TUTTI_DATA_DIR: dataDir })
  cleanup.push(host.close)
  return host
}
/** A host behind an address that stays when it is followed by another. */
const startBehindProxy = async () => {
  const dataDir = folder()
  let host = await start(dataDir)
  const proxy = await startProxy(() => host.port)
  cleanup.push(proxy.close)
  return {
    url: `http://127.0.0.1:${proxy.port}`,
    kill: () => host.stop(),
    drain: () => host.drain(100),
    startAgain: async () => {
      host = await start(dataDir)
    },
  }
}
const arrive = (url: string, name: string) => {
  const client = connect<typeof rooms>(url, { name })
  cleanup.push(() => client.close())
  return client
}

/** A client that does only what it is told. */
const rawClient = async (url: string) => {
  const { token } = (await (await fetch(`${url}/v1/guest`, { method: 'POST', body: '{}' })).json()) as { token: string }
  const socket = new WebSocket(url.replace('http', 'ws'), 'tutti.v1')
  cleanup.push(() => socket.terminate())
  const frames: ServerFrame[] = []
  let look = () => {}
  socket.on('message', (data: Buffer) => {
    frames.push(...decodeServerFrames(new Uint8Array(data)))
    look()
  })
  await new Promise<void>((resolve) => socket.on('open', resolve))
  const send = (frame: ClientFrame) => socket.send(encodeClientFrame(frame))
  send({ type: FRAME.HELLO, version: 1, token, device: 'raw', resume: null })
  const wait = (done: () => boolean) => until(done, (again) => (look = again), 10_000)
  return { send, frames, wait }
}

describe('a host that is stopped without a word', () => {
  it('[D6, J4] gives members of an idle room their place back: the same epoch, recovered, nothing told twice', async () => {
    const { url, kill, startAgain } = await startBehindProxy()
    const ada = await arrive(url, 'ada').join('ledger', 'idle')
    await ada.request('write', { text: 'before' })
    // Never gets an event: it came after the last one.
    const bob = await arrive(url, 'bob').join('ledger', 'idle')
    const told: string[] = []
    bob.on('written', ({ text }) => told.push(text))
    bob.onDiscontinuity(() => told.push('a discontinuity'))
    const back = new Promise<boolean>((resolve) => bob.onJoined(({ recovered }) => resolve(recovered)))
    await kill()
    await startAgain()
    expect(await back).toBe(true)
    await ada.request('write', { text: 'after' })
    await bob.request('write', { text: 'bob too' })
    expect(told).toEqual(['after', 'bob too'])
  })

  it('[J2] loses nothing that it had acknowledged, and does nothing twice that is sent again', async () => {
    const { url, kill, startAgain } = await startBehindProxy()
    const client = arrive(url, 'ada')
    const room = await client.join('ledger', 'busy')
    const answered: number[] = []
    let notify = () => {}
    const writing = Array.from({ length: 300 }, async (_, i) => {
      const { n } = (await room.request('write', { text: `line ${i}` })) as { n: number }
      answered.push(n)
      notify()
    })
    await until(
      () => answered.length >= 50,
      (again) => (notify = again),
      10_000,
    )
    await kill()
    const before = answered.length
    expect(before).toBeLessThan(300)
    await startAgain()
    await Promise.all(writing)
    const { lines } = await client.query('ledger', 'busy', 'lines', {})
    expect(lines.map(({ n, text }) => [n, text])).toEqual(Array.from({ length: 300 }, (_, i) => [i + 1, `line ${i}`]))
    expect(answered).toEqual(Array.from({ length: 300 }, (_, i) => i + 1))
  })
})

describe('a row that the database refuses', () => {
  it('[J7] reloads its room, and the neighbour in the same commits feels nothing', async () => {
    const host = await start(folder())
    const ada = await arrive(host.url, 'ada').join('ledger', 'spoilt')
    const bob = await arrive(host.url, 'bob').join('ledger', 'sound')
    const status: string[] = []
    bob.onStatus((one) => status.push(one))
    const again = new Promise<boolean>((resolve) => ada.onJoined(({ recovered }) => resolve(recovered)))
    await ada.request('write', { text: 'kept' })
    const spoilt = ada.request('spoil', { sure: true }, { timeoutMs: 50 })
    const writing = Array.from({ length: 50 }, (_, i) => bob.request('write', { text: `line ${i}` }))
    await expect(spoilt).rejects.toMatchObject({ code: 'timeout' })
    await Promise.all(writing)
    expect(await again).toBe(true)
    expect(await ada.request('write', { text: 'goes on' })).toEqual({ n: 2 })
    expect(status).toEqual([])
    const metrics = await (await fetch(`${host.url}/metrics`)).text()
    expect(metrics).toMatch(/tutti_room_takeovers_total\{kind="ledger"\} [12]\n/)
    expect(metrics).toMatch(/tutti_commits_total \d+\n/)
  })
})

describe('a member that was away for long', () => {
  it('[J6] gets what the ring has forgotten from the database, once and in order, then what comes live', async () => {
    const { url, drain, startAgain } = await startBehindProxy()
    const ada = await arrive(url, 'ada').join('ledger', 'long')
    const text = 'x'.repeat(1_000)
    for (let i = 0; i < 300; i += 30)
      await Promise.all(Array.from({ length: 30 }, (_, j) => ada.request('write', { text: `${i + j} ${text}` })))
    const { epoch } = ada.position!
    await drain()
    // A host that has just started holds no ring at all.
    await startAgain()
    const client = await rawClient(url)
    const since = { epoch, seq: 10 }
    client.send({ type: FRAME.JOIN, rid: 1, kind: 'ledger', room: 'long', since, options: null })
    const seqs = () =>
      client.frames.flatMap((frame) =>
        frame.type === FRAME.EVENTS ? frame.events.map((_event, i) => frame.seq + i) : [],
      )
    const joined = () => client.frames.find((frame) => frame.type === FRAME.JOINED)
    await client.wait(() => joined() !== undefined)
    expect(joined()).toMatchObject({ recovered: true, seq: 10 })
    const bob = await arrive(url, 'bob').join('ledger', 'long')
    await bob.request('write', { text: 'live' })
    await client.wait(() => seqs().includes(301))
    const fresh = seqs().filter((seq) => seq > 10)
    expect(fresh).toEqual(Array.from({ length: 291 }, (_, i) => i + 11))
  }, 30_000)
})

describe('a host whose kinds keep nothing', () => {
  it('opens no database', async () => {
    const host = await startHost({ echo })
    cleanup.push(host.close)
    const room = await connect<{ echo: typeof echo }>(host.url, { name: 'ada' }).join('echo', 'a')
    expect(await room.request('say', { text: 'hi' })).toEqual({ said: 1 })
    expect(readdirSync(host.dataDir).filter((name) => name.endsWith('.db'))).toEqual([])
  })
})
