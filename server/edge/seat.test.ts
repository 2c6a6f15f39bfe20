/** Seats: joining, leaving, and what reaches a member and in which order. */
import { describe, expect, it } from 'vitest'
import { TuttiError } from '../../shared/errors.ts'
import { FRAME } from '../../shared/frames.ts'
import { LIMITS } from '../../shared/limits.ts'
import { encodeServerFrame } from '../../shared/server-codec.ts'
import { startEdge } from '../../test/support/edge-harness.ts'

const JOIN = { type: FRAME.JOIN, rid: 1, kind: 'chat', room: 'general', since: null, options: null } as const
const command = (ref: number, rid: number, body: unknown = 'hi') =>
  ({ type: FRAME.COMMAND, ref, op: 0, body, rid, nonce: null }) as const

describe('joining', () => {
  it('[D4] JOINED comes before any event of its room, with the state and the names', async () => {
    const { enter, engine, settle } = await startEdge()
    const room = engine.room('chat', 'general')
    room.say('before')
    const client = await enter()
    client.send(JOIN)
    await settle()
    room.say('after')
    room.at('k', 1)
    await settle()
    expect(client.last(FRAME.JOINED)).toEqual({
      type: FRAME.JOINED,
      rid: 1,
      ref: room.ref,
      epoch: 'e1',
      seq: 1,
      recovered: false,
      commands: ['say', 'move'],
      events: ['said', 'at', 'typing'],
      state: { hello: true },
    })
    expect(client.frames.map(({ type }) => type)).toEqual([FRAME.WELCOME, FRAME.JOINED, FRAME.EVENTS, FRAME.STATE])
    expect(client.said).toEqual([[2, 'after']])
  })

  it('gives a newcomer the room’s present newest values', async () => {
    const { join, engine } = await startEdge()
    engine.room('chat', 'general').at('k', 5)
    const client = await join()
    expect(client.all(FRAME.STATE)).toMatchObject([{ key: 'k', body: 5 }])
  })

  it('[F7] a JOIN that is refused gets a REPLY, and the room may be asked for again', async () => {
    const { enter, engine, settle, meter } = await startEdge()
    const client = await enter()
    engine.refusal = new TuttiError('room_full', 'no seat', { retryMs: 12.5 })
    client.send(JOIN)
    await settle()
    expect(client.last(FRAME.REPLY)).toEqual({
      type: FRAME.REPLY,
      rid: 1,
      code: 'room_full',
      body: 'no seat',
      retryMs: 13,
    })
    engine.refusal = undefined
    client.send({ ...JOIN, rid: 2 })
    await settle()
    expect(client.last(FRAME.JOINED)?.rid).toBe(2)
    expect(meter.refusals.get('room_full')).toBe(1)
  })

  it('[R3] a second JOIN of a room by the same session is refused, also while the first one waits', async () => {
    const { enter, settle } = await startEdge()
    const client = await enter()
    client.send(JOIN, { ...JOIN, rid: 2 })
    await settle()
    client.send({ ...JOIN, rid: 3 })
    await settle()
    expect(client.all(FRAME.REPLY).map(({ rid, code }) => [rid, code])).toEqual([
      [2, 'already_joined'],
      [3, 'already_joined'],
    ])
    expect(client.all(FRAME.JOINED)).toHaveLength(1)
  })

  it('[D6] a resume gets every missed event once, in order, and then goes live', async () => {
    const { enter, engine, settle } = await startEdge()
    const room = engine.room('chat', 'general')
    for (let i = 1; i <= 500; i++) room.say(`m${i} ${'x'.repeat(400)}`)
    const client = await enter()
    client.send({ ...JOIN, since: { epoch: 'e1', seq: 100 } })
    await settle()
    room.say('live')
    await settle()
    expect(client.last(FRAME.JOINED)).toMatchObject({ seq: 100, recovered: true })
    expect(client.said.map(([seq]) => seq)).toEqual(Array.from({ length: 401 }, (_, i) => 101 + i))
    expect(client.said.at(-1)?.[1]).toBe('live')
  })

  it('[D6] a resume of megabytes is sent as the socket takes it, and misses nothing that is said meanwhile', async () => {
    const { enter, engine, clock, loopback, settle, pass } = await startEdge()
    const room = engine.room('chat', 'general')
    for (let i = 1; i <= 2_000; i++) room.say('x'.repeat(1_000))
    const client = await enter()
    client.send({ ...JOIN, since: { epoch: 'e1', seq: 0 } })
    loopback.deliver()
    client.socket.stalled = true
    clock.flush()
    expect(client.said).toHaveLength(0)
    for (let i = 0; i < 50; i++) room.say('meanwhile')
    await pass(1_000)
    client.socket.stalled = false
    await settle()
    for (let i = 0; i < 10; i++) room.say('after')
    await settle()
    expect(client.said.map(([seq]) => seq)).toEqual(Array.from({ length: 2_060 }, (_, i) => i + 1))
  })
})

