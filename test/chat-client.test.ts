/** Whole house: channels as the SDK shows them, against a real host, over cut lines, reloads and restarts. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SignJWT } from 'jose'
import { afterEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { memoryStore, openChannel, openHall } from '../client-sdk/src/chat.ts'
import type { ChannelOptions, ChatChannel, ChatHall, LineView } from '../client-sdk/src/chat.ts'
import { connect } from '../client-sdk/src/index.ts'
import type { SocketLike } from '../client-sdk/src/index.ts'
import { openInbox } from '../client-sdk/src/inbox.ts'
import * as rooms from '../server/rooms/registry.ts'
import { openLounge } from './fixtures/chat/lounge.ts'
import { startHost } from './support/host.ts'
import { startProxy } from './support/proxy.ts'
import { until } from './support/until.ts'

const SECRET = 'a secret that only this test knows, 32 bytes'
const DEADLINE_MS = 15_000

const cleanup: (() => unknown)[] = []
afterEach(async () => {
  for (const end of cleanup.splice(0).toReversed()) await end()
})

const token = (user: string): Promise<string> =>
  new SignJWT({ name: user })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(user)
    .sign(new TextEncoder().encode(SECRET))

/** A host that may end and begin anew; clients find it wherever it is. */
const place = async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tutti-chat-'))
  cleanup.push(() => rmSync(folder, { recursive: true, force: true }))
  const begin = async () => {
    const host = await startHost(rooms, { TUTTI_SECRET: SECRET, TUTTI_DATA_DIR: folder })
    cleanup.push(host.stop)
    return host
  }
  let host = await begin()
  const proxies = new Map<string, Awaited<ReturnType<typeof startProxy>>>()
  const come = async (user: string) => {
    const line = await startProxy(host.port)
    proxies.set(user, line)
    cleanup.push(line.close)
    const client = connect<typeof rooms>(host.url, {
      token: await token(user),
      // At random, but soon: a test has no twenty seconds to spare.
      random: () => Math.random() / 10,
      socket: (_url, protocol) =>
        new WebSocket(`ws://127.0.0.1:${proxies.get(user)!.port}`, protocol) as unknown as SocketLike,
    })
    cleanup.push(() => client.close())
    return client
  }
  return {
    come,
    cut: (user: string) => proxies.get(user)!.cutAll(),
    end: () => host.stop(),
    begin: async () => {
      host = await begin()
      for (const [user, old] of proxies) {
        old.close()
        const line = await startProxy(host.port)
        cleanup.push(line.close)
        proxies.set(user, line)
      }
    },
  }
}

const sees = (channel: ChatChannel, what: (channel: ChatChannel) => boolean): Promise<void> =>
  until(
    () => what(channel),
    (look) => {
      for (const event of ['lines', 'people', 'channel', 'me', 'typing', 'receipts', 'status'] as const)
        channel.on(event, look)
    },
    DEADLINE_MS,
  )
const hallSees = (hall: ChatHall, what: (hall: ChatHall) => boolean): Promise<void> =>
  until(
    () => what(hall),
    (look) => hall.on('channels', look),
    DEADLINE_MS,
  )
/** People's words, without what the channel says of itself. */
const texts = (view: LineView): string[] =>
  view.lines.filter(({ system }) => system === undefined).map(({ text }) => text)
const last = (channel: ChatChannel) => channel.lines.findLast(({ system }) => system === undefined)!

const GROUP: ChannelOptions = { create: { type: 'group', title: 'Friday lunch', members: ['bob'] } }

