/** An inbox that was kept: what it reads when it opens again, and what its pages say, from a real database. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { systemClock } from '../../adapters/system-clock.ts'
import { openPostgres } from '../../adapters/postgres/storage.ts'
import { openSqlite } from '../../adapters/sqlite/storage.ts'
import type { Acquired, Files, Row, Storage } from '../../ports.ts'
import { freshDatabase } from '../../../test/support/postgres.ts'
import { after, commitAfter } from '../../../test/support/room-commit.ts'
import { TestRoom, WALL_MS } from '../../../test/support/room-context.ts'
import { silentLog } from '../../../test/support/silent-log.ts'
import { INBOX, inboxRoom } from '../../../shared/inbox/contract.ts'
import type { InboxContract, InboxState, NotifyMail } from '../../../shared/inbox/contract.ts'
import { inbox } from './kind.ts'
import { Inbox } from './room.ts'
import { INDOORS } from './settings.ts'
import { EMPTY, readStored } from './stored.ts'
import { inboxTables } from './tables.ts'

const SETTINGS = { ...INDOORS, channels: ['webhook', 'email'] as const }
const ROOM = inboxRoom('ada')

/** A TestRoom whose rows go where those of a host's room go. */
class KeptInbox extends TestRoom<InboxContract> {
  readonly inbox: Inbox
  #at: Acquired
  #rows = 0

  constructor(at: Acquired, stored = EMPTY) {
    super(ROOM, 60)
    this.#at = at
    this.inbox = this.host(new Inbox(this.ctx, SETTINGS, stored))
  }

  notify(key: string, given: Partial<NotifyMail> = {}): void {
    this.inbox.mail['notify']!({ user: 'ada', key, type: 'direct', title: key, text: 'x', ...given }, key)
    this.pass(1) // Ids are of other milliseconds.
  }

  get state(): InboxState {
    return this.inbox.join()
  }

  async commit(storage: Storage): Promise<void> {
    const rows = this.recorded.slice(this.#rows).map(({ write, row }): Row => {
      const { columns } = inboxTables.writes[write as keyof typeof inboxTables.writes]
      return { write: `inbox.${write}`, values: Object.keys(columns).map((name) => row[name] as Row['values'][number]) }
    })
    this.#rows = this.recorded.length
    const commit = commitAfter(this.#at, { rows, seq: this.said.length })
    expect(await storage.journal.commit([commit])).toMatchObject([{ is: 'committed' }])
    this.#at = after(this.#at, commit)
  }
}

/** A database, and a way to change it that is none of a host's. */
interface Base {
  readonly storage: Storage
  readonly run: (sql: string) => Promise<unknown>
  readonly close: () => Promise<void>
}

const WAYS = { kinds: new Map([['inbox', inboxTables]]), clock: systemClock, log: silentLog }

const sqlite = async (): Promise<Base> => {
  const folder = mkdtempSync(join(tmpdir(), 'inbox-'))
  const path = join(folder, 'tutti.db')
  const storage = await openSqlite({ path, ...WAYS })
  const db = new Database(path)
  return {
    storage,
    run: async (sql) => db.exec(sql),
    close: async () => {
      db.close()
      await storage.close()
      rmSync(folder, { recursive: true })
    },
  }
}

const postgres = async (): Promise<Base> => {
  const database = await freshDatabase()
  const storage = await openPostgres({ url: database.url, ...WAYS })
  return { storage, run: (sql) => database.ask(sql), close: () => storage.close() }
}

