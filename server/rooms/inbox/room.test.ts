/** An inbox without a host: what is kept, told and sent on for each thing that happens to it. */
import { describe, expect, it } from 'vitest'
import { WALL_MS, TestRoom } from '../../../test/support/room-context.ts'
import { TuttiError } from '../../../shared/errors.ts'
import { INBOX, inboxRoom } from '../../../shared/inbox/contract.ts'
import type { Added, InboxContract, InboxState, NotifyMail, OutChannel } from '../../../shared/inbox/contract.ts'
import type { Outgoing } from '../../../shared/inbox/outgoing.ts'
import type { HostFacts } from '../../engine/room.ts'
import { inbox } from './kind.ts'
import { Inbox } from './room.ts'
import { INDOORS } from './settings.ts'
import type { Secrets } from './settings.ts'
import { EMPTY } from './stored.ts'
import type { StoredInbox } from './stored.ts'

const HOOK = 'https://hooks.example.com/in?token=7'
const PUSH = JSON.stringify({
  endpoint: 'https://push.example.com/send/abc',
  keys: { p256dh: 'B'.repeat(87), auth: 'a'.repeat(22) },
})
const OUTDOORS: HostFacts = { ...INDOORS, channels: ['webhook', 'push', 'email'], pushKey: 'key' }
const SECRETS: Secrets = { secret: 's3cret', code: 'ABCD2345' }

class Ada extends TestRoom<InboxContract> {
  readonly inbox: Inbox
  #key = 0

  constructor(settings = OUTDOORS, stored: StoredInbox = EMPTY) {
    super(inboxRoom('ada'), 60)
    this.inbox = this.host(new Inbox(this.ctx, settings, stored))
  }

  notify(given: Partial<NotifyMail> = {}): void {
    const mail: NotifyMail = { user: 'ada', key: `k${this.#key++}`, type: 'mention', title: 'T', text: 'x', ...given }
    this.inbox.mail['notify']!(mail, 'its id')
  }

  add(channel: OutChannel, target: string, guest = false): Added {
    const { member } = this.join('ada')
    this.inbox.on.addTarget({ ...member, user: { ...member.user, guest } }, { channel, target }, SECRETS)
    this.leave(member, 'left')
    return this.reply as Added
  }

  get state(): InboxState {
    const { member, state } = this.join('ada')
    this.leave(member, 'left')
    return state as InboxState
  }

  rows(write: string): Readonly<Record<string, unknown>>[] {
    return this.recorded.filter((one) => one.write === write).map(({ row }) => row)
  }
}

const code = (run: () => void): string | undefined => {
  try {
    run()
  } catch (thrown) {
    return thrown instanceof TuttiError ? thrown.code : String(thrown)
  }
  return undefined
}

