/** A user's notices: as they come, as they are read here or elsewhere, and as far back as there are any. */
import { describe, expect, it } from 'vitest'
import { inboxContract } from '../../../shared/inbox/contract.ts'
import { inboxRoom } from '../../../shared/inbox/notices.ts'
import type { InboxState, Notice } from '../../../shared/inbox/notices.ts'
import { FRAME } from '../../../shared/frames.ts'
import { connect } from '../client.ts'
import { FakeHost, joined, ordered, refuse, reply, settled } from '../fake-host.ts'
import { openInbox } from '../inbox.ts'

const COMMANDS = Object.keys(inboxContract.commands)
const EVENTS = Object.keys(inboxContract.events)
const notice = (id: number, read = false): Notice => ({
  id: String(id).padStart(3, '0'),
  type: 'mention',
  title: `notice ${id}`,
  text: '',
  at: id,
  ...(read && { read: true }),
})
const stateOf = (recent: readonly Notice[]): InboxState => ({
  unread: recent.filter(({ read }) => read !== true).length,
  recent,
  preferences: [{ type: 'mention', show: true, out: [] }],
  quiet: { from: 0, to: 0, zone: 0 },
  targets: [],
})

const start = async (recent: readonly Notice[]) => {
  const host = new FakeHost()
  const { clock } = host
  const client = connect('ws://host/', { token: 't', socket: host.socket, clock, random: () => 0.5, probeMs: 0 })
  const opening = openInbox(client)
  await host.welcome()
  const seat = (state: InboxState, seq = 0) => {
    const [join] = host.last.takeOf(FRAME.JOIN)
    expect(join).toMatchObject({ kind: 'inbox', room: inboxRoom('u1') })
    host.last.say(joined(join?.rid ?? 0, { commands: COMMANDS, events: EVENTS, state, seq }))
  }
  seat(stateOf(recent))
  const inbox = await opening
  clock.advance(0)
  const tell = (seq: number, name: string, body: unknown) => host.last.say(ordered(seq, [[EVENTS.indexOf(name), body]]))
  const shown = () => inbox.notices.map(({ id, read }) => [Number(id), read === true])
  return { host, client, clock, inbox, seat, tell, shown }
}

describe('an inbox', () => {
  it('shows what comes, and what was read or removed on another device', async () => {
    const { inbox, tell, shown } = await start([notice(3), notice(2), notice(1, true)])
    expect([inbox.unread, inbox.atStart, inbox.status]).toEqual([2, true, 'live'])
    let told = 0
    inbox.onChange(() => told++)
    tell(1, 'notified', notice(4))
    tell(2, 'unread', 3)
    tell(3, 'changed', { read: ['003'], removed: ['001'] })
    await settled()
    expect([shown(), inbox.unread, told]).toEqual([
      [
        [4, false],
        [3, true],
        [2, false],
      ],
      3,
      1,
    ])
    tell(4, 'changed', { readUpTo: '003' })
    tell(5, 'settings', { preferences: [], quiet: { from: 60, to: 120, zone: 0 }, targets: [] })
    expect(shown().map(([, read]) => read)).toEqual([false, true, true])
    expect(inbox.quiet.from).toBe(60)
  })

  it('reads further back, and mends a page that events have overtaken', async () => {
    const { host, inbox, tell, shown } = await start(Array.from({ length: 30 }, (_, i) => notice(60 - i)))
    const loading = inbox.loadBefore()
    expect(inbox.loadBefore()).toBe(loading)
    const [query] = host.last.takeOf(FRAME.QUERY)
    expect(query).toMatchObject({ name: 'page', body: { before: '031' } })
    tell(1, 'changed', { readUpTo: '029', removed: ['028'] })
    const older = [notice(30), notice(29), notice(28)]
    host.last.say(reply(query?.rid ?? 0, { notices: older, next: null, unread: 30, seq: 0 }))
    await loading
    expect(shown().slice(-2)).toEqual([
      [30, false],
      [29, true],
    ])
    expect(inbox.atStart).toBe(true)
    await inbox.loadBefore()
    expect(host.last.takeOf(FRAME.QUERY)).toEqual([])
  })

  it('begins anew where events are missing', async () => {
    const { host, seat, shown, clock } = await start([notice(1)])
    await host.reconnected()
    seat(stateOf([notice(9), notice(8)]), 40)
    clock.advance(0)
    expect(shown()).toEqual([
      [9, false],
      [8, false],
    ])
  })

  it('asks for what it is told to', async () => {
    const { host, inbox } = await start([notice(2), notice(1)])
    const asked = [
      inbox.read(),
      inbox.readOnly(['001']),
      inbox.readOnly([]),
      inbox.remove(['002']),
      inbox.prefer({ type: 'mention', show: false, out: ['push'] }),
      inbox.setQuiet({ from: 1, to: 2, zone: 3 }),
      inbox.removeTarget('7'),
      inbox.readChannels([{ room: 'a', n: 3 }]),
    ]
    const added = inbox.addTarget('webhook', 'https://example.org/')
    const frames = host.last.takeOf(FRAME.COMMAND)
    expect(frames.map(({ op, body }) => [COMMANDS[op], body])).toEqual([
      ['read', { upTo: '002' }],
      ['read', { ids: ['001'] }],
      ['remove', { ids: ['002'] }],
      ['prefer', { type: 'mention', show: false, out: ['push'] }],
      ['quiet', { from: 1, to: 2, zone: 3 }],
      ['removeTarget', { id: '7' }],
      ['readChannels', { channels: [{ room: 'a', n: 3 }] }],
      ['addTarget', { channel: 'webhook', target: 'https://example.org/' }],
    ])
    host.last.say(...frames.map(({ rid }) => reply(rid, { id: '7', secret: 's' })))
    await Promise.all(asked)
    expect(await added).toEqual({ id: '7', secret: 's' })
  })

  it('is one for all who open it, and is left when the last of them closes it', async () => {
    const { host, client, inbox } = await start([])
    const again = await openInbox(client)
    expect(again).toBe(inbox)
    inbox.close()
    await settled()
    expect(host.last.takeOf(FRAME.LEAVE)).toEqual([])
    again.close()
    await settled()
    expect(host.last.takeOf(FRAME.LEAVE)).toHaveLength(1)
  })

  it('that is refused can be opened later', async () => {
    const host = new FakeHost()
    const client = connect('ws://host/', { token: 't', socket: host.socket, clock: host.clock, probeMs: 0 })
    const opening = openInbox(client)
    await host.welcome()
    host.last.say(refuse(host.last.takeOf(FRAME.JOIN)[0]?.rid ?? 0, 'unknown_kind'))
    await expect(opening).rejects.toMatchObject({ code: 'unknown_kind' })
    const again = openInbox(client)
    await settled()
    host.last.say(joined(host.last.takeOf(FRAME.JOIN)[0]?.rid ?? 0, { state: stateOf([]) }))
    expect((await again).notices).toEqual([])
  })
})
