/** Delivery to slow readers: what each class promises a socket that is behind. */
import { describe, expect, it } from 'vitest'
import { FRAME } from '../../shared/frames.ts'
import { LIMITS } from '../../shared/limits.ts'
import { startEdge } from '../../test/support/edge-harness.ts'

const KB = 'x'.repeat(1_000)

/** A member whose socket stopped, and one that reads. */
const slowAndQuick = async () => {
  const rig = await startEdge()
  const slow = await rig.join('chat', 'general', 'ada')
  const quick = await rig.join('chat', 'general', 'bob')
  const room = rig.engine.room('chat', 'general')
  slow.socket.stalled = true
  return { ...rig, slow, quick, room }
}

describe('ordered', () => {
  it('[D7] a slow reader becomes a cursor and goes on from the ring: each event once, in order', async () => {
    const { slow, quick, room, pass, settle, meter } = await slowAndQuick()
    const count = 3_000
    for (let i = 0; i < count; i++) {
      room.say(KB)
      if (i % 100 === 0) await pass(100)
    }
    expect(meter.demotions).toBe(1)
    expect(meter.dropped).toBe(0)
    slow.socket.stalled = false
    await settle()
    room.say('live')
    await settle()
    for (const client of [slow, quick]) {
      expect(client.said.map(([seq]) => seq)).toEqual(Array.from({ length: count + 1 }, (_, i) => i + 1))
    }
  })

  it('[D7] costs no memory beyond its buffer, however much is said', async () => {
    const { room, pass, meter } = await slowAndQuick()
    for (let i = 0; i < 5_000; i++) {
      room.say(KB)
      if (i % 100 === 0) await pass(100)
    }
    await pass(100)
    // 100 ms of publishing pass before a sweep sees it.
    expect(meter.bufferMaxBytes).toBeLessThan(LIMITS.hardBufferBytes + 150_000)
  })

  it('[D7] is looked at early when very much is published between two sweeps', async () => {
    const { quick, room, clock, settle, meter } = await slowAndQuick()
    quick.socket.close()
    await settle()
    for (let i = 0; i < 1_100; i++) room.say(KB)
    clock.flush()
    for (let i = 0; i < 20_000; i++) room.say(KB)
    await settle()
    expect(meter.demotions).toBe(1)
    expect(meter.dropped).toBe(0)
  })

  it('[D7, E1] a reader that does not drain within 15 s is told so and closed with slow', async () => {
    const { slow, room, pass, settle } = await slowAndQuick()
    // It lives, and yet it does not read.
    const notReading = async (ms: number): Promise<void> => {
      for (let passedMs = 0; passedMs < ms; passedMs += 3_000) {
        slow.send({ type: FRAME.PONG, time: 0 })
        await pass(Math.min(3_000, ms - passedMs))
      }
    }
    for (let i = 0; i < 400; i++) room.say(KB)
    await notReading(LIMITS.slowMs)
    slow.socket.stalled = false
    await settle()
    expect(slow.closeCode).toBeUndefined()
    slow.socket.stalled = true
    for (let i = 0; i < 400; i++) room.say(KB)
    await notReading(LIMITS.slowMs + 300)
    slow.socket.stalled = false
    await settle()
    expect(slow.last(FRAME.BYE)?.code).toBe('slow')
    expect(slow.closeCode).toBe(4001)
    // Up to there nothing is missing, so it resumes from there.
    expect(slow.said.map(([seq]) => seq)).toEqual(slow.said.map((_, i) => i + 1))
  })

  it('[D7] a reader whose place the ring has left is closed with slow', async () => {
    const { slow, room, pass, settle } = await slowAndQuick()
    room.ringSize = 100
    for (let i = 0; i < 1_000; i++) {
      room.say(KB)
      if (i % 100 === 0) await pass(100)
    }
    slow.socket.stalled = false
    await settle()
    expect(slow.last(FRAME.BYE)?.code).toBe('slow')
    expect(slow.closeCode).toBe(4001)
    expect(room.left).toEqual(['lost'])
  })

  it('[D7] one that reads slowly but reads is kept', async () => {
    const { slow, room, pass, settle } = await slowAndQuick()
    for (let second = 0; second < 60; second++) {
      for (let i = 0; i < 200; i++) room.say(KB)
      await pass(900)
      slow.socket.stalled = false
      slow.send({ type: FRAME.PONG, time: 0 })
      await settle()
      slow.socket.stalled = true
    }
    slow.socket.stalled = false
    await settle()
    expect(slow.closeCode).toBeUndefined()
    expect(slow.said).toHaveLength(12_000)
  })

  it('a first state larger than the buffer is sent, and events wait for it', async () => {
    const { enter, engine, settle, loopback, clock, meter } = await startEdge()
    const room = engine.room('chat', 'general')
    room.state = { huge: 'x'.repeat(6 * 1024 * 1024) }
    const client = await enter()
    client.send({ type: FRAME.JOIN, rid: 1, kind: 'chat', room: 'general', since: null, options: null })
    loopback.deliver()
    client.socket.stalled = true
    clock.flush()
    for (let i = 0; i < 100; i++) room.say(KB)
    client.socket.stalled = false
    await settle()
    expect(client.all(FRAME.JOINED)).toHaveLength(1)
    expect(client.said).toHaveLength(100)
    expect(meter.dropped).toBe(0)
  })
})