describe('an inbox', () => {
  it('is open to its user alone, and tells nobody else that it exists', () => {
    const enter = (id: string) =>
      code(() => void inbox.authorize({ id, name: id, guest: false }, inboxRoom('ada'), null!))
    expect(enter('ada')).toBe(undefined)
    expect(enter('bob')).toBe('unknown_room')
  })

  it('keeps what is notified, tells every device, and counts it', () => {
    const ada = new Ada()
    ada.notify({ type: 'direct', title: 'Bob', text: 'hi', kind: 'chat', room: 'dm', n: 4 })
    const [notice] = ada.told('notified')
    expect(notice).toMatchObject({
      type: 'direct',
      title: 'Bob',
      text: 'hi',
      kind: 'chat',
      room: 'dm',
      n: 4,
      at: WALL_MS,
    })
    expect(ada.told('unread')).toEqual([1])
    expect(ada.rows('notice')).toMatchObject([{ id: notice!.id, user_id: 'ada', key: 'k0', ref_room: 'dm', read: 0 }])
    expect(ada.state).toMatchObject({ unread: 1, recent: [notice] })
  })

  it('drops one with a key that it has had, even when that one was removed', () => {
    const ada = new Ada()
    ada.notify({ key: 'once' })
    const { member } = ada.join('ada')
    ada.inbox.on.remove(member, { ids: [ada.told('notified')[0]!.id] })
    const before = ada.recorded.length
    ada.notify({ key: 'once' })
    expect(ada.told('notified')).toHaveLength(1)
    expect(ada.recorded).toHaveLength(before)
  })

  it('knows keys from what is stored', () => {
    const slips = [{ id: '1', key: 'once', read: false, removed: false }]
    const ada = new Ada(OUTDOORS, { ...EMPTY, slips })
    ada.notify({ key: 'once' })
    expect(ada.recorded).toEqual([])
    expect(ada.state.unread).toBe(1)
  })

  it('refuses mail that is meant for somebody else, or is none', () => {
    const ada = new Ada()
    expect(code(() => ada.notify({ user: 'bob' }))).toBe('unknown_room')
    expect(code(() => ada.inbox.mail['notify']!({ user: 'ada' }, '1'))).toBe('bad_body')
    expect(ada.recorded).toEqual([])
  })

  it('takes null for what a sender left undefined, and cuts what is too long between characters', () => {
    const ada = new Ada()
    const room = null as unknown as string
    ada.notify({ room, title: 't'.repeat(INBOX.titleMax - 2) + '😀😀', text: 'x'.repeat(5000) })
    const [notice] = ada.told('notified')
    expect(notice).not.toHaveProperty('room')
    expect(notice!.title).toBe(`${'t'.repeat(INBOX.titleMax - 2)}…`)
    expect(notice!.text).toHaveLength(INBOX.textMax)
  })

  it('reads by id and up to an id, once', () => {
    const ada = new Ada()
    for (let i = 0; i < 5; i++) ada.notify()
    const ids = ada.told('notified').map(({ id }) => id)
    const { member } = ada.join('ada')
    ada.inbox.on.read(member, { ids: [ids[4]!, 'none'] })
    expect(ada.reply).toEqual({ unread: 4 })
    ada.inbox.on.read(member, { upTo: ids[2]! })
    ada.inbox.on.read(member, { ids: [ids[0]!], upTo: ids[2]! })
    expect(ada.reply).toEqual({ unread: 1 })
    expect(ada.told('changed')).toEqual([{ read: [ids[4]] }, { readUpTo: ids[2] }])
    expect(ada.told('unread').slice(5)).toEqual([4, 1])
    expect(ada.rows('read')).toHaveLength(4)
    expect(ada.state.recent.map(({ read }) => read === true)).toEqual([true, false, true, true, true])
  })

  it('removes, and what was unread is so no more', () => {
    const ada = new Ada()
    ada.notify({ text: 'private' })
    const { member } = ada.join('ada')
    const { id } = ada.told('notified')[0]!
    ada.inbox.on.remove(member, { ids: [id] })
    ada.inbox.on.remove(member, { ids: [id] })
    expect(ada.told('changed')).toEqual([{ removed: [id] }])
    expect(ada.rows('removed')).toEqual([{ room: ada.ctx.id, id, title: '', text: '', read: 1, removed: 1 }])
    expect(ada.state).toMatchObject({ unread: 0, recent: [] })
  })

  it('is bounded: of too many unread the oldest count as read, of too many read the oldest are dropped', () => {
    const ada = new Ada()
    for (let i = 0; i < INBOX.unreadMax + INBOX.readMax + 200; i++) ada.notify()
    expect(ada.state).toMatchObject({ unread: INBOX.unreadMax })
    expect(ada.state.recent).toHaveLength(INBOX.recent)
    const all = ada.told('notified').map(({ id }) => id)
    const dropped = ada.rows('forget').map(({ id }) => id)
    expect(dropped).toEqual(all.slice(0, dropped.length))
    expect(dropped.length).toBeGreaterThanOrEqual(150)
    expect(ada.rows('read').map(({ id }) => id)).toEqual(all.slice(0, INBOX.readMax + 200))
  })

  it('tells the channels how far they are read', () => {
    const ada = new Ada()
    const { member } = ada.join('ada')
    ada.inbox.on.readChannels(member, {
      channels: [
        { room: 'a', n: 3 },
        { room: 'b', n: 0 },
      ],
    })
    expect(ada.posted).toEqual([
      { kind: 'chat', room: 'a', op: 'read', body: { user: 'ada', n: 3 } },
      { kind: 'chat', room: 'b', op: 'read', body: { user: 'ada', n: 0 } },
    ])
  })
})

