import { describe, expect, it } from 'vitest'
import { FRAME } from '../../shared/frames.ts'
import { connect } from './client.ts'
import { FakeHost, joined, left, refuse, reply, said, settled } from './fake-host.ts'
import type { FakeSocket } from './fake-host.ts'

const seated = async () => {
  const host = new FakeHost()
  const { clock } = host
  const client = connect('ws://host/', { token: 't', socket: host.socket, clock, random: () => 0.5, probeMs: 0 })
  const joining = client.join('chat', 'general')
  const socket = await host.welcome()
  socket.say(joined(ridOf(socket)))
  const room = await joining
  clock.advance(0)
  socket.take()
  return { host, client, clock, room, socket }
}

const ridOf = (socket: FakeSocket): number => socket.takeOf(FRAME.JOIN)[0]?.rid ?? 0
const commandsOf = (socket: FakeSocket) => socket.takeOf(FRAME.COMMAND)
const bodiesOf = (socket: FakeSocket) => commandsOf(socket).map(({ body }) => body)

/** After the line was lost: a new connection, and the seat when the test wants it. */
const comeBack = async (host: FakeHost): Promise<{ socket: FakeSocket; seat: () => void }> => {
  const socket = await host.reconnected()
  const rid = ridOf(socket)
  return { socket, seat: () => socket.say(joined(rid, { ref: 8, recovered: true })) }
}

describe('a command', () => {
  it('without an answer goes out at once, with its op and no number', async () => {
    const { room, socket } = await seated()
    expect(room.send('shout', { text: 'hi' })).toBe(true)
    expect(commandsOf(socket)).toEqual([
      { type: FRAME.COMMAND, ref: 7, op: 1, body: { text: 'hi' }, rid: 0, nonce: null },
    ])
  })

  it('[F7] with an answer is matched to it by number, whatever the order', async () => {
    const { room, socket } = await seated()
    const answers = [room.request('say', 1), room.request('say', 2), room.request('say', 3)]
    const [a, b, c] = commandsOf(socket)
    expect(a?.nonce).toHaveLength(16)
    expect(new Set([a?.rid, b?.rid, c?.rid, 0]).size).toBe(4)
    socket.say(
      reply(c?.rid ?? 0, 'three'),
      refuse(a?.rid ?? 0, 'forbidden'),
      reply(b?.rid ?? 0, null),
      reply(999, 'whose?'),
    )
    await expect(answers[0]).rejects.toMatchObject({ code: 'forbidden' })
    expect(await Promise.all(answers.slice(1))).toEqual([null, 'three'])
  })

  it('[D5] has its answer before the events that it caused', async () => {
    const { room, socket } = await seated()
    const order: string[] = []
    room.on('said', () => order.push('event'))
    const answer = room.request('say', 'x').then(() => order.push('reply'))
    socket.say(reply(commandsOf(socket)[0]?.rid ?? 0, null))
    await answer
    socket.say(said(1, ['x']))
    expect(order).toEqual(['reply', 'event'])
  })

  it('is encoded when it is given', async () => {
    const { host, room } = await seated()
    host.last.cut()
    const body = { text: 'as it was' }
    room.send('say', body)
    body.text = 'changed'
    const { socket, seat } = await comeBack(host)
    seat()
    expect(bodiesOf(socket)).toEqual([{ text: 'as it was' }])
  })

  it('that the room does not know is refused here', async () => {
    const { room } = await seated()
    await expect(room.request('sing', 'la')).rejects.toMatchObject({ code: 'unknown_command' })
    expect(room.send('sing', 'la')).toBe(false)
  })

  it('that nobody answers in time rejects, and a late answer harms nobody', async () => {
    const { room, socket, clock, client } = await seated()
    const answer = room.request('say', 'x', { timeoutMs: 1_000 })
    const rid = commandsOf(socket)[0]?.rid ?? 0
    clock.advance(1_000)
    await expect(answer).rejects.toMatchObject({ code: 'timeout' })
    socket.say(reply(rid, 'late'))
    expect(client.stats.waiting).toBe(0)
  })

  it('brings the refusal’s wait to whoever asked', async () => {
    const { room, socket } = await seated()
    const answer = room.request('say', 'x')
    socket.say(refuse(commandsOf(socket)[0]?.rid ?? 0, 'rate_limited', 1_500))
    await expect(answer).rejects.toMatchObject({ code: 'rate_limited', retryMs: 1_500 })
  })
})

