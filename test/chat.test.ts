/** Whole house: people talk in channels, on either database, and find everything as it was when the host comes back. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SignJWT } from 'jose'
import { afterEach, describe, expect, it } from 'vitest'
import { connect } from '../client-sdk/src/index.ts'
import { chat } from '../server/rooms/chat/kind.ts'
import { inbox } from '../server/rooms/inbox/kind.ts'
import type { ChatJoin } from '../shared/chat/contract.ts'
import { directRoom } from '../shared/chat/rules.ts'
import type { ChannelInfo, Invite, Message, Mine, Receipt } from '../shared/chat/types.ts'
import { inboxRoom } from '../shared/inbox/contract.ts'
import { startHost } from './support/host.ts'
import type { TestHost } from './support/host.ts'
import { freshDatabase } from './support/postgres.ts'
import { until } from './support/until.ts'

const rooms = { chat, inbox }
const SECRET = 'a secret that only this test knows, 32 bytes'

const cleanup: (() => unknown)[] = []
afterEach(async () => {
  for (const end of cleanup.splice(0).toReversed()) await end()
})

const place = async (database: string) => {
  const folder = mkdtempSync(join(tmpdir(), 'tutti-chat-'))
  cleanup.push(() => rmSync(folder, { recursive: true, force: true }))
  const env: Record<string, string> = { TUTTI_SECRET: SECRET, TUTTI_DATA_DIR: folder }
  if (database === 'Postgres') env['DATABASE_URL'] = (await freshDatabase()).url
  return async () => {
    const host = await startHost(rooms, env)
    cleanup.push(host.stop)
    return host
  }
}

const arrive = async (host: TestHost, user: string) => {
  const token = await new SignJWT({ name: user })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(user)
    .sign(new TextEncoder().encode(SECRET))
  const client = connect<typeof rooms>(host.url, { token })
  cleanup.push(() => client.close())
  return client
}

/** Somebody in a channel, and what they have heard there. */
const sit = async (host: TestHost, user: string, room: string, options: ChatJoin = {}) => {
  const client = await arrive(host, user)
  const seat = await client.join('chat', room, options)
  const said: Message[] = []
  const mine: Mine[] = []
  const receipts: Receipt[] = []
  const looks = new Set<() => void>()
  const hear =
    <T>(list: T[]) =>
    (one: T) => {
      list.push(one)
      for (const look of looks) look()
    }
  seat.on('said', hear(said))
  seat.on('mine', hear(mine))
  seat.on('receipt', hear(receipts))
  const sees = (done: () => boolean) => until(done, (one) => looks.add(one), 10_000)
  const send = async (text: string, more: object = {}) =>
    ((await seat.request('send', { text, ...more })) as { n: number }).n
  return { client, seat, said, mine, receipts, sees, send }
}

