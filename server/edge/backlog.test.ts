/** A resume whose missed events come from a database: a cursor that waits for pages, and whose time that is. */
import { describe, expect, it } from 'vitest'
import { FRAME } from '../../shared/frames.ts'
import { LIMITS } from '../../shared/limits.ts'
import { startEdge } from '../../test/support/edge-harness.ts'

const KB = 'x'.repeat(1_000)
const EVENTS = 300
const numbers = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, i) => from + i)

/** A client that joined with a since long ago, in a room whose ring holds nothing. */
const resumed = async () => {
  const rig = await startEdge()
  const room = rig.engine.room('chat', 'general')
  for (let i = 0; i < EVENTS; i++) room.say(KB)
  room.stored = true
  const client = await rig.enter()
  const since = { epoch: room.epoch, seq: 0 }
  client.send({ type: FRAME.JOIN, rid: 1, kind: 'chat', room: 'general', since, options: null })
  await rig.settle()
  /** It lives, whether it reads or not. */
  const pass = async (ms: number): Promise<void> => {
    for (let leftMs = ms; leftMs > 0; leftMs -= 3_000) {
      client.send({ type: FRAME.PONG, time: 0 })
      await rig.pass(Math.min(3_000, leftMs))
    }
  }
  const seqs = (): number[] => client.said.map(([seq]) => seq)
  /** Reads pages as long as any are waited for. */
  const read = async (): Promise<void> => {
    while (room.reading.size > 0) {
      room.readPages()
      await rig.settle()
    }
  }
  return { ...rig, pass, room, client, seqs, read }
}

describe('a backlog from the database', () => {
  it('[D6, D4] comes page by page behind JOINED, then the live stream, each event once', async () => {
    const { room, client, seqs, read, settle } = await resumed()
    expect(client.last(FRAME.JOINED)).toMatchObject({ seq: 0, recovered: true })
    expect(seqs()).toEqual([])
    room.say('meanwhile')
    room.readPages()
    await settle()
    expect(seqs().length).toBeGreaterThan(30)
    expect(seqs().length).toBeLessThan(100)
    await read()
    room.say('live')
    await settle()
    expect(seqs()).toEqual(numbers(1, EVENTS + 2))
  })

  it('[D7] may take the database a minute: the reader is not slow', async () => {
    const { room, client, seqs, read, pass, settle } = await resumed()
    await pass(60_000)
    room.readPages()
    await settle()
    await pass(60_000)
    await read()
    expect(client.closeCode).toBeUndefined()
    expect(seqs()).toEqual(numbers(1, EVENTS))
    expect(room.left).toEqual([])
  })

  it('[D7] does not keep a reader that never drains', async () => {
    const { room, client, pass, settle } = await resumed()
    client.socket.stalled = true
    await pass(1_000)
    room.readPages()
    await settle()
    await pass(LIMITS.slowMs - 1_000)
    expect(client.closeCode).toBeUndefined()
    await pass(2_000)
    client.socket.stalled = false
    await settle()
    expect(client.last(FRAME.BYE)?.code).toBe('slow')
    expect(room.left).toEqual(['lost'])
  })

  it('[D7] counts a reader’s time from when its page is there, if the socket filled meanwhile', async () => {
    const { room, client, pass, settle } = await resumed()
    client.socket.stalled = true
    for (let i = 0; i < 40; i++) room.seats[0]!.newest(1, i, room.stateFrame(i, KB))
    await pass(60_000)
    expect(client.closeCode).toBeUndefined()
    room.readPages()
    await pass(LIMITS.slowMs + 300)
    client.socket.stalled = false
    await settle()
    expect(client.last(FRAME.BYE)?.code).toBe('slow')
  })

  it('[D9] holds up no other room of the session', async () => {
    const { engine, client, room, settle, read, seqs } = await resumed()
    client.send({ type: FRAME.JOIN, rid: 2, kind: 'chat', room: 'other', since: null, options: null })
    await settle()
    const other = engine.room('chat', 'other')
    other.say('now')
    other.typing('now')
    room.typing('here, too')
    await settle()
    expect(client.all(FRAME.EVENTS).map(({ ref, seq }) => [ref, seq])).toEqual([[other.ref, 1]])
    expect(client.all(FRAME.FLEETING)).toHaveLength(2)
    await read()
    expect(seqs().slice(1)).toEqual(numbers(1, EVENTS))
  })

  it('that is read after the member left reaches nobody', async () => {
    const { client, room, settle, seqs } = await resumed()
    client.send({ type: FRAME.LEAVE, rid: 2, ref: room.ref })
    await settle()
    room.readPages()
    await settle()
    expect([seqs(), client.closeCode, client.last(FRAME.REPLY)?.rid]).toEqual([[], undefined, 2])
  })

  it('[D7] is where a member goes on that is taken off before anything new was said', async () => {
    const { room, client, pass, seqs, read, settle, meter } = await resumed()
    await read()
    client.socket.stalled = true
    // As in a room that was opened anew: nothing was published before.
    for (let i = 0; i < 600; i++) room.seats[0]!.fleeting(room.fleetingFrame('x'.repeat(400)))
    for (let i = 0; i < 400; i++) room.seats[0]!.replies(new Uint8Array(1_000).fill(0xc0), 0)
    await pass(200)
    expect(meter.demotions).toBe(1)
    room.say('new')
    client.socket.stalled = false
    client.socket.onmessage = null
    await settle()
    expect(room.reading.size).toBe(1)
    expect(seqs()).toEqual(numbers(1, EVENTS))
  })
})

it('what a client has acknowledged goes to its room', async () => {
  const { join, engine, settle } = await startEdge()
  const client = await join()
  const room = engine.room('chat', 'general')
  client.send({ type: FRAME.ACK, ref: room.ref, seq: 7 }, { type: FRAME.ACK, ref: 9_999, seq: 8 })
  await settle()
  expect(room.acks).toEqual([7])
  expect(client.closeCode).toBeUndefined()
})
