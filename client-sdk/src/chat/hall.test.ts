/** The list of my channels: as the host lists them, then live by badges, by what is open, and by the inbox. */
import { describe, expect, it } from 'vitest'
import { directRoom } from '../../../shared/chat/rules.ts'
import type { ChannelRow } from '../../../shared/chat/types.ts'
import { FRAME } from '../../../shared/frames.ts'
import { inboxRoom } from '../../../shared/inbox/notices.ts'
import type { InboxState, Notice } from '../../../shared/inbox/notices.ts'
import { openHall } from '../chat.ts'
import { connect } from '../client.ts'
import { badge, FakeHost, joined, ordered, refuse, reply, settled } from '../fake-host.ts'
import { openPage } from './fake-page.ts'
import { NUMBERS } from './fake-pages.ts'

const row = (room: string, part: Partial<ChannelRow> = {}): ChannelRow => ({
  channel: { room, title: room, topic: '', type: 'public', listed: true, ...NUMBERS },
  lastN: 5,
  lastAt: 1_000,
  member: true,
  read: 5,
  mentions: 0,
  notify: 'all',
  ...part,
})

const EMPTY: InboxState = { unread: 0, recent: [], preferences: [], quiet: { from: 0, to: 0, zone: 0 }, targets: [] }
const INBOX = { commands: ['readChannels'], events: ['notified', 'unread'], state: EMPTY, ref: 9 }

const start = async (rows: ChannelRow[], inbox = true) => {
  const host = new FakeHost()
  const { clock } = host
  const client = connect('ws://host/', { token: 't', socket: host.socket, clock, random: () => 0.5, probeMs: 0 })
  await host.welcome()
  const hall = openHall(client)
  await settled()
  const asked: string[] = []
  /** Answers what was asked, as a host with these channels does. */
  const answer = async (): Promise<void> => {
    clock.advance(0)
    for (const frame of host.last.take()) {
      if (frame.type === FRAME.QUERY) {
        asked.push(frame.name)
        host.last.say(reply(frame.rid, rows))
      } else if (frame.type === FRAME.JOIN && inbox) host.last.say(joined(frame.rid, INBOX))
      else if (frame.type === FRAME.JOIN) host.last.say(refuse(frame.rid, 'unknown_kind'))
      else if (frame.type === FRAME.WATCH) asked.push(`watch ${frame.rooms.join(' ')}`)
      else if (frame.type === FRAME.COMMAND) {
        asked.push(JSON.stringify(frame.body))
        host.last.say(reply(frame.rid, null))
      }
    }
    await settled()
  }
  await answer()
  await hall.ready
  await answer()
  const shown = () => hall.channels.map(({ channel, lastN, read }) => [channel.room, lastN - read])
  return { host, client, clock, hall, rows, asked, answer, shown }
}

describe('the list of my channels', () => {
  it('is the host’s, the latest words first, and watches them', async () => {
    const { hall, shown, asked } = await start([
      row('a'),
      row('b', { lastAt: 3_000, read: 3 }),
      row('c', { lastAt: 2_000 }),
    ])
    expect(shown()).toEqual([
      ['b', 2],
      ['c', 0],
      ['a', 0],
    ])
    expect(asked).toEqual(['channels', 'watch a b c'])
    hall.close()
  })

  it('moves with badges, and is read again now and then while they come', async () => {
    const { host, hall, shown, clock, answer, asked } = await start([row('a'), row('b', { lastAt: 3_000 })])
    let told = 0
    hall.on('channels', () => told++)
    host.last.say(badge('chat', 'a', { lastN: 7, lastAt: 4_000 }), badge('chat', 'a', { lastN: 8, lastAt: 5_000 }))
    host.last.say(badge('chat', 'b', { lastN: 4, lastAt: 1 }))
    await settled()
    expect([shown(), told]).toEqual([
      [
        ['a', 3],
        ['b', 0],
      ],
      1,
    ])
    clock.advance(10_000)
    await answer()
    // An older list takes nothing back.
    expect(shown()[0]).toEqual(['a', 3])
    expect(asked).toEqual(['channels', 'watch a b', 'channels'])
  })

  it('is read again after a reconnect', async () => {
    const { host, asked, answer } = await start([row('a')])
    await host.reconnected()
    await answer()
    await answer()
    expect(asked).toEqual(['channels', 'watch a', 'watch a', 'channels'])
  })

  it('is read again when the inbox has something new', async () => {
    const rows = [row('a')]
    const { host, hall, asked, answer, clock } = await start(rows)
    const notice: Notice = { id: '1', type: 'invitation', title: 'x', text: '', kind: 'chat', room: 'b', at: 1 }
    host.last.say(ordered(1, [[0, notice]], 9))
    await settled()
    rows.push(row('b', { lastAt: 9_000 }))
    clock.advance(300)
    await answer()
    await answer()
    expect(hall.channels[0]?.channel.room).toBe('b')
    expect(asked).toEqual(['channels', 'watch a', 'channels', 'watch a b'])
  })

  it('marks everything as read, by way of the inbox', async () => {
    const { hall, shown, asked, answer } = await start([
      row('a', { read: 2 }),
      row('b'),
      row('c', { read: 0, lastN: 1 }),
    ])
    const done = hall.markAllRead()
    await settled()
    await answer()
    await done
    expect(shown().map(([, unread]) => unread)).toEqual([0, 0, 0])
    const channels = [
      { room: 'a', n: 5 },
      { room: 'c', n: 1 },
    ]
    expect(asked.at(-1)).toBe(JSON.stringify({ channels }))
  })

  it('works on a host without inboxes, and knows the room of two', async () => {
    const { hall, client } = await start([row('a')], false)
    expect(await hall.direct('bob')).toBe(directRoom(client.user!.id, 'bob'))
    await hall.markAllRead()
    hall.close()
  })

  it('shows what is open as it is', async () => {
    const { client, host, truth, channel, clock } = await openPage({ prepare: (there) => there.say('bob', 'one') })
    const hall = openHall(client)
    await settled()
    for (const frame of host.last.take())
      if (frame.type === FRAME.QUERY)
        host.last.say(reply(frame.rid, [row('general', { lastN: 1, read: 0, lastAt: 5 })]))
    await hall.ready
    truth.say('bob', 'two')
    truth.deliver()
    await settled()
    expect(hall.channels).toMatchObject([{ lastN: 2, read: 0, last: { by: 'bob', text: 'two' } }])
    channel.read()
    await settled()
    expect(hall.channels).toMatchObject([{ lastN: 2, read: 2 }])
    hall.close()
    clock.advance(60_000)
    expect(inboxRoom('u1')).toHaveLength(40)
  })
})
