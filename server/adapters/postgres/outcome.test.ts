/** Commits whose answer does not come: cut connections, killed and sleeping backends, each settled as the database has it. */
import { Client } from 'pg'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { NOTES, line } from '../../../test/support/note-tables.ts'
import { freshDatabase } from '../../../test/support/postgres.ts'
import type { TestDatabase } from '../../../test/support/postgres.ts'
import { startProxy } from '../../../test/support/proxy.ts'
import { EPOCH, NAMES, after, commitAfter } from '../../../test/support/room-commit.ts'
import { silentLog } from '../../../test/support/silent-log.ts'
import { until } from '../../../test/support/until.ts'
import type { Log } from '../../ports.ts'
import { createManualClock } from '../manual-clock.ts'
import { systemClock } from '../system-clock.ts'
import { openPostgres } from './storage.ts'

describe('a commit in Postgres', () => {
  let database: TestDatabase
  const ends: (() => Promise<void> | void)[] = []
  let rooms = 0
  /** Called at every line of the log. */
  let heard = (): void => undefined
  const note = () => heard()
  const log: Log = { debug: note, info: note, warn: note, error: note }
  beforeAll(async () => {
    database = await freshDatabase()
  })
  afterEach(async () => {
    for (const end of ends.splice(0).toReversed()) await end()
  })

  const open = async (clock = systemClock) => {
    const proxy = await startProxy(database.port)
    const storage = await openPostgres({ url: database.urlAt(proxy.port), kinds: NOTES, clock, log })
    ends.push(proxy.close, () => storage.close())
    const id = `room-${++rooms}`
    const at = await storage.journal.acquire('note', id, EPOCH, NAMES)
    const commit = commitAfter(at, { seq: 1, rows: [line(id, 1)] })
    return { proxy, storage, id, at, commit }
  }
  /** Somebody else holds the room's row, so that a commit waits. */
  const hold = async (key: number) => {
    const other = new Client({ connectionString: database.url })
    await other.connect()
    await other.query('begin')
    await other.query('select from room where key = $1 for update', [key])
    let held = true
    const release = async () => {
      if (!held) return
      held = false
      await other.query('commit')
      await other.end()
    }
    ends.push(release)
    return release
  }
  /** Looks, as often as it takes: the database tells nobody. */
  const seen = async (sql: string): Promise<number> => {
    const deadlineMs = performance.now() + 10_000
    for (;;) {
      const [row] = await database.ask<{ pid: number }>(sql)
      if (row !== undefined) return row.pid
      if (performance.now() > deadlineMs) throw new Error(`never seen: ${sql}`)
    }
  }
  const waiting = () =>
    seen(
      `select pid from pg_stat_activity where datname = current_database()
       and application_name = 'tutti journal' and wait_event_type = 'Lock'`,
    )
  const backend = () =>
    seen(
      `select pid from pg_stat_activity where datname = current_database() and application_name = 'tutti journal'
       order by backend_start desc limit 1`,
    )
  const linesOf = (id: string) => database.ask(`select n from note_line where room = '${id}'`)

  it('is committed where the answer was lost behind it', async () => {
    const { proxy, storage, id, at, commit } = await open()
    for (const passage of proxy.connections) passage.stall()
    const outcome = storage.journal.commit([commit])
    await seen(`select 1 as pid from note_line where room = '${id}'`)
    proxy.cutAll()
    expect(await outcome).toEqual([{ is: 'committed', fence: at.fence + 1 }])
    const next = after(at, commit, at.fence + 1)
    expect(await storage.journal.commit([commitAfter(next)])).toEqual([{ is: 'committed', fence: at.fence + 1 }])
    expect(storage.failing()).toBeUndefined()
  })

  it('is done again where it was cut before it began, which cannot be done any more', async () => {
    const { proxy, storage, id, at, commit } = await open()
    const release = await hold(at.key)
    const outcome = storage.journal.commit([commit])
    const pid = await waiting()
    proxy.cutAll()
    await database.ask(`select pg_terminate_backend(${pid})`)
    await release()
    expect(await outcome).toEqual([{ is: 'committed', fence: at.fence + 1 }])
    expect(await linesOf(id)).toHaveLength(1)
    expect(await storage.journal.commit([commit])).toMatchObject([{ is: 'lost' }])
    expect(await storage.journal.acquire('note', id, EPOCH, NAMES)).toMatchObject({ fence: at.fence + 2, rev: 1 })
  })

  it('is committed where it was still under way when its connection was cut', async () => {
    const { proxy, storage, id, at, commit } = await open()
    const release = await hold(at.key)
    const outcome = storage.journal.commit([commit])
    await waiting()
    proxy.cutAll()
    // Both wait now: the commit, which nobody hears any more, and the settlement behind it.
    await seen(
      `select 1 as pid from pg_stat_activity where datname = current_database()
       and application_name = 'tutti journal' and wait_event_type = 'Lock' having count(*) = 2`,
    )
    await release()
    expect(await outcome).toEqual([{ is: 'committed', fence: at.fence + 1 }])
    expect(await linesOf(id)).toHaveLength(1)
  })

  it('is settled room by room', async () => {
    const { proxy, storage, at, commit } = await open()
    const other = await storage.journal.acquire('note', 'beside', EPOCH, NAMES)
    const taken = await storage.journal.acquire('note', 'taken', EPOCH, NAMES)
    const release = await hold(at.key)
    const outcome = storage.journal.commit([commit, commitAfter(other), commitAfter(taken)])
    const pid = await waiting()
    proxy.cutAll()
    await database.ask(`select pg_terminate_backend(${pid})`)
    await database.ask(`update room set fence = fence + 1 where key = ${taken.key}`)
    await release()
    expect(await outcome).toMatchObject([
      { is: 'committed', fence: at.fence + 1 },
      { is: 'committed', fence: other.fence + 1 },
      { is: 'lost' },
    ])
    // Whoever has taken it goes on under the fence that it was given.
    expect(await storage.journal.commit([commitAfter({ ...taken, fence: taken.fence + 1 })])).toMatchObject([
      { is: 'committed' },
    ])
  })

  it('goes on when a backend is killed while it rests', async () => {
    const { storage, at } = await open()
    await database.ask(`select pg_terminate_backend(${await backend()})`)
    expect(await storage.journal.commit([commitAfter(at)])).toMatchObject([{ is: 'committed' }])
    expect(storage.failing()).toBeUndefined()
  })

  it('waits for a backend that sleeps', async () => {
    const { storage, id, commit } = await open()
    const pid = await backend()
    process.kill(pid, 'SIGSTOP')
    let answered = false
    const outcome = storage.journal.commit([commit]).finally(() => (answered = true))
    // Reads go on meanwhile.
    expect(await storage.reader.db.selectFrom('note_line').select('n').where('room', '=', id).execute()).toEqual([])
    expect(answered).toBe(false)
    process.kill(pid, 'SIGCONT')
    expect(await outcome).toMatchObject([{ is: 'committed' }])
  })

  it('gives up a backend that sleeps too long, and what it does when it wakes up is too late', async () => {
    const clock = createManualClock()
    const { storage, id, at, commit } = await open(clock)
    const pid = await backend()
    process.kill(pid, 'SIGSTOP')
    ends.push(() => void process.kill(pid, 'SIGCONT'))
    const outcome = storage.journal.commit([commit])
    await database.ask('select 1') // It has left by now.
    clock.advance(40_000)
    expect(await outcome).toMatchObject([{ is: 'committed', fence: at.fence + 1 }])
    void ends.pop()!()
    await seen(`select 1 as pid where not exists (select from pg_stat_activity where pid = ${pid})`)
    expect(await linesOf(id)).toHaveLength(1)
    expect(await storage.journal.acquire('note', id, EPOCH, NAMES)).toMatchObject({ rev: 1, fence: at.fence + 2 })
  })

  it('fails without a database, says so, and is back with it', async () => {
    const { storage, at } = await open()
    await database.be('away')
    await until(
      () => storage.failing() !== undefined,
      (look) => (heard = look),
      5_000,
    )
    expect(storage.failing()).toMatch(/^the database is not there: /)
    const outcome = storage.journal.commit([commitAfter(at)])
    const trouble = { code: 'unavailable', retryMs: expect.any(Number) }
    await expect(storage.journal.acquire('note', 'x', EPOCH, NAMES)).rejects.toMatchObject(trouble)
    await expect(storage.journal.events(1, 0, 10)).rejects.toMatchObject(trouble)
    await expect(storage.reader.db.selectFrom('room').selectAll().execute()).rejects.toMatchObject(trouble)
    await expect(storage.reader.snapshot(() => Promise.resolve())).rejects.toMatchObject(trouble)
    await expect(storage.outbound.counts()).rejects.toMatchObject(trouble)
    await database.be('back')
    // It waited for a connection.
    expect(await outcome).toMatchObject([{ is: 'committed' }])
    expect(storage.failing()).toBeUndefined()
  })

  it('does not wait for a database for ever', async () => {
    const clock = createManualClock()
    const { storage, at } = await open(clock)
    await database.be('away')
    await until(
      () => storage.failing() !== undefined,
      (look) => (heard = look),
      5_000,
    )
    const outcome = storage.journal.commit([commitAfter(at)])
    clock.advance(10_000)
    expect(await outcome).toMatchObject([{ is: 'failed' }])
    await database.be('back')
  })

  it('of two nodes that get in each other’s way is done by both', async () => {
    const [a, b] = [await open(), await open()]
    const users = Array.from({ length: 50 }, (_, i) => `user-${i}`)
    const write = async ({ storage, at }: typeof a, order: readonly string[]) => {
      let now = at
      for (let i = 0; i < 40; i++) {
        const rows = order.map((user) => ({ write: 'note.reader', values: [user, 'x', i] }))
        const commit = commitAfter(now, { rows })
        expect(await storage.journal.commit([commit])).toMatchObject([{ is: 'committed' }])
        now = after(now, commit)
      }
    }
    await Promise.all([write(a, users), write(b, users.toReversed())])
  })

  it('begins on a database that two hosts migrate at once', async () => {
    const fresh = await freshDatabase()
    const options = { url: fresh.url, kinds: NOTES, clock: systemClock, log: silentLog }
    const both = await Promise.all([openPostgres(options), openPostgres(options)])
    for (const storage of both) {
      expect(await storage.journal.mail('', 1)).toEqual([])
      await storage.close()
    }
  })

  it('does not begin where no database is, and says where that would be', async () => {
    const nowhere = 'postgres://me:secret@127.0.0.1:1/tutti'
    const opened = openPostgres({ url: nowhere, kinds: NOTES, clock: systemClock, log: silentLog })
    await expect(opened).rejects.toThrow(/^The database at 127.0.0.1:1\/tutti cannot be reached: .*ECONNREFUSED/)
    await expect(opened).rejects.toMatchObject({ name: 'StorageError' })
  })
})
