/** A backup of a database that is written all the while, and what a host finds when it is put in place. */
import { execFile } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, describe, expect, it } from 'vitest'
import { NOTES, line } from '../test/support/note-tables.ts'
import { EPOCH, NAMES, after, commitAfter } from '../test/support/room-commit.ts'
import { silentLog } from '../test/support/silent-log.ts'
import { ROOT } from '../test/support/tree.ts'
import { openSqlite } from './adapters/sqlite/storage.ts'
import { systemClock } from './adapters/system-clock.ts'
import type { Acquired, Storage } from './ports.ts'

const run = promisify(execFile)

describe('npm run backup', { timeout: 60_000 }, () => {
  const ends: (() => Promise<void> | void)[] = []
  afterEach(async () => {
    for (const end of ends.splice(0).toReversed()) await end()
  })
  const folder = () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'tutti-backup-'))
    ends.push(() => rmSync(dataDir, { recursive: true }))
    return dataDir
  }
  const open = async (dataDir: string): Promise<Storage> => {
    const storage = await openSqlite({
      path: join(dataDir, 'tutti.db'),
      kinds: NOTES,
      clock: systemClock,
      log: silentLog,
    })
    ends.push(() => storage.close())
    return storage
  }
  const backup = async (dataDir: string, args: readonly string[] = [], env: Record<string, string> = {}) => {
    const { stdout } = await run(process.execPath, ['--import', 'tsx', join(ROOT, 'server/backup.ts'), ...args], {
      cwd: ROOT,
      env: { PATH: process.env['PATH'], TUTTI_DATA_DIR: dataDir, ...env },
    })
    return stdout.trim()
  }

  it('copies one moment of a live database, from which a host goes on', async () => {
    const dataDir = folder()
    const storage = await open(dataDir)
    const ids = Array.from({ length: 5 }, (_, i) => `room-${i}`)
    let rooms: readonly Acquired[] = await Promise.all(
      ids.map((id) => storage.journal.acquire('note', id, EPOCH, NAMES)),
    )
    let writing = true
    const written = (async () => {
      for (let n = 1; writing; n++) {
        const batch = rooms.map((at, i) => commitAfter(at, { seq: n, rows: [line(ids[i]!, n, 'x'.repeat(200))] }))
        const outcomes = await storage.journal.commit(batch)
        expect(outcomes.every(({ is }) => is === 'committed')).toBe(true)
        rooms = rooms.map((at, i) => after(at, batch[i]!))
      }
    })()
    const copies = [await backup(dataDir), await backup(dataDir, [join(dataDir, 'elsewhere/second.db')])]
    writing = false
    await written

    const revs: number[] = []
    for (const copy of copies) {
      // Restore: put the file in its place.
      const again = folder()
      mkdirSync(again, { recursive: true })
      copyFileSync(copy, join(again, 'tutti.db'))
      const restored = await open(again)
      const acquired = await Promise.all(ids.map((id) => restored.journal.acquire('note', id, 'another', NAMES)))
      revs.push(acquired[0]!.rev)
      // Every room stands where the same commit had left it, and has its rows.
      expect(new Set(acquired.map(({ rev }) => rev)).size).toBe(1)
      const [{ count }] = (await restored.reader.db
        .selectFrom('note_line')
        .select((eb) => eb.fn.countAll().as('count'))
        .execute()) as [{ count: number }]
      expect(count).toBe(acquired[0]!.rev * ids.length)
      // It is another history: nobody who saw more than the copy holds may go on as if nothing had been lost.
      expect(acquired.map(({ epoch }) => epoch)).not.toContain(EPOCH)
      expect(new Set(acquired.map(({ epoch }) => epoch)).size).toBe(ids.length)
      expect(acquired[0]!.fence).toBe(2)
      expect(await restored.journal.commit([commitAfter(acquired[0]!)])).toMatchObject([{ is: 'committed' }])
    }
    expect(revs[1]).toBeGreaterThan(revs[0]!)
    expect(rooms[0]!.rev).toBeGreaterThanOrEqual(revs[1]!)
  })

  it('leaves what is there alone, and says what is wrong in a sentence', async () => {
    const dataDir = folder()
    const empty = backup(dataDir)
    await expect(empty).rejects.toMatchObject({ stderr: `There is no database at ${dataDir}/tutti.db.\n`, code: 1 })
    await open(dataDir)
    const copy = join(dataDir, 'copy.db')
    await backup(dataDir, [copy])
    await expect(backup(dataDir, [copy])).rejects.toMatchObject({
      stderr: `There is a file at ${copy} already: name another one.\n`,
    })
    const nowhere = backup(dataDir, [join(copy, 'below/copy.db')])
    await expect(nowhere).rejects.toMatchObject({ stderr: expect.stringMatching(/^The database could not be copied/) })
    const postgres = backup(dataDir, [], { DATABASE_URL: 'postgres://localhost/tutti' })
    await expect(postgres).rejects.toMatchObject({ stderr: expect.stringMatching(/pg_dump/) })
    expect(existsSync(join(dataDir, 'secret'))).toBe(false)
    expect(readdirSync(dataDir).filter((name) => name.includes('unfinished'))).toEqual([])
  })
})
