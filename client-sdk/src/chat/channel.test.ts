/** A channel beside its lines: who is here, where I stand, what the host says of it. */
import { describe, expect, it } from 'vitest'
import { settled } from '../fake-host.ts'
import { ME } from './fake-pages.ts'
import { openPage } from './fake-page.ts'
import type { FakeChannel } from './fake-channel.ts'

const says =
  (...by: string[]) =>
  (truth: FakeChannel): void =>
    by.forEach((who, i) => truth.say(who, `${i + 1}`))

describe('opening a channel', () => {
  it('brings its last messages, people and my place in it', async () => {
    const { channel } = await openPage({
      prepare: (truth) => {
        says('bob', ME, 'bob')(truth)
        truth.read = 2
        truth.more = {
          people: [{ user: 'bob', name: 'Bob', status: 'away', devices: 2 }],
          receipts: [{ user: 'bob', delivered: 3, read: 2 }],
        }
      },
    })
    expect(channel.lines.map(({ n }) => n)).toEqual([1, 2, 3])
    expect([channel.room, channel.channel?.title, channel.lastN, channel.unread, channel.firstUnread]).toEqual([
      'general',
      'general',
      3,
      1,
      3,
    ])
    expect([channel.atStart, channel.atEnd, channel.status]).toEqual([true, true, 'live'])
    expect(channel.people.get('bob')).toMatchObject({ status: 'away' })
    expect(channel.receipts.get('bob')).toMatchObject({ read: 2 })
  })

  it('creates it where there is none', async () => {
    const create = { type: 'group', title: 'New', members: ['bob'] } as const
    const { channel, truth } = await openPage({
      create: { ...create, members: [...create.members] },
      prepare: (there) => (there.info = null),
    })
    expect(truth.got).toEqual([{ name: 'create', body: create }])
    expect(channel.channel).toMatchObject({ room: 'general', type: 'group' })
  })

  it('asks which reactions are mine, where there are any', async () => {
    const { channel, truth, next } = await openPage({
      prepare: (there) => {
        says('bob')(there)
        there.react(1, '👍', ME, true)
      },
    })
    expect(channel.lines[0]?.mine).toBeUndefined()
    // Overtaken by an event, the answer is what it was before that, and the event comes on top.
    truth.listen()
    truth.react(1, '🎺', 'bob', true)
    truth.deliver()
    await next()
    expect(channel.lines[0]).toMatchObject({ mine: ['👍'], reactions: { '👍': 1, '🎺': 1 } })
  })
})

describe('reading', () => {
  it('is counted at once, told to the host now and then, and never goes back', async () => {
    const { channel, truth, clock, next } = await openPage({ prepare: says('bob', 'bob', 'bob') })
    expect([channel.unread, channel.firstUnread]).toEqual([3, 1])
    channel.read(1)
    channel.read(2)
    channel.read(1)
    expect([channel.unread, channel.me.read]).toEqual([1, 2])
    clock.advance(500)
    await next()
    channel.read()
    channel.read(99)
    expect(channel.unread).toBe(0)
    clock.advance(500)
    await next()
    expect(truth.got.map(({ body }) => body)).toEqual([{ n: 2 }, { n: 3 }])
    truth.state('mine', { read: 1, mentions: 0, role: 'member', notify: 'none' })
    expect(channel.me).toMatchObject({ read: 3, notify: 'none', user: ME })
    // The line in front of what was new stays where it was.
    expect(channel.firstUnread).toBe(1)
  })

  it('is told after a reconnect, if the host has not heard of it', async () => {
    const { channel, truth, clock, next, host } = await openPage({ prepare: says('bob') })
    truth.cut()
    host.last.cut()
    channel.read()
    clock.advance(400)
    await host.reconnected()
    await next()
    clock.advance(500)
    await next()
    expect(truth.read).toBe(1)
  })

  it('tries again after a refusal that passes, and not after another', async () => {
    const { channel, truth, clock, next } = await openPage({ prepare: says('bob') })
    truth.refuseAll = 'rate_limited'
    channel.read()
    clock.advance(500)
    await next()
    truth.refuseAll = 'forbidden'
    clock.advance(3_000)
    await next()
    clock.advance(30_000)
    expect(truth.listen()).toEqual([])
    expect(truth.got).toHaveLength(2)
  })

  it('draws its line anew where something stays unread, and not under the reader’s eyes', async () => {
    const { channel, truth, clock } = await openPage({
      prepare: (there) => {
        says(ME)(there)
        there.read = 1
      },
    })
    const comes = async (): Promise<void> => {
      truth.say('bob', 'new')
      truth.deliver()
      await settled()
    }
    await comes()
    channel.read()
    clock.advance(1_000)
    expect(channel.firstUnread).toBeUndefined()
    await comes()
    await comes()
    clock.advance(1_000)
    expect([channel.firstUnread, channel.unread]).toEqual([3, 2])
    // Whoever writes has read what was there.
    truth.say(ME, 'mine')
    truth.deliver()
    expect([channel.firstUnread, channel.unread, channel.me.read]).toEqual([undefined, 0, 5])
  })

  it('is nothing for a visitor', async () => {
    const { channel, clock, truth } = await openPage({
      prepare: (there) => {
        there.role = 'visitor'
        says('bob')(there)
      },
    })
    channel.read()
    clock.advance(5_000)
    expect([channel.unread, channel.me.read, truth.listen()]).toEqual([0, 0, []])
  })
})