describe('leaving', () => {
  it('answers LEAVE, and sends nothing of the room after it', async () => {
    const { join, engine, settle } = await startEdge()
    const client = await join()
    const room = engine.room('chat', 'general')
    client.send({ type: FRAME.LEAVE, rid: 9, ref: room.ref })
    await settle()
    room.say('unheard')
    room.at('k', 1)
    room.typing('ada')
    room.seats[0]!.newest(1, null, room.stateFrame(null, 1))
    room.seats[0]!.left('kicked')
    await settle()
    expect(room.left).toEqual(['left'])
    expect(client.frames.slice(2)).toEqual([{ type: FRAME.REPLY, rid: 9, code: null, body: null, retryMs: 0 }])
  })

  it('[F7] still answers the commands that came before LEAVE', async () => {
    const { join, engine, settle } = await startEdge()
    const client = await join()
    const room = engine.room('chat', 'general')
    client.send(command(room.ref, 5), { type: FRAME.LEAVE, rid: 6, ref: room.ref })
    await settle()
    room.seats[0]!.replies(encodeServerFrame({ type: FRAME.REPLY, rid: 5, code: null, body: 1, retryMs: 0 }), 1)
    await settle()
    expect(client.all(FRAME.REPLY).map(({ rid }) => rid)).toEqual([6, 5])
  })

  it('lets the same session come back at once', async () => {
    const { join, engine, settle } = await startEdge()
    const client = await join()
    client.send({ type: FRAME.LEAVE, rid: 2, ref: engine.room('chat', 'general').ref }, { ...JOIN, rid: 3 })
    await settle()
    expect(client.last(FRAME.JOINED)?.rid).toBe(3)
  })

  it('[R11] LEFT ends a membership that the client did not end, and says why', async () => {
    const { join, engine, settle } = await startEdge()
    const client = await join()
    const room = engine.room('chat', 'general')
    room.seats[0]!.left('kicked')
    room.say('unheard')
    client.send(command(room.ref, 5))
    await settle()
    expect(client.last(FRAME.LEFT)).toEqual({ type: FRAME.LEFT, ref: room.ref, code: 'kicked' })
    expect(client.said).toEqual([])
    expect(client.last(FRAME.REPLY)).toMatchObject({ rid: 5, code: 'not_joined' })
  })

  it('[R6] a command, a LEAVE or an INPUT for a room that the session is not in', async () => {
    const { enter, settle, engine } = await startEdge()
    const client = await enter()
    client.send(command(77, 1), { type: FRAME.LEAVE, rid: 2, ref: 77 }, command(77, 0), {
      type: FRAME.INPUT,
      ref: 77,
      body: new Uint8Array([1]),
    })
    await settle()
    expect(client.all(FRAME.REPLY).map(({ rid, code }) => [rid, code])).toEqual([
      [1, 'not_joined'],
      [2, 'not_joined'],
    ])
    expect(engine.rooms.size).toBe(0)
  })
})

describe('what goes in', () => {
  it('hands commands and inputs to the room as they came, with bytes of their own', async () => {
    const { join, engine, settle } = await startEdge()
    const client = await join()
    const room = engine.room('chat', 'general')
    const nonce = new Uint8Array(16).fill(3)
    client.send(
      { type: FRAME.INPUT, ref: room.ref, body: new Uint8Array([1, 2]) },
      { type: FRAME.COMMAND, ref: room.ref, op: 1, body: { blob: new Uint8Array([4, 5]) }, rid: 8, nonce },
    )
    client.send({ type: FRAME.INPUT, ref: room.ref, body: new Uint8Array([3]) })
    await settle()
    expect(room.inputs).toEqual([new Uint8Array([1, 2]), new Uint8Array([3])])
    expect(room.commands).toMatchObject([{ op: 1, body: { blob: new Uint8Array([4, 5]) }, rid: 8, nonce }])
  })

  it('[F7] answers queries, with what the engine says or refuses', async () => {
    const { enter, engine, settle, logged } = await startEdge()
    const client = await enter()
    engine.answer = (name, body) => {
      if (name === 'no') throw new TuttiError('forbidden', 'not yours')
      if (name === 'bug') throw new RangeError('a secret path')
      if (name === 'odd') return { big: 1n }
      return name === 'none' ? undefined : { name, body }
    }
    const query = (rid: number, name: string) =>
      ({ type: FRAME.QUERY, rid, kind: 'chat', room: 'general', name, body: [1] }) as const
    client.send(query(1, 'top'), query(2, 'no'), query(3, 'bug'), query(4, 'none'), query(5, 'odd'))
    await settle()
    const replies = client.all(FRAME.REPLY).toSorted((a, b) => a.rid - b.rid)
    expect(replies.map(({ code, body }) => [code, body])).toEqual([
      [null, { name: 'top', body: [1] }],
      ['forbidden', 'not yours'],
      ['internal', null],
      [null, null],
      ['internal', null],
    ])
    expect(engine.queries[0]?.user).toEqual({ id: 'ada', name: 'ada', guest: false })
    expect(logged).toEqual(['a request failed', 'a request failed'])
  })
})