describe('a channel by the SDK', () => {
  it('is as little work as the README says', async () => {
    const host = await startHost(rooms)
    cleanup.push(host.stop)
    const shown: string[] = []
    const { client, lounge } = await openLounge(host.url, (lines) => void shown.splice(0, shown.length, ...lines))
    cleanup.push(() => client.close())
    await sees(lounge, () => last(lounge)?.status === 'sent')
    expect(shown.at(-1)).toBe('ada: Hello, everybody')
    const again = await openLounge(host.url, () => {})
    cleanup.push(() => again.client.close())
    await sees(lounge, () => lounge.lines.filter(({ text }) => text === 'Hello, everybody').length === 2)
  })

  it('shows two people what each of them does', async () => {
    const { come } = await place()
    const [ada, bob] = [await come('ada'), await come('bob')]
    const a = await openChannel(ada, 'lunch', GROUP)
    const b = await openChannel(bob, 'lunch')
    expect([a.me.role, b.me.role, b.channel?.title]).toEqual(['owner', 'member', 'Friday lunch'])

    b.typingNow()
    await sees(a, () => a.typing.some(({ user }) => user === 'bob'))
    b.send('Pizza? @[ada]')
    await sees(a, () => texts(a).includes('Pizza? @[ada]') && a.typing.length === 0)
    const { n } = last(a)
    a.send('Ramen', { reply: n })
    await a.react(n, '👎', true)
    await sees(b, () => last(b).reply === n && b.lines.some(({ reactions }) => reactions?.['👎'] === 1))
    await b.edit(n, 'Ramen? @[ada]')
    await sees(a, () => a.lines.some((line) => line.n === n && line.text === 'Ramen? @[ada]' && line.rev === 1))
    expect(a.lines.find((line) => line.n === n)?.mine).toEqual(['👎'])

    const thread = b.thread(n)
    a.send('With egg', { root: n })
    await until(
      () => texts(thread).includes('With egg'),
      (look) => thread.on('lines', look),
      DEADLINE_MS,
    )
    expect(thread.root).toMatchObject({ text: 'Ramen? @[ada]', replies: 1 })
    await a.pin(n, true)
    expect(await b.query('pins', {})).toMatchObject([{ n, pinned: true }])
    await b.delete(n)
    await sees(a, () => a.lines.some((line) => line.n === n && line.deleted === true && line.replies === 1))

    a.read()
    await sees(b, () => (b.receipts.get('ada')?.read ?? 0) >= n)
    await sees(a, () => a.people.has('bob') && a.crowd.online === 2)
    await expect(b.command('change', { title: 'Mine' })).rejects.toMatchObject({ code: 'forbidden' })
    await a.command('kick', { user: 'bob' })
    await sees(b, () => b.status === 'left')
  })

  it('scrolls back without a gap, and jumps', async () => {
    const { come } = await place()
    const ada = await come('ada')
    const channel = await openChannel(ada, 'long', { create: { type: 'public', title: 'Long' } })
    const all = Array.from({ length: 130 }, (_, i) => `line ${i}`)
    // As a person would, the limit of sends allowing: by another client of hers, without waiting for each.
    for (const text of all) channel.send(text)
    await sees(channel, () => texts(channel).length === 130 && channel.lines.every(({ status }) => status === 'sent'))
    const other = await openChannel(await come('ada2'), 'long')
    expect([other.lines.length, other.atStart, other.atEnd]).toEqual([50, false, true])
    while (!other.atStart) await other.loadBefore()
    expect(texts(other)).toEqual(all)
    const middle = other.lines[60]!
    const fresh = await openChannel(await come('ada3'), 'long')
    await fresh.jumpTo(middle.n)
    expect([fresh.lines.some(({ n }) => n === middle.n), fresh.atEnd]).toEqual([true, false])
    while (!fresh.atEnd) await fresh.loadAfter()
    expect(texts(fresh)).toEqual(all.slice(-texts(fresh).length))
    await fresh.jumpToTime(middle.at)
    expect(fresh.lines.some(({ n }) => n === middle.n)).toBe(true)
  }, 60_000)

  it('sends once what was written while the line was cut, the host was down and the page was reloaded', async () => {
    const town = await place()
    const store = memoryStore()
    const ada = await town.come('ada')
    const a = await openChannel(ada, 'lunch', { ...GROUP, store })
    const b = await openChannel(await town.come('bob'), 'lunch')
    for (let i = 0; i < 5; i++) {
      a.send(`cut ${i}`)
      town.cut('ada')
    }
    await sees(b, () => texts(b).length === 5)
    const stopping = town.end()
    for (let i = 0; i < 3; i++) a.send(`down ${i}`)
    await stopping
    ada.close()
    await town.begin()
    const again = await openChannel(await town.come('ada'), 'lunch', { store })
    again.send('after')
    await sees(again, () => again.lines.every(({ status }) => status === 'sent') && last(again).text === 'after')
    await sees(b, () => last(b).text === 'after')
    const written = ['cut 0', 'cut 1', 'cut 2', 'cut 3', 'cut 4', 'down 0', 'down 1', 'down 2', 'after']
    expect([texts(again), texts(b)]).toEqual([written, written])
    expect(await store.claim('ada', 'lunch')).toEqual([])
  }, 60_000)

  it('puts files beside messages', async () => {
    const { come } = await place()
    const a = await openChannel(await come('ada'), 'lunch', GROUP)
    const b = await openChannel(await come('bob'), 'lunch')
    const shares: number[] = []
    const file = await a.upload(new Blob(['hello'], { type: 'text/plain' }), 'menu.txt', (share) => shares.push(share))
    expect(file).toMatchObject({ name: 'menu.txt', type: 'text/plain', bytes: 5 })
    expect(shares.at(-1)).toBe(1)
    a.send('', { files: [file] })
    await sees(b, () => b.lines.some(({ files }) => files?.[0]?.hash === file.hash))
    const url = await b.fileUrl(file.hash)
    expect(await b.fileUrl(file.hash)).toBe(url)
    expect(await (await fetch(url)).text()).toBe('hello')
    await expect(a.upload(new Blob(['x'], { type: 'text/html' }), 'x.html')).rejects.toMatchObject({ code: 'bad_body' })
    await expect(b.fileUrl('0'.repeat(64))).rejects.toMatchObject({ code: 'not_found' })
  })
})

describe('the hall', () => {
  it('tells of channels that are not open, of mentions and of new ones, and marks all as read', async () => {
    const { come } = await place()
    const [ada, bob] = [await come('ada'), await come('bob')]
    const hall = openHall(bob)
    await hall.ready
    const inbox = await openInbox(bob)
    expect(hall.channels).toEqual([])
    const group = await openChannel(ada, 'lunch', GROUP)
    const direct = await openHall(ada).direct('bob')
    expect(direct).toBe(await hall.direct('ada'))
    const two = await openChannel(ada, direct, { create: { type: 'direct', with: 'bob' } })
    two.send('Are you there?')
    await hallSees(hall, () => hall.channels.some(({ channel }) => channel.room === direct))
    group.send('Lunch, @[bob]?')
    await hallSees(hall, () => hall.channels.some(({ mentions }) => mentions === 1))
    await until(
      () => inbox.notices.some(({ type }) => type === 'mention') && inbox.notices.some(({ type }) => type === 'direct'),
      (look) => inbox.onChange(look),
      DEADLINE_MS,
    )
    group.send('Anybody?')
    await hallSees(hall, () => hall.channels[0]?.last?.text === 'Anybody?')
    expect(hall.channels.map(({ lastN, read }) => lastN > read)).toEqual([true, true])
    await hall.markAllRead()
    await hall.refresh()
    expect(hall.channels.map(({ lastN, read, mentions }) => [lastN - read, mentions])).toEqual([
      [0, 0],
      [0, 0],
    ])
    await inbox.read()
    expect(inbox.unread).toBe(0)
  }, 60_000)
})