describe('what leaves the house', () => {
  it('goes to the targets that the type prefers, and names the inbox that wants to know', () => {
    const ada = new Ada()
    const { id } = ada.add('webhook', HOOK)
    ada.add('push', PUSH)
    ada.notify({ type: 'mention' })
    expect(ada.sentOut.map(({ channel, target, dueMs }) => [channel, target, dueMs])).toEqual([
      ['webhook', JSON.stringify({ url: HOOK, secret: 's3cret' }), undefined],
      ['push', PUSH, undefined],
    ])
    const payload: Outgoing = {
      from: { kind: 'inbox', room: ada.ctx.id, target: id },
      user: 'ada',
      notice: ada.told('notified')[0]!,
    }
    expect(ada.sentOut[0]!.payload).toEqual(payload)
    ada.notify({ type: 'system' })
    expect(ada.sentOut.slice(2).map(({ channel }) => channel)).toEqual(['webhook'])
  })

  it('follows preferences: shown and not sent, sent and not shown, neither', () => {
    const ada = new Ada()
    ada.add('webhook', HOOK)
    const { member } = ada.join('ada')
    ada.inbox.on.prefer(member, { type: 'mention', show: true, out: [] })
    ada.inbox.on.prefer(member, { type: 'direct', show: false, out: ['webhook', 'webhook'] })
    ada.inbox.on.prefer(member, { type: 'match', show: false, out: [] })
    ada.notify({ type: 'mention', title: 'shown' })
    ada.notify({ type: 'direct', key: 'sent', title: 'sent' })
    ada.notify({ type: 'direct', key: 'sent', title: 'sent' })
    ada.notify({ type: 'match' })
    expect(ada.told('notified').map(({ title }) => title)).toEqual(['shown'])
    expect(ada.sentOut.map(({ payload }) => (payload as Outgoing).notice.title)).toEqual(['sent'])
    expect(ada.rows('notice').slice(1)).toMatchObject([{ key: 'sent', title: '', read: 1, removed: 1 }])
    expect(ada.rows('preference')[1]).toMatchObject({ type: 'direct', show: 0, outs: '["webhook"]' })
    const settings = ada
      .told('settings')
      .at(-1)!
      .preferences.find(({ type }) => type === 'direct')
    expect(settings).toEqual({ type: 'direct', show: false, out: ['webhook'] })
    expect(ada.state.unread).toBe(1)
  })

  it.each([
    // The wall clock of the test begins at midnight UTC.
    ['in the quiet time, waits for its end', { from: 1380, to: 420, zone: 0 }, WALL_MS + 420 * 60_000],
    ['east of Greenwich, where it is later', { from: 1380, to: 420, zone: 120 }, WALL_MS + 300 * 60_000],
    ['west of Greenwich, where it is yesterday', { from: 1080, to: 1200, zone: -300 }, WALL_MS + 60 * 60_000],
    ['at the end of the quiet time, goes', { from: 1380, to: 0, zone: 0 }, undefined],
    ['at its beginning, waits', { from: 0, to: 1, zone: 0 }, WALL_MS + 60_000],
    ['outside of it, goes', { from: 60, to: 120, zone: 0 }, undefined],
    ['without quiet hours, goes', { from: 0, to: 0, zone: 0 }, undefined],
  ])('%s', (_, quiet, dueMs) => {
    const ada = new Ada()
    ada.add('webhook', HOOK)
    const { member } = ada.join('ada')
    ada.inbox.on.quiet(member, quiet)
    ada.notify()
    expect(ada.sentOut.map((one) => one.dueMs)).toEqual([dueMs])
    expect(ada.told('notified')).toHaveLength(1) // At once, in the house.
    expect(ada.told('settings').at(-1)!.quiet).toEqual(quiet)
  })

  it('tells a webhook its secret once, and takes the same address for the same target', () => {
    const ada = new Ada()
    const first = ada.add('webhook', HOOK)
    expect(first).toEqual({ id: expect.any(String), secret: 's3cret' })
    expect(ada.add('webhook', HOOK)).toEqual({ id: first.id })
    expect(ada.state.targets).toEqual([
      { id: first.id, channel: 'webhook', label: 'https://hooks.example.com/in', addedAt: WALL_MS },
    ])
    expect(JSON.stringify(ada.said)).not.toContain('s3cret')
  })

  it('gives a subscription that comes again its new keys', () => {
    const ada = new Ada()
    const { id } = ada.add('push', PUSH)
    expect(ada.add('push', PUSH.replace('BBB', 'BCD'))).toEqual({ id })
    ada.notify()
    expect(ada.sentOut.map(({ target }) => target)).toEqual([PUSH.replace('BBB', 'BCD')])
    expect(ada.state.targets).toMatchObject([{ label: 'push.example.com' }])
  })

  it('sends a mail address nothing but its code until somebody brings that back', () => {
    const ada = new Ada()
    const { id, pending } = ada.add('email', 'ada@example.com')
    expect(pending).toBe(true)
    expect(ada.add('email', 'ADA@example.com')).toEqual({ id, pending: true })
    ada.notify({ type: 'invitation' })
    const titles = () => ada.sentOut.map(({ payload }) => (payload as Outgoing).notice.title)
    expect(titles()).toEqual(['Your code is ABCD2345', 'Your code is ABCD2345'])
    const { member } = ada.join('ada')
    expect(code(() => ada.inbox.on.confirmTarget(member, { id, code: 'WRONG' }))).toBe('not_found')
    ada.inbox.on.confirmTarget(member, { id, code: ' abcd2345' })
    expect(code(() => ada.inbox.on.confirmTarget(member, { id, code: 'ABCD2345' }))).toBe('not_found')
    ada.notify({ type: 'invitation', title: 'Come in' })
    expect(titles().slice(2)).toEqual(['Come in'])
    expect(ada.state.targets).toEqual([{ id, channel: 'email', label: 'ada@example.com', addedAt: WALL_MS }])
  })

  it('keeps nothing of what is withdrawn, and is told of it again by nobody', () => {
    const ada = new Ada()
    ada.notify({ key: 'talk:1', text: 'a slip' })
    ada.notify({ key: 'talk:2', text: 'stays' })
    for (const key of ['talk:1', 'talk:1', 'talk:9']) ada.inbox.mail['withdraw']!({ user: 'ada', key }, key)
    expect(ada.state).toMatchObject({ unread: 1, recent: [{ text: 'stays' }] })
    expect(ada.rows('removed')).toMatchObject([{ title: '', text: '', removed: 1 }])
    expect(ada.told('changed')).toHaveLength(1)
    ada.notify({ key: 'talk:1', text: 'a slip' })
    expect(JSON.stringify(ada.state)).not.toContain('a slip')
    expect(code(() => ada.inbox.mail['withdraw']!({ user: 'bob', key: 'talk:2' }, 'x'))).toBe('unknown_room')
  })

  it('removes a target, by its user or because nobody is there any more, and tells of the latter once', () => {
    const ada = new Ada()
    const hook = ada.add('webhook', HOOK)
    const push = ada.add('push', PUSH)
    const { member } = ada.join('ada')
    ada.inbox.on.removeTarget(member, { id: hook.id })
    expect(code(() => ada.inbox.on.removeTarget(member, { id: hook.id }))).toBe('not_found')
    const gone = { user: 'ada', target: push.id, reason: 'HTTP 410' }
    ada.inbox.mail['targetGone']!(gone, '1')
    ada.inbox.mail['targetGone']!(gone, '2')
    expect(ada.rows('untarget')).toEqual([
      { room: ada.ctx.id, id: hook.id },
      { room: ada.ctx.id, id: push.id },
    ])
    expect(ada.told('notified')).toMatchObject([
      { type: 'system', title: 'Notifications to push.example.com have stopped' },
    ])
    expect(ada.state.targets).toEqual([])
  })

  it.each<[OutChannel, string]>([
    ['webhook', 'hooks.example.com'],
    ['webhook', 'http://hooks.example.com'],
    ['webhook', 'file:///etc/passwd'],
    ['webhook', 'https://me:pass@hooks.example.com'],
    ['email', 'ada'],
    ['email', 'ada@example'],
    ['email', 'ada@example.com, bob@example.com'],
    ['email', 'ada@example.com\r\nBcc: bob@example.com'],
    ['email', '"Ada" <ada@example.com>'],
    ['push', 'https://push.example.com/send/abc'],
    ['push', 'null'],
    ['push', '{"endpoint":"https://push.example.com"}'],
    ['push', PUSH.replace('https', 'http')],
    ['push', PUSH.replace('BBB', 'B')],
  ])('has no target %s %s', (channel, target) => {
    const ada = new Ada()
    expect(code(() => ada.add(channel, target))).toBe('bad_body')
    expect(ada.recorded).toEqual([])
  })

  it('has only the channels of its host, no mail for guests, and few targets', () => {
    expect(code(() => new Ada(INDOORS).add('webhook', HOOK))).toBe('forbidden')
    expect(code(() => new Ada().add('email', 'ada@example.com', true))).toBe('forbidden')
    const ada = new Ada({ ...OUTDOORS, privateWebhooks: true })
    for (let i = 0; i < INBOX.targetsPerChannel; i++) ada.add('webhook', `http://127.0.0.1/${i}`)
    expect(code(() => ada.add('webhook', HOOK))).toBe('conflict')
  })
})
