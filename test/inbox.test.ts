/** Whole house: what a room tells a user reaches every device and their webhook, once, whatever ends in between. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SignJWT } from 'jose'
import { afterEach, describe, expect, it } from 'vitest'
import { connect } from '../client-sdk/src/index.ts'
import { inbox } from '../server/rooms/inbox/kind.ts'
import { inboxRoom } from '../shared/inbox/contract.ts'
import type { Added, Notice } from '../shared/inbox/contract.ts'
import { isFromTutti } from './fixtures/webhook/verify.ts'
import { bell } from './support/bell-kind.ts'
import { startHost } from './support/host.ts'
import { freshDatabase } from './support/postgres.ts'
import { startReceiver } from './support/receiver.ts'
import { until } from './support/until.ts'

const rooms = { inbox, bell }
const SECRET = 'a secret that only this test knows, 32 bytes'
const ADA = inboxRoom('ada')

const cleanup: (() => unknown)[] = []
afterEach(async () => {
  for (const end of cleanup.splice(0).toReversed()) await end()
})

const token = (user: string): Promise<string> =>
  new SignJWT({ name: user })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(user)
    .sign(new TextEncoder().encode(SECRET))

/** A folder and a database that outlive a host. */
const place = async (database: string) => {
  const folder = mkdtempSync(join(tmpdir(), 'tutti-inbox-'))
  cleanup.push(() => rmSync(folder, { recursive: true, force: true }))
  const env: Record<string, string> = {
    TUTTI_SECRET: SECRET,
    TUTTI_DATA_DIR: folder,
    TUTTI_WEBHOOK_PRIVATE: 'on',
  }
  if (database === 'Postgres') env['DATABASE_URL'] = (await freshDatabase()).url
  return async () => {
    const host = await startHost(rooms, env)
    cleanup.push(host.stop)
    return host
  }
}

const arrive = async (url: string, user: string) => {
  const client = connect<typeof rooms>(url, { token: await token(user) })
  cleanup.push(() => client.close())
  return client
}

/** A device of ada's, with all that it was notified of. */
const device = async (url: string) => {
  const client = await arrive(url, 'ada')
  const room = await client.join('inbox', ADA)
  const heard: Notice[] = []
  const looks = new Set<() => void>()
  room.on('notified', (notice) => {
    heard.push(notice)
    for (const look of looks) look()
  })
  const hears = (count: number) =>
    until(
      () => heard.length >= count,
      (look) => looks.add(look),
      10_000,
    )
  return { client, room, heard, hears }
}

describe.each(['SQLite', 'Postgres'])('an inbox in %s', (database) => {
  it('tells every device once, and the webhook, and is as it was when the host comes back', async () => {
    const start = await place(database)
    const first = await start()
    const receiver = await startReceiver()
    cleanup.push(receiver.close)
    const [phone, desk] = await Promise.all([device(first.url), device(first.url)])
    const target = `${receiver.url}/hook`
    const added = (await phone.room.request('addTarget', { channel: 'webhook', target })) as Added
    const ringer = await (await arrive(first.url, 'bob')).join('bell', 'door')
    await expect((await arrive(first.url, 'bob')).join('inbox', ADA)).rejects.toMatchObject({ code: 'unknown_room' })

    const ring = { user: 'ada', key: 'k1', type: 'mention', title: 'Ding' } as const
    await ringer.request('ring', ring)
    await ringer.request('ring', ring) // The same key again.
    await ringer.request('ring', { ...ring, key: 'k2', title: 'Dong' })
    await Promise.all([phone.hears(2), desk.hears(2), receiver.came(2)])
    expect(phone.heard.map(({ title }) => title)).toEqual(['Ding', 'Dong'])
    expect(desk.heard).toEqual(phone.heard)
    for (const [i, { headers, body }] of receiver.received.entries()) {
      expect(isFromTutti(headers, body.toString(), added.secret!)).toBe(true)
      expect(JSON.parse(body.toString())).toMatchObject({ notice: phone.heard[i]!.id, kind: 'bell', room: 'door' })
    }
    expect(await phone.room.request('read', { ids: [phone.heard[0]!.id] })).toEqual({ unread: 1 })
    const page = await phone.client.query('inbox', ADA, 'page', { limit: 10 })
    expect(page.notices.map(({ title, read }) => [title, read])).toEqual([
      ['Dong', undefined],
      ['Ding', true],
    ])
    expect(page).toMatchObject({ unread: 1, next: null, seq: phone.room.position?.seq })
    await first.stop()

    const second = await start()
    const again = await device(second.url)
    expect(again.room.state).toMatchObject({ unread: 1, recent: page.notices })
    expect(again.room.state.targets).toMatchObject([{ id: added.id, label: target }])
    const later = await (await arrive(second.url, 'bob')).join('bell', 'door')
    await later.request('ring', ring)
    await later.request('ring', { ...ring, key: 'k3', title: 'Gong' })
    await Promise.all([again.hears(1), receiver.came(3)])
    expect(again.heard.map(({ title }) => title)).toEqual(['Gong'])
    expect(new Set(receiver.received.map(({ headers }) => headers['tutti-id'])).size).toBe(3)
  })

  it('loses nothing that was to leave when the host ends while the receiver is away', async () => {
    const start = await place(database)
    const first = await start()
    const receiver = await startReceiver()
    cleanup.push(receiver.close)
    receiver.answer(503)
    const phone = await device(first.url)
    await phone.room.request('addTarget', { channel: 'webhook', target: `${receiver.url}/hook` })
    const ringer = await (await arrive(first.url, 'bob')).join('bell', 'door')
    await ringer.request('ring', { user: 'ada', key: 'k', type: 'direct', title: 'Ding' })
    await receiver.came(1)
    await first.stop()

    receiver.answer(200)
    await start()
    await receiver.came(2)
    const [before, after] = receiver.received
    expect(after!.headers['tutti-id']).toBe(before!.headers['tutti-id'])
    expect(after!.body).toEqual(before!.body)
  })

  it('drops a target where nobody is any more, and says so', async () => {
    const start = await place(database)
    const host = await start()
    const receiver = await startReceiver()
    cleanup.push(receiver.close)
    receiver.answer(410)
    const phone = await device(host.url)
    await phone.room.request('addTarget', { channel: 'webhook', target: `${receiver.url}/hook` })
    const ringer = await (await arrive(host.url, 'bob')).join('bell', 'door')
    await ringer.request('ring', { user: 'ada', key: 'k', type: 'direct', title: 'Ding' })
    await phone.hears(2)
    expect(phone.heard[1]).toMatchObject({ type: 'system', text: 'They were refused for good: HTTP 410' })
    expect((await (await arrive(host.url, 'ada')).join('inbox', ADA)).state.targets).toEqual([])
    const metrics = await (await fetch(`${host.url}/metrics`)).text()
    expect(metrics).toContain('tutti_outbound_total{channel="webhook",result="died"} 1')
    expect(metrics).toContain('tutti_outbound_messages{state="dead"} 1')
  })
})
