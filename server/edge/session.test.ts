/** Sessions: greeting, tokens, replacement, resuming, pings, ends. */
import { describe, expect, it } from 'vitest'
import { FRAME } from '../../shared/frames.ts'
import { LIMITS } from '../../shared/limits.ts'
import { startEdge } from '../../test/support/edge-harness.ts'

describe('greeting', () => {
  it('[S1] a first frame that is not HELLO closes with bad_frame', async () => {
    const { connect, settle } = await startEdge()
    const client = await connect()
    client.send({ type: FRAME.PROBE, time: 1 })
    await settle()
    expect(client.last(FRAME.BYE)?.code).toBe('bad_frame')
    expect(client.closeCode).toBe(4501)
  })

  it('[S1] silence for five seconds closes with no_pong', async () => {
    const { connect, pass } = await startEdge()
    const client = await connect()
    await pass(4_900)
    expect(client.closeCode).toBeUndefined()
    await pass(300)
    expect(client.last(FRAME.BYE)?.code).toBe('no_pong')
    expect(client.closeCode).toBe(4002)
  })

  it('[S2] another major version closes with bad_version', async () => {
    const { connect, settle, token } = await startEdge()
    const client = await connect()
    client.send({ type: FRAME.HELLO, version: 2, token: await token(), device: 'd', resume: null })
    await settle()
    expect(client.last(FRAME.BYE)?.code).toBe('bad_version')
    expect(client.closeCode).toBe(4502)
  })

  it('[S3] a token that is missing, malformed, forged or expired closes with bad_token', async () => {
    const { connect, settle, token, clock } = await startEdge()
    const forged = await token('ada', {}, new Uint8Array(32).fill(9))
    const expired = await token('ada', { exp: Math.floor(clock.wall() / 1000) - 60 })
    const none = `${btoa('{"alg":"none"}')}.${btoa('{"sub":"ada"}')}.`.replaceAll('=', '')
    for (const bad of ['', 'x', 'a.b.c', forged, expired, none, `${await token()}x`]) {
      const client = await connect()
      client.hello(bad)
      await settle()
      expect(client.last(FRAME.BYE)?.code, bad).toBe('bad_token')
      expect(client.closeCode).toBe(4500)
      expect(client.all(FRAME.WELCOME)).toEqual([])
    }
  })

  it('[S4] WELCOME answers HELLO, and frames behind it are handled in order after it', async () => {
    const { connect, settle, token, engine } = await startEdge()
    const client = await connect()
    client.send(
      { type: FRAME.HELLO, version: 1, token: await token('ada', { name: 'Ada' }), device: 'd', resume: null },
      { type: FRAME.JOIN, rid: 1, kind: 'chat', room: 'a', since: null, options: { x: new Uint8Array([1, 2]) } },
    )
    client.send({ type: FRAME.JOIN, rid: 2, kind: 'chat', room: 'b', since: null, options: null })
    client.send({ type: FRAME.PROBE, time: 7 })
    await settle()
    expect(client.frames.map(({ type }) => type)).toEqual([FRAME.WELCOME, FRAME.ECHO, FRAME.JOINED, FRAME.JOINED])
    expect(client.last(FRAME.WELCOME)).toMatchObject({ version: 1, pingMs: LIMITS.pingMs, tokenExpiresMs: 0 })
    expect(client.last(FRAME.WELCOME)?.user).toEqual({ id: 'ada', name: 'Ada' })
    expect(engine.joins.map(({ room }) => room)).toEqual(['a', 'b'])
    expect(engine.joins[0]?.options).toEqual({ x: new Uint8Array([1, 2]) })
    expect(client.all(FRAME.JOINED).map(({ rid }) => rid)).toEqual([1, 2])
  })

  it('[S4] what waits behind HELLO is bounded', async () => {
    const { connect, settle, token } = await startEdge()
    const client = await connect()
    client.hello(await token())
    for (let i = 0; i < 20; i++) client.socket.send(new Uint8Array(60_000).fill(0xc0))
    for (let i = 0; i < 10; i++) {
      client.send({ type: FRAME.QUERY, rid: 1, kind: 'a', room: 'b', name: 'c', body: new Uint8Array(60_000) })
    }
    await settle()
    expect(client.closeCode).toBeGreaterThanOrEqual(4501)
    expect(client.all(FRAME.WELCOME)).toEqual([])
  })

  it('a second HELLO is bad_frame', async () => {
    const { enter, settle, token } = await startEdge()
    const client = await enter()
    client.hello(await token())
    await settle()
    expect(client.closeCode).toBe(4501)
  })

  it('[F1] a text message closes with bad_frame', async () => {
    const { enter, settle } = await startEdge()
    const client = await enter()
    client.socket.send('hello')
    await settle()
    expect(client.closeCode).toBe(4501)
  })
})