describe('newest', () => {
  it('[D2] a slow reader gets the latest value of each key, and none out of order', async () => {
    const { slow, quick, room, pass, settle } = await slowAndQuick()
    for (let i = 0; i < 100; i++) room.say(KB)
    await pass(200)
    for (let i = 1; i <= 50; i++) {
      room.at('a', i)
      room.at('b', i * 2)
    }
    slow.socket.stalled = false
    await settle()
    room.at('a', 51)
    await settle()
    const values = slow.all(FRAME.STATE).map(({ key, body }) => [key, body])
    expect(values).toEqual([
      ['a', 50],
      ['b', 100],
      ['a', 51],
    ])
    expect(quick.all(FRAME.STATE)).toHaveLength(101)
  })

  it('[D2] what is sent to one member waits, replaced by what follows', async () => {
    const { slow, room, settle, meter } = await slowAndQuick()
    const [seat] = room.seats
    for (let i = 0; i < 40; i++) room.say(KB)
    expect(seat!.writable).toBe(false)
    for (let i = 1; i <= 10; i++) {
      seat!.newest(1, 7, room.stateFrame(7, i))
      seat!.newest(1, '7', room.stateFrame('7', -i))
    }
    slow.socket.stalled = false
    await settle()
    expect(slow.all(FRAME.STATE).map(({ key, body }) => [key, body])).toEqual([
      [7, 10],
      ['7', -10],
    ])
    expect(seat!.writable).toBe(true)
    expect(meter.newestReplaced).toBe(18)
    seat!.newest(1, 7, room.stateFrame(7, 11))
    await settle()
    expect(slow.last(FRAME.STATE)?.body).toBe(11)
  })
})

describe('fleeting', () => {
  it('[D3] reaches whoever can take it now, and a slow member misses it', async () => {
    const { slow, quick, room, pass, settle, meter } = await slowAndQuick()
    room.typing(1)
    for (let i = 0; i < 100; i++) room.say(KB)
    await pass(200)
    room.typing(2)
    room.seats[0]!.fleeting(room.fleetingFrame(3))
    slow.socket.stalled = false
    await settle()
    room.typing(4)
    room.seats[0]!.fleeting(room.fleetingFrame(5))
    await settle()
    const heard = (client: typeof slow) =>
      client.all(FRAME.FLEETING).flatMap(({ events }) => events.map(({ body }) => body))
    expect(heard(slow)).toEqual([1, 4, 5])
    expect(heard(quick)).toEqual([1, 2, 4])
    expect(meter.fleetingMissed).toBe(2)
  })
})

describe('others', () => {
  it('[D9] no member waits for another member’s slow socket', async () => {
    const { quick, room, pass } = await slowAndQuick()
    for (let i = 0; i < 20; i++) {
      for (let j = 0; j < 50; j++) room.say(KB)
      room.at('k', i)
      room.typing(i)
      await pass(100)
      expect(quick.said).toHaveLength((i + 1) * 50)
      expect(quick.last(FRAME.STATE)?.body).toBe(i)
    }
  })

  it('a frame that the transport lost is counted, and its session resumes by being closed', async () => {
    const { slow, quick, room, clock, settle, meter, logged } = await slowAndQuick()
    quick.socket.close()
    await settle()
    // More than the hard limit before anybody could look.
    for (let i = 0; i < 5_000; i++) room.say(KB)
    expect(meter.dropped).toBeGreaterThan(0)
    clock.flush()
    slow.socket.stalled = false
    await settle()
    expect(slow.closeCode).toBe(1006)
    expect(logged.filter((message) => message.includes('dropped'))).toHaveLength(1)
  })

  it('counts what it sends, by class and times its receivers', async () => {
    const { join, engine, settle, meter } = await startEdge()
    await join('chat', 'general', 'ada')
    const bob = await join('chat', 'general', 'bob')
    const room = engine.room('chat', 'general')
    room.say('x')
    room.at('k', 1)
    room.typing('y')
    bob.socket.cut()
    await settle()
    room.say('x')
    expect([meter.framesOut.ordered, meter.framesOut.newest, meter.framesOut.fleeting]).toEqual([3, 2, 2])
    expect(meter.bytesOut.ordered % 3).toBe(0)
  })
})