describe('the queue', () => {
  it('[C3] keeps what is given while offline, and sends it in order after JOINED', async () => {
    const { host, room, client } = await seated()
    host.last.cut()
    expect(room.status).toBe('lost')
    room.send('say', 1)
    void room.request('say', 2)
    room.send('shout', 3)
    expect(client.stats.waiting).toBe(3)
    const { socket, seat } = await comeBack(host)
    room.send('say', 4)
    expect(commandsOf(socket)).toEqual([])
    seat()
    expect(commandsOf(socket).map(({ ref, body }) => [ref, body])).toEqual([
      [8, 1],
      [8, 2],
      [8, 3],
      [8, 4],
    ])
  })

  it('[C3] repeats what was sent without an answer, under the same nonce and before what is newer', async () => {
    const { host, room, socket } = await seated()
    const first = room.request('say', 1)
    const second = room.request('say', 2)
    const [one, two] = commandsOf(socket)
    socket.say(reply(one?.rid ?? 0, 'done'))
    expect(await first).toBe('done')
    const back = await comeBack(host)
    void room.request('say', 3)
    back.seat()
    const repeated = commandsOf(back.socket)
    expect(repeated.map(({ body }) => body)).toEqual([2, 3])
    expect(repeated[0]?.nonce).toEqual(two?.nonce)
    back.socket.say(reply(repeated[0]?.rid ?? 0, 'once'))
    expect(await second).toBe('once')
  })

  it('is repeated without a nonce where it may be done twice', async () => {
    const { host, room, socket } = await seated()
    const answer = room.request('say', 1, { nonce: null })
    expect(commandsOf(socket)).toMatchObject([{ body: 1, nonce: null }])
    const back = await comeBack(host)
    back.seat()
    const [repeated] = commandsOf(back.socket)
    expect(repeated).toMatchObject({ body: 1, nonce: null })
    back.socket.say(reply(repeated?.rid ?? 0, 'done'))
    expect(await answer).toBe('done')
  })

  it('[C3] survives connections that end before JOINED', async () => {
    const { host, room } = await seated()
    const answer = room.request('say', 1)
    await comeBack(host)
    await comeBack(host)
    const { socket, seat } = await comeBack(host)
    seat()
    socket.say(reply(commandsOf(socket)[0]?.rid ?? 0, 'at last'))
    expect(await answer).toBe('at last')
  })

  it('holds 1,000 commands and refuses more', async () => {
    const { host, room, client } = await seated()
    host.last.cut()
    for (let i = 0; i < 1_000; i++) expect(room.send('say', i)).toBe(true)
    expect(room.send('say', 'too much')).toBe(false)
    await expect(room.request('say', 'too much')).rejects.toMatchObject({ code: 'overloaded' })
    expect(client.stats.waiting).toBe(1_000)
  })

  it('holds 1 MiB and refuses more', async () => {
    const { host, room } = await seated()
    host.last.cut()
    const large = 'x'.repeat(30_000)
    let taken = 0
    while (room.send('say', large)) taken++
    expect(taken).toBe(34)
    expect(room.send('say', 'x'.repeat(20_000))).toBe(true)
  })

  it('[L1] is sent no faster than the host takes it, in order', async () => {
    const { host, room, clock } = await seated()
    host.last.cut()
    for (let i = 0; i < 1_000; i++) room.send('say', i)
    const { socket, seat } = await comeBack(host)
    seat()
    const bodies = bodiesOf(socket)
    expect(bodies).toHaveLength(200)
    expect(room.send('say', 1_000)).toBe(true)
    for (let ms = 0; ms < 9_000; ms += 50) {
      clock.advance(50)
      bodies.push(...bodiesOf(socket))
    }
    expect(bodies).toEqual(Array.from({ length: 1_001 }, (_, i) => i))
  })

  it('[L2] has no more than 200 requests under way', async () => {
    const { room, socket, clock } = await seated()
    clock.advance(5_000)
    const answers = Array.from({ length: 210 }, (_, i) => room.request('say', i))
    const sent = commandsOf(socket)
    expect(sent).toHaveLength(200)
    for (const { rid } of sent) socket.say(reply(rid, null))
    clock.advance(200)
    const rest = commandsOf(socket)
    expect(rest).toHaveLength(10)
    for (const { rid } of rest) socket.say(reply(rid, null))
    await Promise.all(answers)
  })

  it('keeps a command that the room cannot take right now, and its place', async () => {
    const { room, socket, clock } = await seated()
    const first = room.request('say', 1)
    const [one] = commandsOf(socket)
    socket.say(refuse(one?.rid ?? 0, 'unavailable', 2_000))
    const second = room.request('say', 2)
    expect(room.send('say', 3)).toBe(true)
    clock.advance(1_900)
    expect(commandsOf(socket)).toEqual([])
    clock.advance(150)
    const again = commandsOf(socket)
    expect(again.map(({ body }) => body)).toEqual([1, 2, 3])
    expect(again[0]?.nonce).toEqual(one?.nonce)
    for (const { rid } of again) socket.say(reply(rid, 'ok'))
    expect(await Promise.all([first, second])).toEqual(['ok', 'ok'])
  })

  it('says since when it is tried again, until the room answers', async () => {
    const { room, socket, clock, client } = await seated()
    const heard: (number | null)[] = []
    room.onRetrying((since) => heard.push(since))
    const answer = room.request('say', 1)
    const [one] = commandsOf(socket)
    const sinceMs = client.serverNow()
    socket.say(refuse(one?.rid ?? 0, 'unavailable', 2_000))
    expect(room.retrying).toBe(sinceMs)
    clock.advance(2_050)
    socket.say(refuse(commandsOf(socket)[0]?.rid ?? 0, 'unavailable', 2_000))
    expect(room.retrying).toBe(sinceMs)
    clock.advance(2_050)
    socket.say(reply(commandsOf(socket)[0]?.rid ?? 0, 'ok'))
    expect(await answer).toBe('ok')
    expect([heard, room.retrying]).toEqual([[sinceMs, null], null])
    // Given up, it is not tried again either.
    const late = room.request('say', 2, { timeoutMs: 500 })
    socket.say(refuse(commandsOf(socket)[0]?.rid ?? 0, 'unavailable', 2_000))
    clock.advance(500)
    await expect(late).rejects.toMatchObject({ code: 'timeout' })
    expect(room.retrying).toBe(null)
  })

  it('goes with the membership: every command is rejected with its code', async () => {
    const { room, socket, client } = await seated()
    const answer = room.request('say', 1)
    socket.say(left('kicked'))
    await expect(answer).rejects.toMatchObject({ code: 'kicked' })
    expect(client.stats.waiting).toBe(0)
  })

  it('is rejected when the client is closed', async () => {
    const { room, client } = await seated()
    const answer = room.request('say', 1)
    client.close()
    await expect(answer).rejects.toMatchObject({ code: 'unavailable' })
  })
})

