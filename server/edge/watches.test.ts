/** Quiet joins: badges of many rooms for a session that sits in none of them. */
import { describe, expect, it } from 'vitest'
import { TuttiError } from '../../shared/errors.ts'
import { FRAME } from '../../shared/frames.ts'
import { LIMITS } from '../../shared/limits.ts'
import { startEdge } from '../../test/support/edge-harness.ts'

const watch = (rid: number, rooms: readonly string[], kind = 'chat') =>
  ({ type: FRAME.WATCH, rid, kind, rooms }) as const

/** An edge with a client that watches, and what it got. */
const watching = async (rooms: readonly string[]) => {
  const rig = await startEdge()
  const client = await rig.enter()
  client.send(watch(1, rooms))
  await rig.settle()
  const badges = (of = client): [string, unknown][] => of.all(FRAME.BADGE).map(({ room, body }) => [room, body])
  return { ...rig, client, badges }
}

describe('watching', () => {
  it('[W1] is answered with the rooms that may be watched, and costs no seat', async () => {
    const { enter, engine, settle, pass, meter } = await startEdge()
    engine.allowed = async (user, kind, rooms) => {
      expect([user.id, kind]).toEqual(['ada', 'chat'])
      return rooms.filter((room) => room !== 'secret')
    }
    const client = await enter()
    client.send(watch(1, ['a', 'secret', 'b', 'a']))
    await settle()
    expect(client.last(FRAME.REPLY)).toMatchObject({ rid: 1, code: null, body: ['a', 'b'] })
    expect([engine.joins.length, engine.rooms.size, meter.watches]).toEqual([0, 0, 2])
    engine.badge('chat', 'secret', 1)
    engine.badge('chat', 'b', 2)
    engine.badge('doc', 'b', 3)
    await pass(LIMITS.badgeMs)
    expect(client.all(FRAME.BADGE)).toEqual([{ type: FRAME.BADGE, kind: 'chat', room: 'b', body: 2 }])
  })

  it('[W2] replaces what was watched of that kind, and leaves other kinds alone', async () => {
    const { client, engine, settle, pass, badges, meter } = await watching(['a', 'b'])
    client.send(watch(2, ['d1'], 'doc'), watch(3, ['b', 'c']))
    await settle()
    expect(meter.watches).toBe(3)
    for (const room of ['a', 'b', 'c']) engine.badge('chat', room, room)
    engine.badge('doc', 'd1', 'd1')
    await pass(LIMITS.badgeMs)
    expect(
      badges()
        .map(([room]) => room)
        .toSorted(),
    ).toEqual(['b', 'c', 'd1'])
    client.send(watch(4, []))
    await settle()
    expect(meter.watches).toBe(1)
  })

  it('[W2] stands as the later of two WATCHes said, whichever is authorised first', async () => {
    const { enter, engine, settle, meter, pass } = await startEdge()
    const client = await enter()
    const open: (() => void)[] = []
    engine.allowed = (_user, _kind, rooms) => new Promise((resolve) => open.push(() => resolve(rooms)))
    client.send(watch(1, ['a', 'b']), watch(2, ['c']))
    await settle()
    open[1]!()
    await settle()
    open[0]!()
    await settle()
    expect(client.all(FRAME.REPLY).map(({ rid }) => rid)).toEqual([2, 1])
    expect(meter.watches).toBe(1)
    engine.badge('chat', 'c', 1)
    await pass(LIMITS.badgeMs)
    expect(client.all(FRAME.BADGE)).toHaveLength(1)
  })

  it('[W3] is of 512 rooms at most, counted apart from seats', async () => {
    const { client, settle, meter } = await watching(['a'])
    const many = Array.from({ length: LIMITS.maxWatchedRooms + 1 }, (_, i) => `r${i}`)
    client.send(watch(2, many))
    client.send(watch(3, many.slice(1)))
    await settle()
    client.send(watch(4, ['one more'], 'doc'))
    await settle()
    expect(client.all(FRAME.REPLY).map(({ rid, code }) => [rid, code])).toEqual([
      [1, null],
      [2, 'too_many_rooms'],
      [3, null],
      [4, 'too_many_rooms'],
    ])
    expect(meter.watches).toBe(LIMITS.maxWatchedRooms)
    client.send({ type: FRAME.JOIN, rid: 5, kind: 'chat', room: 'a', since: null, options: null })
    await settle()
    expect(client.all(FRAME.JOINED)).toHaveLength(1)
  })

  it('[W1] that is refused leaves things as they were', async () => {
    const { client, engine, settle, meter } = await watching(['a'])
    engine.allowed = async () => {
      throw new TuttiError('unknown_kind')
    }
    client.send(watch(2, ['b']))
    await settle()
    expect(client.last(FRAME.REPLY)).toMatchObject({ rid: 2, code: 'unknown_kind' })
    expect(meter.watches).toBe(1)
  })

  it('[W5] ends for every session of a user who is taken off, also while they ask', async () => {
    const { client, enter, engine, settle, pass, badges, meter } = await watching(['a', 'b'])
    const other = await enter('ada', 'phone')
    const bob = await enter('bob', 'phone')
    bob.send(watch(1, ['a']))
    let open: () => void = () => {}
    const passed = new Promise<void>((resolve) => (open = resolve))
    engine.allowed = async (user, _kind, rooms) => {
      if (user.id === 'ada') await passed
      return rooms
    }
    other.send(watch(1, ['a', 'b']))
    await settle()
    engine.unwatch('chat', 'a', 'ada')
    open()
    await settle()
    expect(other.last(FRAME.REPLY)?.body).toEqual(['b'])
    expect(meter.watches).toBe(3)
    engine.badge('chat', 'a', 1)
    engine.badge('chat', 'b', 2)
    await pass(LIMITS.badgeMs)
    expect([badges(client), badges(other), badges(bob)]).toEqual([[['b', 2]], [['b', 2]], [['a', 1]]])
  })

  it('[W5] ends with its session, and then nothing is kept and no timer runs', async () => {
    const { client, engine, settle, meter, clock, edge, badges } = await watching(['a', 'b'])
    engine.badge('chat', 'a', 1)
    client.socket.cut()
    await settle()
    expect(meter.watches).toBe(0)
    engine.badge('chat', 'a', 2)
    clock.advance(60_000)
    expect(clock.pending).toBe(0)
    expect(badges()).toEqual([])
    edge.close()
  })
})