describe('identity', () => {
  it('[S5] the same user and device closes the older connection with replaced, before WELCOME', async () => {
    const { enter, edge, meter } = await startEdge()
    const first = await enter('ada', 'phone')
    const second = await enter('ada', 'phone')
    expect(first.last(FRAME.BYE)?.code).toBe('replaced')
    expect(first.closeCode).toBe(4503)
    expect(second.all(FRAME.WELCOME)).toHaveLength(1)
    expect(meter.sessions).toBe(1)
    edge.close()
  })

  it('[S5] other devices and other users are left alone', async () => {
    const { enter, settle } = await startEdge()
    const clients = [await enter('ada', 'phone'), await enter('ada', 'laptop'), await enter('bob', 'phone')]
    await settle()
    expect(clients.map(({ closeCode }) => closeCode)).toEqual([undefined, undefined, undefined])
  })

  it('[S6] resume brings a session back under its old id', async () => {
    const { enter, connect, settle, token, meter } = await startEdge()
    const first = await enter('ada', 'phone')
    const { session, resume } = first.last(FRAME.WELCOME)!
    first.socket.cut()
    await settle()
    const back = await connect()
    back.hello(await token('ada'), 'phone', resume)
    await settle()
    expect(back.last(FRAME.WELCOME)?.session).toBe(session)
    expect(meter.resumed).toBe(1)
  })

  it('[S6] a resume that is forged, of another user or of another device gives a new session', async () => {
    const { enter, connect, settle, token } = await startEdge()
    const { session, resume } = (await enter('ada', 'phone')).last(FRAME.WELCOME)!
    const forged = resume.slice()
    forged[0]! ^= 1
    for (const [user, device, bytes] of [
      ['ada', 'phone', forged],
      ['bob', 'phone', resume],
      ['ada', 'laptop', resume],
      ['ada', 'phone', resume.slice(1)],
    ] as const) {
      const client = await connect()
      client.hello(await token(user), device, bytes)
      await settle()
      expect(client.last(FRAME.WELCOME)?.session).toMatch(/^[\w-]{22}$/)
      expect(client.last(FRAME.WELCOME)?.session).not.toBe(session)
    }
  })

  it('[S7] AUTH takes a newer token of the same user, and no other', async () => {
    const { connect, settle, token, clock, pass } = await startEdge()
    const client = await connect()
    const inSeconds = (s: number): number => Math.floor(clock.wall() / 1000) + s
    client.hello(await token('ada', { exp: inSeconds(20) }))
    await settle()
    client.send({ type: FRAME.AUTH, rid: 1, token: await token('bob') })
    client.send({ type: FRAME.AUTH, rid: 2, token: 'rubbish' })
    client.send({ type: FRAME.AUTH, rid: 3, token: await token('ada', { exp: inSeconds(60) }) })
    await settle()
    const replies = client.all(FRAME.REPLY).toSorted((a, b) => a.rid - b.rid)
    expect(replies.map(({ rid, code }) => [rid, code])).toEqual([
      [1, 'bad_token'],
      [2, 'bad_token'],
      [3, null],
    ])
    expect(replies[2]!.body).toBe(inSeconds(60) * 1000)
    for (let i = 0; i < 6; i++) {
      await pass(5_000)
      client.send({ type: FRAME.PONG, time: 0 })
    }
    expect(client.last(FRAME.BYE)).toBeUndefined()
  })

  it('[S8] a live session ends with token_expired when its token does', async () => {
    const { connect, settle, token, clock, pass } = await startEdge()
    const client = await connect()
    client.hello(await token('ada', { exp: Math.floor(clock.wall() / 1000) + 10 }))
    await settle()
    expect(client.last(FRAME.WELCOME)?.tokenExpiresMs).toBe(Math.floor(clock.wall() / 1000) * 1000 + 10_000)
    await pass(9_000)
    expect(client.closeCode).toBeUndefined()
    await pass(6_200)
    expect(client.last(FRAME.BYE)?.code).toBe('token_expired')
    expect(client.closeCode).toBe(4003)
  })
})