describe('an input', () => {
  it('goes out at once, and nowhere while there is no seat', async () => {
    const { host, room, socket } = await seated()
    expect(room.input(Uint8Array.of(1, 2))).toBe(true)
    expect(socket.takeOf(FRAME.INPUT)).toMatchObject([{ ref: 7, body: Uint8Array.of(1, 2) }])
    host.last.cut()
    expect(room.input(Uint8Array.of(3))).toBe(false)
    const back = await comeBack(host)
    expect(room.input(Uint8Array.of(4))).toBe(false)
    back.seat()
    expect(room.input(Uint8Array.of(5))).toBe(true)
    expect(back.socket.takeOf(FRAME.INPUT)).toMatchObject([{ ref: 8, body: Uint8Array.of(5) }])
  })
})

describe('a query', () => {
  it('is asked without a seat, answered by number, and asked again on a new connection', async () => {
    const { host, client, socket } = await seated()
    const answer = client.query('chat', 'general', 'history', { before: null })
    const other = client.query('chat', 'general', 'history', {})
    const [one, two] = socket.takeOf(FRAME.QUERY)
    expect(one).toMatchObject({ kind: 'chat', room: 'general', name: 'history', body: { before: null } })
    socket.say(refuse(two?.rid ?? 0, 'bad_body'))
    await expect(other).rejects.toMatchObject({ code: 'bad_body' })
    const again = await host.reconnected()
    const [repeated] = again.takeOf(FRAME.QUERY)
    again.say(reply(repeated?.rid ?? 0, ['a page']))
    expect(await answer).toEqual(['a page'])
  })

  it('waits for a connection at most as long as it is told to', async () => {
    const host = new FakeHost()
    const client = connect('ws://host/', { token: 't', socket: host.socket, clock: host.clock })
    const answer = client.query('chat', 'general', 'history', {}, { timeoutMs: 500 })
    await settled()
    host.clock.advance(500)
    await expect(answer).rejects.toMatchObject({ code: 'timeout' })
  })
})