describe('limits', () => {
  it('[L2] a session has at most 512 rooms', async () => {
    const { enter, settle, pass, engine } = await startEdge()
    const client = await enter()
    for (let i = 0; i < 520; i++) {
      client.send({ ...JOIN, rid: i + 1, room: `r${i}` })
      if (i % 40 === 39) await pass(300)
    }
    await settle()
    expect(client.all(FRAME.JOINED)).toHaveLength(LIMITS.maxRoomsPerSession)
    expect(client.all(FRAME.REPLY).map(({ code }) => code)).toEqual(Array(8).fill('too_many_rooms'))
    // All of them are found by their ref.
    const last = engine.room('chat', 'r511')
    client.send(command(last.ref, 999))
    await settle()
    expect(last.commands).toHaveLength(1)
  })

  it('[L2] a session has at most 256 unanswered requests', async () => {
    const { join, engine, settle } = await startEdge()
    const client = await join()
    const room = engine.room('chat', 'general')
    for (let i = 0; i < 260; i++) client.send(command(room.ref, i + 10))
    await settle()
    expect(room.commands).toHaveLength(LIMITS.maxInFlight)
    expect(client.all(FRAME.REPLY).map(({ code, retryMs }) => [code, retryMs > 0])).toEqual(
      Array(4).fill(['rate_limited', true]),
    )
    // An answer makes room for one more; a command without a reply was never counted.
    room.seats[0]!.replies(encodeServerFrame({ type: FRAME.REPLY, rid: 10, code: null, body: null, retryMs: 0 }), 1)
    client.send(command(room.ref, 0), command(room.ref, 900), command(room.ref, 901))
    await settle()
    expect(room.commands).toHaveLength(LIMITS.maxInFlight + 2)
  })

  it('[L1] requests over the rate are refused with retryMs, other frames are dropped', async () => {
    const { join, engine, settle, pass } = await startEdge()
    const client = await join()
    const room = engine.room('chat', 'general')
    const { framesBurst } = LIMITS
    for (let i = 0; i < framesBurst + 50; i++)
      client.send({ type: FRAME.INPUT, ref: room.ref, body: new Uint8Array([1]) })
    client.send(command(room.ref, 5), { type: FRAME.PROBE, time: 1 })
    await settle()
    expect(room.inputs.length).toBeGreaterThanOrEqual(framesBurst - 5)
    expect(room.inputs.length).toBeLessThanOrEqual(framesBurst)
    expect(client.last(FRAME.REPLY)).toMatchObject({ rid: 5, code: 'rate_limited' })
    expect(client.last(FRAME.REPLY)!.retryMs).toBeGreaterThan(0)
    expect(client.all(FRAME.ECHO)).toEqual([])
    // It is forgiven with time.
    await pass(1_000)
    client.send(command(room.ref, 6))
    await settle()
    expect(room.commands).toHaveLength(1)
  })

  it('[L1] bytes are limited, too', async () => {
    const { join, engine, settle } = await startEdge()
    const client = await join()
    const room = engine.room('chat', 'general')
    for (let i = 0; i < 10; i++)
      client.send(command(room.ref, i + 2, 'x'.repeat(32_000)), command(room.ref, 0, 'x'.repeat(32_000)))
    await settle()
    expect(client.all(FRAME.REPLY).map(({ code }) => code)).toEqual(Array(2).fill('rate_limited'))
    expect(room.commands).toHaveLength(16)
  })

  it('[L1] a socket that goes on is closed with flood', async () => {
    const { join, engine, settle } = await startEdge()
    const client = await join()
    const { ref } = engine.room('chat', 'general')
    for (let i = 0; i < 2_000; i++) client.send({ type: FRAME.INPUT, ref, body: new Uint8Array([1]) })
    await settle()
    expect(client.last(FRAME.BYE)?.code).toBe('flood')
    expect(client.closeCode).toBe(4506)
  })

  it('[L1] a game at 60 inputs a second is never near the limit', async () => {
    const { join, engine, pass, settle, meter } = await startEdge()
    const client = await join()
    const room = engine.room('chat', 'general')
    for (let tenth = 0; tenth < 300; tenth++) {
      for (let i = 0; i < 6; i++) client.send({ type: FRAME.INPUT, ref: room.ref, body: new Uint8Array(60) })
      await pass(100)
    }
    await settle()
    expect(room.inputs).toHaveLength(1_800)
    expect(meter.refusals.size).toBe(0)
  })
})
