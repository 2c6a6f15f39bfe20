import { describe, expect, it } from 'vitest'
import { FRAME } from '../../shared/frames.ts'
import { connect } from './client.ts'
import { FakeHost, head, joined, left, mood, refuse, said, settled, typing } from './fake-host.ts'
import type { FakeSocket, Seating } from './fake-host.ts'

const start = async () => {
  const host = new FakeHost()
  const client = connect('ws://host/', {
    token: 't',
    socket: host.socket,
    clock: host.clock,
    random: () => 0.5,
    probeMs: 0,
  })
  await host.welcome()
  return { host, client, clock: host.clock }
}

const askedBy = (socket: FakeSocket) => {
  const [join] = socket.takeOf(FRAME.JOIN)
  if (join === undefined) throw new Error('no JOIN was sent')
  return join
}

/** In the room, listening, with whatever stood behind JOINED let through. */
const seated = async (seating: Seating = {}) => {
  const { host, client, clock } = await start()
  const joining = client.join('chat', 'general')
  host.last.say(joined(askedBy(host.last).rid, seating))
  const room = await joining
  const heard: unknown[] = []
  room.on('said', (body, { seq }) => heard.push([seq, body]))
  room.onDiscontinuity(({ state, before, after }) => heard.push(['gap', state, before?.seq, after.seq]))
  clock.advance(0)
  return { host, client, clock, room, heard }
}

describe('joining', () => {
  it('sends kind, room and options, and brings the first state and the position', async () => {
    const { host, client } = await start()
    const joining = client.join('chat', 'general', { quiet: true })
    const join = askedBy(host.last)
    expect(join).toMatchObject({ kind: 'chat', room: 'general', since: null, options: { quiet: true } })
    host.last.say(joined(join.rid, { epoch: 'e9', seq: 41, state: { topic: 'tea' } }))
    const room = await joining
    expect(room.state).toEqual({ topic: 'tea' })
    expect(room.position).toEqual({ epoch: 'e9', seq: 41 })
    expect(room.status).toBe('live')
  })

  it('[D4] misses nothing that comes in the same message as JOINED', async () => {
    const { host, client, clock } = await start()
    const heard: unknown[] = []
    const deep = async () => {
      const room = await client.join('chat', 'general')
      await settled()
      room.on('said', (body) => heard.push(body))
      room.on('mood', (body, { key }) => heard.push([key, body]))
    }
    const done = deep()
    host.last.say(joined(askedBy(host.last).rid), said(1, ['a', 'b']), mood('k', 'fine'))
    await done
    expect(heard).toEqual([])
    clock.advance(0)
    expect(heard).toEqual(['a', 'b', ['k', 'fine']])
  })

  it('rejects with the code of a refusal that does not pass, and the room may be asked for again', async () => {
    const { host, client } = await start()
    const joining = client.join('chat', 'general')
    host.last.say(refuse(askedBy(host.last).rid, 'room_full'))
    await expect(joining).rejects.toMatchObject({ code: 'room_full' })
    const again = client.join('chat', 'general')
    host.last.say(joined(askedBy(host.last).rid))
    expect((await again).status).toBe('live')
  })

  it('tries again by itself after a refusal that passes, when the host says', async () => {
    const { host, client, clock } = await start()
    const joining = client.join('chat', 'general')
    host.last.say(refuse(askedBy(host.last).rid, 'unavailable', 3_000))
    clock.advance(2_999)
    expect(host.last.takeOf(FRAME.JOIN)).toEqual([])
    clock.advance(1)
    host.last.say(joined(askedBy(host.last).rid))
    await joining
  })

  it('[R3] refuses a second join of the same room', async () => {
    const { client } = await seated()
    await expect(client.join('chat', 'general')).rejects.toMatchObject({ code: 'already_joined' })
  })

  it('waits for a connection, and goes out with HELLO', async () => {
    const host = new FakeHost()
    const client = connect('ws://host/', { token: 't', socket: host.socket, clock: host.clock, probeMs: 0 })
    const joining = client.join('chat', 'general')
    await settled()
    host.last.onopen?.()
    const [hello, join] = host.last.messages[0] ?? []
    expect(hello?.type).toBe(FRAME.HELLO)
    if (join?.type !== FRAME.JOIN) throw new Error('no JOIN behind HELLO')
    host.last.say(host.welcomeFrame(), joined(join.rid))
    await joining
  })

  it('that is left before JOINED leaves as soon as the host has let it in', async () => {
    const { host, client } = await start()
    const joining = client.join('chat', 'general')
    const { rid } = askedBy(host.last)
    client.close()
    await expect(joining).rejects.toMatchObject({ code: 'unavailable' })
    host.last.say(joined(rid))
    expect(host.last.takeOf(FRAME.JOIN)).toEqual([])
  })
})