describe('typing', () => {
  it('of mine is said every other second at most', async () => {
    const { channel, truth, clock } = await openPage()
    for (let i = 0; i < 50; i++) {
      channel.typingNow(i < 30 ? undefined : 4)
      clock.advance(100)
    }
    truth.listen()
    expect(truth.got.map(({ body }) => body)).toEqual([{ on: true }, { on: true }, { on: true, root: 4 }])
  })

  it('of others ends with their message, with a word, or after five seconds', async () => {
    const { channel, truth, clock } = await openPage()
    const types = (user: string, on = true) => truth.typing({ user, name: user, on })
    for (const user of ['bob', 'eve', ME, 'kim']) types(user)
    expect(channel.typing.map(({ user }) => user)).toEqual(['bob', 'eve', 'kim'])
    truth.say('bob', 'there')
    truth.deliver()
    types('eve', false)
    expect(channel.typing).toEqual([{ user: 'kim', name: 'kim' }])
    clock.advance(4_000)
    types('kim')
    clock.advance(4_999)
    expect(channel.typing).toHaveLength(1)
    clock.advance(1)
    expect(channel.typing).toEqual([])
  })
})

describe('what the host says', () => {
  it('of people, receipts, the channel and work is told once a turn', async () => {
    const { channel, truth } = await openPage()
    const told: string[] = []
    for (const event of ['people', 'members', 'receipts', 'channel', 'work', 'me', 'lines'] as const)
      channel.on(event, () => told.push(event))
    truth.state('presence', { user: 'bob', name: 'Bob', status: 'online', devices: 1 }, 'bob')
    truth.state('presence', { user: 'eve', name: 'Eve', status: 'dnd', devices: 1 }, 'eve')
    truth.state('presence', null, 'bob')
    truth.state('crowd', { online: 5, members: 9 })
    truth.state('receipt', { user: 'eve', delivered: 2, read: 1 }, 'eve')
    truth.state('work', { reports: 1, held: 2 })
    truth.tell('member', { change: 'joined', user: 'eve', name: 'Eve', role: 'member', by: 'eve', memberCount: 3 })
    truth.tell('channel', { ...channel.channel!, title: 'Renamed' })
    truth.deliver()
    await settled()
    expect([...channel.people.keys()]).toEqual(['eve'])
    expect([channel.crowd, channel.work, channel.channel?.title]).toEqual([
      { online: 5, members: 9 },
      { reports: 1, held: 2 },
      'Renamed',
    ])
    expect(channel.receipts.get('eve')).toEqual({ user: 'eve', delivered: 2, read: 1 })
    expect(told.sort()).toEqual(['channel', 'members', 'people', 'receipts', 'work'])
  })

  it('that I am out ends it', async () => {
    const { channel, truth } = await openPage()
    const told: string[] = []
    channel.on('gone', () => told.push(channel.status))
    truth.evict('kicked')
    await settled()
    expect(told).toEqual(['left'])
    channel.send('too late')
    await settled()
    expect(channel.lines).toMatchObject([{ status: 'failed', error: { code: 'not_joined' } }])
  })
})