describe('liveness', () => {
  it('[S9] a PING without an answer for ten seconds closes with no_pong', async () => {
    const { enter, pass } = await startEdge()
    const client = await enter()
    await pass(LIMITS.pingMs + 200)
    expect(client.all(FRAME.PING)).toHaveLength(1)
    await pass(LIMITS.pongMs)
    expect(client.last(FRAME.BYE)?.code).toBe('no_pong')
    expect(client.closeCode).toBe(4002)
  })

  it('[S9] any inbound frame counts as an answer', async () => {
    const { enter, pass, settle } = await startEdge()
    const client = await enter()
    for (let i = 0; i < 20; i++) {
      await pass(5_000)
      client.send({ type: FRAME.ACK, ref: 1, seq: 1 })
      await settle()
    }
    expect(client.all(FRAME.PING)).toHaveLength(4)
    expect(client.closeCode).toBeUndefined()
  })

  it('pings of many sessions are spread over the interval', async () => {
    const { enter, pass } = await startEdge()
    const clients = await Promise.all(Array.from({ length: 50 }, (_, i) => enter(`u${i}`)))
    await pass(LIMITS.pingMs / 2)
    const pinged = clients.filter((client) => client.all(FRAME.PING).length > 0).length
    expect(pinged).toBeGreaterThan(20)
    expect(pinged).toBeLessThan(30)
  })

  it('[S10] PROBE is answered by ECHO at once', async () => {
    const { enter, settle, clock } = await startEdge()
    const client = await enter()
    client.send({ type: FRAME.PROBE, time: 123.25 })
    await settle()
    expect(client.last(FRAME.ECHO)).toEqual({ type: FRAME.ECHO, time: 123.25, serverMs: clock.wall() })
  })
})

describe('ends', () => {
  it('[E1, E4] a host that stops sends ROUTE, then BYE draining, and closes with 4000', async () => {
    const { enter, connect, edge, pass, settle } = await startEdge()
    const client = await enter()
    let drained = false
    void edge.drain(2_000, 'ws://elsewhere').then(() => (drained = true))
    await settle()
    const route = client.last(FRAME.ROUTE)
    expect(route).toMatchObject({ url: 'ws://elsewhere', code: 'draining' })
    expect(route?.afterMs).toBeLessThan(2_000)
    const late = await connect()
    expect(late.opened).toBe(false)
    expect(drained).toBe(false)
    await pass(2_000)
    expect(client.frames.at(-1)).toMatchObject({ type: FRAME.BYE, code: 'draining' })
    expect(client.closeCode).toBe(4000)
    await settle()
    expect(drained).toBe(true)
  })

  it('[E3] the connection works until the time that ROUTE named', async () => {
    const { enter, edge, settle } = await startEdge()
    const client = await enter()
    void edge.drain(5_000)
    client.send({ type: FRAME.JOIN, rid: 1, kind: 'chat', room: 'a', since: null, options: null })
    await settle()
    expect(client.last(FRAME.ROUTE)?.url).toBeNull()
    expect(client.all(FRAME.JOINED)).toHaveLength(1)
  })

  it('drains at once when the last client goes by itself', async () => {
    const { enter, edge, settle } = await startEdge()
    const client = await enter()
    let drained = false
    void edge.drain(60_000).then(() => (drained = true))
    client.socket.close()
    await settle()
    expect(drained).toBe(true)
  })

  it('rooms hear of a lost connection, and nothing is left behind', async () => {
    const { join, engine, settle, meter, clock, edge } = await startEdge()
    const client = await join()
    client.socket.cut()
    await settle()
    expect(engine.room('chat', 'general').left).toEqual(['lost'])
    expect([meter.connections, meter.sessions]).toEqual([0, 0])
    clock.advance(200)
    expect(clock.pending).toBe(0)
    edge.close()
  })

  it('counts ends by name, and numbers that clients make up as one', async () => {
    const { enter, settle, meter } = await startEdge()
    ;(await enter('a')).socket.close(3456)
    ;(await enter('b')).socket.close(1000)
    ;(await enter('c', 'x')).socket.send('text')
    await settle()
    expect(Object.fromEntries(meter.closes)).toEqual({ other: 1, 1000: 1, bad_frame: 1 })
  })
})