describe('badges', () => {
  it('[W4] come at most once in two seconds for each room, and then the latest', async () => {
    const { engine, pass, badges } = await watching(['a', 'b'])
    for (let i = 1; i <= 100; i++) {
      engine.badge('chat', 'a', i)
      if (i % 10 === 0) engine.badge('chat', 'b', -i)
      await pass(100)
    }
    await pass(LIMITS.badgeMs)
    const of = (room: string) => badges().flatMap(([name, body]) => (name === room ? [body as number] : []))
    expect(of('a').length).toBeLessThanOrEqual(6)
    expect(of('a').length).toBeGreaterThanOrEqual(5)
    expect(of('a')).toEqual(of('a').toSorted((x, y) => x - y))
    expect([of('a').at(-1), of('b').at(-1)]).toEqual([100, -100])
  })

  it('[W4] of many rooms share a message, and of many sessions each has its own time', async () => {
    const { enter, engine, settle, pass, clock, meter, badges } = await watching(['a', 'b', 'c'])
    const clients = await Promise.all(Array.from({ length: 40 }, (_, i) => enter(`u${i}`)))
    for (const client of clients) client.send(watch(1, ['a', 'b', 'c']))
    await settle()
    const before = meter.framesOut.newest
    for (const room of ['a', 'b', 'c']) engine.badge('chat', room, room)
    let most = 0
    for (let i = 0; i < 20; i++) {
      const sent = meter.framesOut.newest
      clock.advance(LIMITS.badgeMs / 20)
      most = Math.max(most, meter.framesOut.newest - sent)
    }
    expect(meter.framesOut.newest - before).toBe(41)
    expect(most).toBeLessThanOrEqual(3)
    await settle()
    for (const client of clients) expect(badges(client)).toHaveLength(3)
    // Nothing is due any more: no timer but the sessions' own sweep.
    await pass(LIMITS.badgeMs)
    expect(clock.pending).toBe(1)
  })

  it('[W4] wait for a socket that is slow, which gets the latest', async () => {
    const { client, engine, pass, settle, badges } = await watching(['a'])
    client.send({ type: FRAME.JOIN, rid: 2, kind: 'chat', room: 'loud', since: null, options: null })
    await settle()
    client.socket.stalled = true
    for (let i = 0; i < 100; i++) engine.room('chat', 'loud').say('x'.repeat(1_000))
    for (let i = 1; i <= 5; i++) {
      engine.badge('chat', 'a', i)
      await pass(1_000)
    }
    client.socket.stalled = false
    await settle()
    expect(badges()).toEqual([])
    await pass(LIMITS.badgeMs)
    expect(badges()).toEqual([['a', 5]])
  })

  it('that are known come to whoever begins to watch', async () => {
    const { enter, engine, settle, pass, badges } = await watching(['a'])
    engine.badge('chat', 'a', 1)
    await pass(LIMITS.badgeMs)
    const late = await enter('bob')
    late.send(watch(1, ['a']))
    await settle()
    await pass(LIMITS.badgeMs)
    expect(badges(late)).toEqual([['a', 1]])
  })
})

describe('limits', () => {
  it('[L5] queries and watches of a user draw on one bucket, over all of their sessions', async () => {
    const { enter, engine, settle, pass } = await startEdge()
    const laptop = await enter('ada', 'laptop')
    const phone = await enter('ada', 'phone')
    const bob = await enter('bob', 'phone')
    const query = (rid: number) =>
      ({ type: FRAME.QUERY, rid, kind: 'chat', room: 'a', name: 'top', body: null }) as const
    for (let i = 1; i <= LIMITS.queriesBurst / 2; i++) {
      laptop.send(query(i))
      phone.send(watch(i, ['a']))
    }
    await settle()
    laptop.send(query(901))
    phone.send(watch(902, ['a']))
    bob.send(query(903))
    await settle()
    expect(laptop.last(FRAME.REPLY)).toMatchObject({ rid: 901, code: 'rate_limited' })
    expect(phone.last(FRAME.REPLY)).toMatchObject({ rid: 902, code: 'rate_limited' })
    expect(laptop.last(FRAME.REPLY)!.retryMs).toBeGreaterThan(0)
    expect(bob.last(FRAME.REPLY)).toMatchObject({ rid: 903, code: null })
    await pass(100)
    laptop.send(query(904))
    await settle()
    expect(laptop.last(FRAME.REPLY)).toMatchObject({ rid: 904, code: null })
    expect(engine.queries).toHaveLength(LIMITS.queriesBurst / 2 + 2)
  })
})
