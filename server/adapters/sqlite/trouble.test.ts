/** SQLite when the disk, the file or a thread does not do its part. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { NOTES, line } from '../../../test/support/note-tables.ts'
import { EPOCH, NAMES, after, commitAfter } from '../../../test/support/room-commit.ts'
import { keptLog } from '../../../test/support/silent-log.ts'
import { until } from '../../../test/support/until.ts'
import type { Log, Storage } from '../../ports.ts'
import { createManualClock } from '../manual-clock.ts'
import { systemClock } from '../system-clock.ts'
import { openSqlite } from './storage.ts'
import { Thread } from './thread.ts'

describe('SQLite in trouble', () => {
  const ends: (() => Promise<void> | void)[] = []
  afterEach(async () => {
    for (const end of ends.splice(0).toReversed()) await end()
  })
  // A write beyond the limit is an error then, as on a full disk, and not the end of the process.
  const ignore = () => undefined
  beforeAll(() => void process.on('SIGXFSZ', ignore))
  afterAll(() => void process.off('SIGXFSZ', ignore))

  const open = async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tutti-trouble-'))
    ends.push(() => rmSync(folder, { recursive: true }))
    const path = join(folder, 'tutti.db')
    const clock = createManualClock()
    const log = keptLog()
    let heard = (): void => undefined
    const listening: Log = { ...log, info: (...entry) => (log.info(...entry), heard()) }
    const storage = await openSqlite({ path, kinds: NOTES, clock, log: listening })
    ends.push(() => storage.close())
    const at = await storage.journal.acquire('note', 'room', EPOCH, NAMES)
    return { path, clock, log, storage, at, hear: (look: () => void) => (heard = look) }
  }
  /** The largest file that this process may write. */
  const limit = (bytes: number | 'unlimited') => {
    execFileSync('prlimit', ['--pid', String(process.pid), `--fsize=${bytes}:`])
  }
  const count = async (storage: Storage) =>
    (await storage.reader.db.selectFrom('note_line').select('n').execute()).length

  it('fails commits while the disk is full, goes on reading, and recovers by itself', async () => {
    const { clock, log, storage, at, hear } = await open()
    ends.push(() => limit('unlimited'))
    limit(512)
    const rows = Array.from({ length: 50 }, (_, n) => line('room', n, 'x'.repeat(1000)))
    const commit = commitAfter(at, { rows })
    const beside = commitAfter({ ...at, key: at.key + 1 })
    const outcomes = await storage.journal.commit([commit, beside])
    expect(outcomes).toMatchObject([
      { is: 'failed', reason: expect.stringMatching(/SQLITE_(FULL|IOERR)/) },
      { is: 'failed', reason: expect.stringMatching(/SQLITE_(FULL|IOERR)/) },
    ])
    expect(storage.failing()).toMatch(/SQLITE_(FULL|IOERR)/)
    expect(await storage.journal.commit([commit])).toMatchObject([{ is: 'failed' }])
    await expect(storage.journal.acquire('note', 'other', EPOCH, NAMES)).rejects.toMatchObject({ code: 'unavailable' })
    await expect(storage.outbound.done('x'.repeat(9))).resolves.toBeUndefined() // Nothing to write.
    expect(await count(storage)).toBe(0)
    expect(log.lines.filter(({ level }) => level === 'error')).toHaveLength(1)

    limit('unlimited')
    clock.advance(1_000)
    await until(() => storage.failing() === undefined, hear, 5_000)
    expect(await storage.journal.commit([commit])).toEqual([{ is: 'committed', fence: at.fence }])
    expect(await count(storage)).toBe(50)
    expect(await storage.journal.commit([commitAfter(after(at, commit))])).toMatchObject([{ is: 'committed' }])
  })

  it('waits for another process that writes', async () => {
    const { path, storage, at } = await open()
    const other = new Database(path)
    ends.push(() => void other.close())
    other.exec('begin immediate')
    const outcome = storage.journal.commit([commitAfter(at, { rows: [line('room', 1)] })])
    expect(await count(storage)).toBe(0)
    other.exec('commit')
    expect(await outcome).toMatchObject([{ is: 'committed' }])
  })

  it('is no trouble of the database when a room’s row does not fit', async () => {
    const { storage, at } = await open()
    const twice = commitAfter(at, { rows: [line('room', 1), line('room', 1)] })
    expect(await storage.journal.commit([twice])).toMatchObject([{ is: 'failed' }])
    expect(storage.failing()).toBeUndefined()
  })

  it('answers everything when it is closed, and after', async () => {
    const { storage, at } = await open()
    const pending = [storage.journal.commit([commitAfter(at)]), storage.journal.mail('', 1)] as const
    await storage.close()
    expect(await pending[0]).toMatchObject([{ is: 'committed' }])
    expect(await pending[1]).toEqual([])
    expect(await storage.journal.commit([commitAfter(at)])).toMatchObject([{ is: 'failed' }])
    await expect(storage.journal.acquire('note', 'room', EPOCH, NAMES)).rejects.toMatchObject({ code: 'unavailable' })
    await expect(storage.reader.snapshot((db) => db.selectFrom('room').selectAll().execute())).rejects.toMatchObject({
      code: 'unavailable',
    })
  })

  it('says in a sentence that a file cannot be opened or is none of ours', async () => {
    const options = { kinds: NOTES, clock: systemClock, log: keptLog() }
    await expect(openSqlite({ path: '/dev/null/tutti.db', ...options })).rejects.toMatchObject({
      name: 'StorageError',
      message: expect.stringMatching(/^The database \/dev\/null\/tutti.db cannot be opened: /),
    })
    await expect(openSqlite({ path: import.meta.filename, ...options })).rejects.toMatchObject({ name: 'StorageError' })
  })

  it('tells everybody who waits for a thread that it has ended', async () => {
    let death: Error | undefined
    const thread = new Thread('reader-worker', { path: '/nowhere/at/all.db', snapshots: 1 }, (cause) => (death = cause))
    await expect(thread.ask('ready', null)).rejects.toMatchObject({ code: 'unavailable' })
    expect(death?.message).toMatch(/directory does not exist/)
    await expect(thread.ask('ready', null)).rejects.toMatchObject({ code: 'unavailable' })
    await thread.close()
  })
})