describe.each(['SQLite', 'Postgres'])('on %s', (database) => {
  it('a channel is what its members make of it, before and after a restart', async () => {
    const start = await place(database)
    let host = await start()
    const ada = await sit(host, 'ada', 'talk', { create: true })
    await ada.seat.request('create', { type: 'public', title: 'Talk' })
    const bob = await sit(host, 'bob', 'talk')
    await bob.seat.request('enter', {})
    const { code } = (await ada.seat.request('invite', { maxUses: 1 })) as Invite
    expect(code).toMatch(/^[\w-]{22}$/)
    const cy = await sit(host, 'cy', 'talk', { invite: code })

    const n = await ada.send('helo @[bob], @here')
    await ada.seat.request('edit', { n, text: 'hello @[bob], @here', rev: 0 })
    await bob.seat.request('react', { n, emoji: '👍', on: true })
    await cy.seat.request('react', { n, emoji: '👍', on: true })
    await bob.send('in a thread', { root: n })
    await ada.seat.request('pin', { n, on: true })
    const gone = await cy.send('not this')
    await cy.seat.request('delete', { n: gone })
    const { report } = (await bob.seat.request('report', { n, reason: 'test' })) as { report: string }
    await ada.seat.request('settle', { report, verdict: 'dismiss' })
    const { held } = (await cy.seat.request('send', { text: 'kys' })) as unknown as { held: string }
    await ada.seat.request('role', { user: 'bob', role: 'moderator' })
    await bob.seat.request('mute', { user: 'cy', untilMs: 4e12 })
    await bob.sees(() => bob.mine.some(({ role }) => role === 'moderator'))
    await bob.seat.request('read', { n: gone })
    await ada.sees(() => ada.receipts.some(({ user, read }) => user === 'bob' && read === gone))
    await ada.seat.request('change', { slowMs: 3_600_000, topic: 'what is new' })
    const last = await bob.send('bye')
    // A host that goes in peace writes what is on its way.
    await host.drain(0)
    await host.stop()

    host = await start()
    const again = await sit(host, 'bob', 'talk')
    const [row] = await again.client.query('chat', '_', 'channels', {})
    expect(row).toMatchObject({ read: last, mentions: 0, lastN: last })
    expect(again.seat.state).toMatchObject({
      channel: { title: 'Talk', topic: 'what is new', slowMs: 3_600_000, memberCount: 3 },
      me: { role: 'moderator', mentions: 0 },
      lastN: last,
    })
    const recent = again.seat.state!.recent
    expect(recent.find((one) => one.n === n)).toMatchObject({
      text: 'hello @[bob], @here',
      rev: 1,
      replies: 1,
      pinned: true,
      reactions: { '👍': 2 },
      mentions: ['bob', '@here'],
    })
    expect(recent.find((one) => one.n === gone)).toMatchObject({ text: '', deleted: true })
    expect(recent.at(-1)).toMatchObject({ n: last, text: 'bye' })

    const muted = await sit(host, 'cy', 'talk')
    await expect(muted.seat.request('send', { text: 'hm' })).rejects.toMatchObject({ code: 'forbidden' })
    await again.seat.request('react', { n, emoji: '👍', on: false })
    expect(await again.seat.request('release', { held, verdict: 'reject' })).toBeNull()
    await again.seat.request('kick', { user: 'cy' })
    await again.seat.request('ban', { user: 'dan', untilMs: 0 })
    await expect(sit(host, 'dan', 'talk')).rejects.toMatchObject({ code: 'forbidden' })
    await again.seat.request('unban', { user: 'dan' })
    expect(await again.seat.request('add', { users: ['dan', 'ada'] })).toEqual({ added: ['dan'] })
    const owner = await sit(host, 'ada', 'talk')
    await owner.seat.request('role', { user: 'bob', role: 'owner' })
    await owner.seat.request('quit', {})
    expect((await owner.client.query('chat', 'talk', 'history', {})).messages.at(-1)).toMatchObject({ system: 'left' })
  }, 60_000)

  it('who is not there hears of a direct message, and reads it from the inbox', async () => {
    const start = await place(database)
    const host = await start()
    const bob = await arrive(host, 'bob')
    const letters = await bob.join('inbox', inboxRoom('bob'))
    const notified = new Promise((resolve) => letters.on('notified', resolve))
    const room = directRoom('ada', 'bob')
    const ada = await sit(host, 'ada', room, { create: true, with: 'bob' })
    await ada.seat.request('create', { type: 'direct', with: 'bob' })
    const n = await ada.send('are you there?')
    expect(await notified).toMatchObject({ type: 'direct', title: 'ada', text: 'are you there?', room, n })
    await letters.request('readChannels', { channels: [{ room, n }] })
    await ada.sees(() => ada.receipts.some(({ user, read }) => user === 'bob' && read === n))
    const there = await sit(host, 'bob', room)
    expect(there.seat.state!.me).toMatchObject({ read: n, mentions: 0 })
    await there.seat.request('block', { on: true })
    await expect(ada.seat.request('send', { text: 'hello?' })).rejects.toMatchObject({ code: 'forbidden' })
  }, 60_000)

  it('strangers learn nothing of private channels, nor of who is in them', async () => {
    const start = await place(database)
    const host = await start()
    const ada = await sit(host, 'ada', 'secret', { create: true })
    const info = (await ada.seat.request('create', { type: 'group', members: ['bob'] })) as ChannelInfo
    expect(info.memberCount).toBe(2)
    const eve = await arrive(host, 'eve')
    await expect(eve.join('chat', 'secret', {})).rejects.toMatchObject({ code: 'unknown_room' })
    await expect(eve.query('chat', 'secret', 'history', {})).rejects.toMatchObject({ code: 'unknown_room' })
    const listed = await fetch(`${host.url}/v1/rooms`)
    expect(await listed.json()).toEqual({ rooms: [] })
  }, 60_000)
})
