import { describe, expect, it } from 'vitest'
import { FRAME } from '../../shared/frames.ts'
import { connect } from './client.ts'
import { badge, FakeHost, refuse } from './fake-host.ts'
import type { FakeSocket } from './fake-host.ts'

const start = async () => {
  const host = new FakeHost()
  const { clock } = host
  const client = connect('ws://host/', { token: 't', socket: host.socket, clock, random: () => 0.5, probeMs: 0 })
  await host.welcome()
  host.last.take()
  return { host, client, clock }
}

const watchesOf = (socket: FakeSocket) => socket.takeOf(FRAME.WATCH).map(({ kind, rooms }) => [kind, rooms])

describe('watched rooms', () => {
  it('are asked for once, and their badges come to whoever watches', async () => {
    const { host, client, clock } = await start()
    const heard: unknown[] = []
    client.watch('chat', ['a', 'b'], (room, body) => heard.push(['one', room, body]))
    client.watch('chat', ['b', 'c'], (room, body) => heard.push(['two', room, body]))
    client.watch('doc', ['a'], (room, body) => heard.push(['doc', room, body]))
    clock.advance(0)
    expect(watchesOf(host.last)).toEqual([
      ['chat', ['a', 'b', 'c']],
      ['doc', ['a']],
    ])
    host.last.say(badge('chat', 'a', 1), badge('chat', 'b', { lastN: 2 }), badge('chat', 'z', 3), badge('doc', 'a', 4))
    expect(heard).toEqual([
      ['one', 'a', 1],
      ['one', 'b', { lastN: 2 }],
      ['two', 'b', { lastN: 2 }],
      ['doc', 'a', 4],
    ])
  })

  it('are let go of, and swapped in one message', async () => {
    const { host, client, clock } = await start()
    const heard: unknown[] = []
    const off = client.watch('chat', ['a'], (room) => heard.push(room))
    clock.advance(0)
    const offNext = client.watch('chat', ['b'], (room) => heard.push(room))
    off()
    off()
    clock.advance(0)
    offNext()
    clock.advance(0)
    expect(watchesOf(host.last)).toEqual([
      ['chat', ['a']],
      ['chat', ['b']],
      ['chat', []],
    ])
    host.last.say(badge('chat', 'a', 1), badge('chat', 'b', 1))
    expect(heard).toEqual([])
  })

  it('are asked for again with HELLO on every connection, if there are any left', async () => {
    const { host, client, clock } = await start()
    client.watch('chat', ['a'], () => {})
    const off = client.watch('doc', ['x'], () => {})
    clock.advance(0)
    off()
    const socket = await host.reconnected()
    expect(socket.messages[0]?.map(({ type }) => type)).toEqual([FRAME.HELLO, FRAME.WATCH])
    expect(watchesOf(socket)).toEqual([['chat', ['a']]])
    clock.advance(0)
    expect(watchesOf(socket)).toEqual([])
  })

  it('are asked for again after a refusal that passes, and after no other', async () => {
    const { host, client, clock } = await start()
    client.watch('chat', ['a'], () => {})
    clock.advance(0)
    const [first] = host.last.takeOf(FRAME.WATCH)
    host.last.say(refuse(first?.rid ?? 0, 'rate_limited', 700))
    clock.advance(699)
    expect(watchesOf(host.last)).toEqual([])
    clock.advance(1)
    const [second] = host.last.takeOf(FRAME.WATCH)
    expect(second?.rooms).toEqual(['a'])
    host.last.say(refuse(second?.rid ?? 0, 'too_many_rooms'))
    clock.advance(20_000)
    expect(watchesOf(host.last)).toEqual([])
  })
})