describe('events', () => {
  it('[D1] of an ordered kind come once, in order, with their number', async () => {
    const { host, heard } = await seated({ seq: 10 })
    host.last.say(said(11, ['a', 'b']), said(12, ['b', 'c']), said(9, ['old', 'old']))
    host.last.say(said(14, ['d']))
    expect(heard).toEqual([
      [11, 'a'],
      [12, 'b'],
      [13, 'c'],
      [14, 'd'],
    ])
  })

  it('[D2, D3] of the other classes come as they are, with the key of what they replace', async () => {
    const { host, room } = await seated()
    const heard: unknown[] = []
    room.on('mood', (body, meta) => heard.push([body, meta]))
    const off = room.on('typing', (body, meta) => heard.push([body, meta]))
    host.last.say(mood(3, 'glad'), mood(null, 'sad'), typing(['ada', 'bob']))
    off()
    host.last.say(typing(['eve']))
    expect(heard).toEqual([
      ['glad', { seq: 0, key: 3 }],
      ['sad', { seq: 0, key: null }],
      ['ada', { seq: 0, key: null }],
      ['bob', { seq: 0, key: null }],
    ])
  })

  it('are acknowledged, at most every 200 ms', async () => {
    const { host, clock } = await seated()
    host.last.take()
    for (let seq = 1; seq <= 10; seq++) {
      host.last.say(said(seq, ['x']))
      clock.advance(30)
    }
    clock.advance(200)
    expect(host.last.takeOf(FRAME.ACK).map(({ seq }) => seq)).toEqual([7, 10])
  })

  it('go on for others when one listener throws', async () => {
    const { host, room, heard } = await seated()
    const thrown: unknown[] = []
    const before = process.rawListeners('uncaughtException')
    process.removeAllListeners('uncaughtException')
    process.on('uncaughtException', (error) => thrown.push(error))
    room.on('said', () => {
      throw new Error('a bug of the page')
    })
    host.last.say(said(1, ['a']), said(2, ['b']))
    await new Promise((resolve) => setImmediate(resolve))
    process.removeAllListeners('uncaughtException')
    for (const listener of before) process.on('uncaughtException', listener as (error: Error) => void)
    expect(heard).toHaveLength(2)
    expect(thrown).toHaveLength(2)
  })
})

describe('coming back', () => {
  it('[C2] sends HELLO and every JOIN with its since in one message', async () => {
    const { host, client } = await seated({ epoch: 'e1', seq: 10 })
    const other = client.join('game', 'arena')
    host.last.say(joined(askedBy(host.last).rid, { ref: 8, epoch: 'x', seq: 3 }))
    await other
    host.last.say(said(11, ['a']))
    const socket = await host.reconnected()
    expect(socket.messages[0]).toMatchObject([
      { type: FRAME.HELLO },
      { type: FRAME.JOIN, kind: 'chat', room: 'general', since: { epoch: 'e1', seq: 11 } },
      { type: FRAME.JOIN, kind: 'game', room: 'arena', since: { epoch: 'x', seq: 3 } },
    ])
  })

  it('[D6] goes on after what it has when it is recovered, with nothing twice', async () => {
    const { host, client, room, heard } = await seated({ seq: 10 })
    host.last.say(said(11, ['a']))
    const again: unknown[] = []
    room.onJoined((what) => again.push(what))
    const states: string[] = []
    room.onStatus((status) => states.push(status))
    const socket = await host.reconnected()
    socket.say(
      joined(askedBy(socket).rid, { ref: 20, seq: 11, recovered: true, state: 'now' }),
      said(11, ['a', 'b', 'c'], 20),
    )
    expect(heard.slice(1)).toEqual([
      [12, 'b'],
      [13, 'c'],
    ])
    expect(again).toEqual([{ state: 'now', recovered: true }])
    expect(states).toEqual(['lost', 'joining', 'live'])
    expect(client.stats).toMatchObject({ reconnects: 1, resumed: 1, missedRecovered: 2 })
  })

  it('[C5] hears of a discontinuity before any event after it', async () => {
    const { host, room, heard } = await seated({ seq: 10 })
    const socket = await host.reconnected()
    socket.say(joined(askedBy(socket).rid, { ref: 20, seq: 90, state: 'all of it' }), said(91, ['x'], 20))
    expect(heard).toEqual([
      ['gap', 'all of it', 10, 90],
      [91, 'x'],
    ])
    expect(room.state).toBe('all of it')
  })

  it('[C5] takes another epoch for a discontinuity, whatever the host calls it', async () => {
    const { host, heard } = await seated({ epoch: 'e1', seq: 10 })
    const socket = await host.reconnected()
    socket.say(joined(askedBy(socket).rid, { ref: 20, epoch: 'e2', seq: 10, recovered: true }))
    expect(heard).toEqual([['gap', null, 10, 10]])
  })

  it('ignores what is still said under the number of the old seat', async () => {
    const { host, heard } = await seated()
    const socket = await host.reconnected()
    socket.say(said(1, ['stale']))
    socket.say(joined(askedBy(socket).rid, { ref: 20, recovered: true }), said(1, ['stale']), said(1, ['new'], 20))
    expect(heard).toEqual([[1, 'new']])
  })
})