describe.each([
  ['SQLite', sqlite],
  ['Postgres', postgres],
])('an inbox in %s', (_name, open) => {
  let base: Base
  let storage: Storage
  let live: KeptInbox
  const ask = {
    page: (user: string, body: object = {}) => {
      const files = undefined as unknown as Files // Pages read none.
      const asking = { user: { id: user, name: user, guest: false }, room: ROOM, reader: storage.reader, files }
      return inbox.queries!.page(asking.user, ROOM, body, {
        ...asking,
        wallMs: WALL_MS,
        within: (_ms, wait) => wait,
        secret: () => '',
        job: () => Promise.reject(new Error('there are no jobs')),
      })
    },
  }

  beforeAll(async () => {
    base = await open()
    storage = base.storage
    live = new KeptInbox(await storage.journal.acquire('inbox', ROOM, 'epoch', []))
    const { member: guest } = live.join('ada')
    const member = { ...guest, user: { ...guest.user, guest: false } } // Guests get no mail.
    const { on } = live.inbox
    for (let i = 0; i < 70; i++) live.notify(`k${i}`, { kind: 'chat', room: 'dm', n: i })
    const ids = live.told('notified').map(({ id }) => id)
    on.read(member, { ids: [ids[69]!], upTo: ids[19]! })
    on.remove(member, { ids: [ids[0]!, ids[68]!] })
    on.prefer(member, { type: 'system', show: false, out: ['webhook'] })
    live.notify('unseen', { type: 'system' })
    on.quiet(member, { from: 1320, to: 420, zone: -300 })
    const secrets = { secret: 's3cret', code: 'ABCD2345' }
    on.addTarget(member, { channel: 'webhook', target: 'https://hooks.example.com/in' }, secrets)
    on.addTarget(member, { channel: 'email', target: 'ada@example.com' }, secrets)
    on.addTarget(member, { channel: 'webhook', target: 'https://hooks.example.com/out' }, secrets)
    on.removeTarget(member, { id: live.state.targets[2]!.id })
    await live.commit(storage)
  })
  afterAll(() => base.close())

  it('opens as it was', async () => {
    const again = new KeptInbox(
      await storage.journal.acquire('inbox', ROOM, 'epoch', []),
      await readStored(ROOM, storage.reader),
    )
    const { recent } = again.state
    // One of the newest was removed, and the next one comes up from below.
    expect(again.state).toEqual({ ...live.state, recent: [...live.state.recent, recent.at(-1)] })
    expect(recent).toHaveLength(INBOX.recent)
    expect(again.state).toMatchObject({ unread: 48, quiet: { from: 1320, to: 420, zone: -300 } })
    expect(again.state.targets.map(({ label, pending }) => [label, pending])).toEqual([
      ['https://hooks.example.com/in', undefined],
      ['ada@example.com', true],
    ])
    for (const key of ['k0', 'k68', 'unseen']) again.notify(key)
    expect(again.recorded).toEqual([])
    again.notify('new')
    expect(again.sentOut.map(({ target }) => JSON.parse(target))).toEqual([
      { url: 'https://hooks.example.com/in', secret: 's3cret' },
    ])
  })

  it('is read page by page, newest first, without what was removed', async () => {
    const titles: string[] = []
    let before: string | undefined
    do {
      const page = await ask.page('ada', { limit: 25, ...(before !== undefined && { before }) })
      expect(page).toMatchObject({ unread: 48, seq: live.said.length })
      titles.push(...page.notices.map(({ title }) => title))
      before = page.next ?? undefined
    } while (before !== undefined)
    const all = Array.from({ length: 70 }, (_, i) => `k${69 - i}`)
    expect(titles).toEqual(all.filter((title) => title !== 'k0' && title !== 'k68'))
    expect((await ask.page('ada', { limit: 29 })).notices).toEqual(live.state.recent)
  })

  it('is read without what was read', async () => {
    const { notices, next } = await ask.page('ada', { unreadOnly: true, limit: 100 })
    expect(notices).toHaveLength(48)
    expect(notices.some(({ read }) => read)).toBe(false)
    expect(next).toBe(null)
  })

  it('is nobody else’s to read', async () => {
    await expect(ask.page('bob')).rejects.toMatchObject({ code: 'unknown_room' })
  })

  it('forgets what was read long ago, and nothing that was not', async () => {
    const count = async () => {
      const { rows } = await storage.reader.db
        .selectFrom('inbox_notice')
        .select((eb) => eb.fn.countAll<number>().as('rows'))
        .executeTakeFirstOrThrow()
      return Number(rows)
    }
    const keep = async (nowMs: number) => {
      for (const sql of inboxTables.upkeep!['inbox_old']!.sql[storage.dialect]!)
        await base.run(sql.replaceAll('{now}', String(nowMs)))
    }
    const days = INBOX.readDays * 86_400_000
    await keep(WALL_MS + days)
    expect(await count()).toBe(71)
    await keep(WALL_MS + days + 1_000)
    expect(await count()).toBe(48)
  })
})