describe('a gap', () => {
  it('[C4] in the sequence makes the client leave and join again with its since, once', async () => {
    const { host, clock, heard } = await seated({ epoch: 'e1', seq: 10 })
    host.last.take()
    host.last.say(said(11, ['a']), said(13, ['c']), said(14, ['d']))
    clock.advance(0)
    const frames = host.last.take()
    expect(frames).toMatchObject([
      { type: FRAME.LEAVE, ref: 7 },
      { type: FRAME.JOIN, since: { epoch: 'e1', seq: 11 } },
    ])
    const rid = frames[1]?.type === FRAME.JOIN ? frames[1].rid : 0
    host.last.say(joined(rid, { ref: 7, seq: 11, recovered: true }), said(12, ['b', 'c', 'd']))
    expect(heard.map((entry) => (entry as unknown[])[0])).toEqual([11, 12, 13, 14])
  })

  it('[C4] at the tail, told by HEAD, does so too; a HEAD of what is here does not', async () => {
    const { host, clock } = await seated({ epoch: 'e1', seq: 10 })
    host.last.take()
    host.last.say(head(10))
    clock.advance(0)
    expect(host.last.take()).toEqual([])
    host.last.say(head(11))
    clock.advance(0)
    expect(askedBy(host.last).since).toEqual({ epoch: 'e1', seq: 10 })
  })

  it('that keeps coming back slows the client down', async () => {
    const { host, clock } = await seated()
    let joins = 0
    for (let i = 0; i < 200; i++) {
      clock.advance(100)
      for (const { rid } of host.last.takeOf(FRAME.JOIN)) {
        joins++
        host.last.say(joined(rid))
      }
      host.last.say(said(5, ['from nowhere']))
    }
    expect(joins).toBeLessThan(10)
  })
})

describe('an end', () => {
  it('[R11] that the host gives a membership is told with its code, and is the end', async () => {
    const { host, clock, room, client } = await seated()
    const codes: string[] = []
    room.onLeft((code) => codes.push(code))
    host.last.say(left('kicked'))
    clock.advance(20_000)
    expect(codes).toEqual(['kicked'])
    expect(room.status).toBe('left')
    expect(host.last.takeOf(FRAME.JOIN)).toEqual([])
    expect(room.send('say', 'x')).toBe(false)
    await expect(room.request('say', 'x')).rejects.toMatchObject({ code: 'not_joined' })
    void client.join('chat', 'general')
    expect(host.last.takeOf(FRAME.JOIN)).toHaveLength(1)
  })

  it('[R10] that passes brings the client back by itself', async () => {
    const { host, clock, room, heard } = await seated({ seq: 5 })
    host.last.take()
    host.last.say(left('room_reset'))
    expect(room.status).toBe('joining')
    clock.advance(500)
    host.last.say(joined(askedBy(host.last).rid, { ref: 9, epoch: 'e2', seq: 0 }))
    expect(room.status).toBe('live')
    expect(heard).toEqual([['gap', null, 5, 0]])
  })

  it('that the application wants sends LEAVE, and calls nobody', async () => {
    const { host, room, heard } = await seated()
    const codes: string[] = []
    room.onLeft((code) => codes.push(code))
    host.last.take()
    room.leave()
    host.last.say(said(1, ['late']))
    expect(host.last.take()).toMatchObject([{ type: FRAME.LEAVE, ref: 7 }])
    expect([heard, codes]).toEqual([[], []])
    expect(room.status).toBe('left')
  })

  it('of the whole client is told to its rooms when the host wanted it', async () => {
    const { host, room } = await seated()
    const codes: string[] = []
    room.onLeft((code) => codes.push(code))
    host.last.bye('banned')
    expect(codes).toEqual(['banned'])
  })

  it('during an event stops the events behind it', async () => {
    const { host, room, heard } = await seated()
    room.on('said', () => room.leave())
    host.last.say(said(1, ['a', 'b']), said(3, ['c']))
    expect(heard).toEqual([[1, 'a']])
  })
})
