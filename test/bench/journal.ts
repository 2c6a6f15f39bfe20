/** What a durable record costs: 50 in a commit, over 200 rooms, on both databases. `npx tsx test/bench/journal.ts [seconds]` */
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openPostgres } from '../../server/adapters/postgres/storage.ts'
import { openSqlite } from '../../server/adapters/sqlite/storage.ts'
import { systemClock } from '../../server/adapters/system-clock.ts'
import type { Acquired, Storage } from '../../server/ports.ts'
import { NOTES } from '../support/note-tables.ts'
import { startPostgres } from '../support/postgres-server.ts'
import { EPOCH, NAMES, after, answerOf, commitAfter, nonceAt } from '../support/room-commit.ts'
import { silentLog } from '../support/silent-log.ts'

const SECONDS = Number(process.argv[2] ?? 5)
const ROOMS = 200
const RECORDS = 50
const TEXT = 'x'.repeat(120)

const percentile = (sorted: readonly number[], part: number): string =>
  (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0).toFixed(2)

/** A record: a row, the event that tells of it, and the answer to the command that made it. */
const measure = async (name: string, storage: Storage): Promise<void> => {
  const ids = Array.from({ length: ROOMS }, (_, i) => `room-${i}`)
  const rooms: Acquired[] = []
  for (const id of ids) rooms.push(await storage.journal.acquire('note', id, EPOCH, NAMES))
  let next = 0
  const commitOnce = async () => {
    const picked = Array.from({ length: RECORDS }, () => next++ % ROOMS)
    const batch = picked.map((i) => {
      const at = rooms[i]!
      const n = at.seq + 1
      return commitAfter(at, {
        seq: n,
        events: [{ first: n, last: n, flat: new Uint8Array(170) }],
        answers: [answerOf('user-12345678', nonceAt(Date.now(), next % 251))],
        rows: [{ write: 'note.line', values: [ids[i]!, n, TEXT, null, null] }],
      })
    })
    const outcomes = await storage.journal.commit(batch)
    for (const [k, i] of picked.entries()) {
      if (outcomes[k]!.is !== 'committed') throw new Error(JSON.stringify(outcomes[k]))
      rooms[i] = after(rooms[i]!, batch[k]!)
    }
  }
  for (let i = 0; i < 100; i++) await commitOnce()

  const times: number[] = []
  const cpu = process.cpuUsage()
  const startMs = performance.now()
  while (performance.now() - startMs < SECONDS * 1000) {
    const beganMs = performance.now()
    await commitOnce()
    times.push(performance.now() - beganMs)
  }
  const wallMs = performance.now() - startMs
  const { user, system } = process.cpuUsage(cpu)
  const records = times.length * RECORDS
  times.sort((a, b) => a - b)
  console.log(
    `${name}: ${((user + system) / records).toFixed(1)} µs of this process's CPU a record, ` +
      `${Math.round((records / wallMs) * 1000)} records/s, ` +
      `commit p50 ${percentile(times, 0.5)} p99 ${percentile(times, 0.99)} ms`,
  )
}

const folder = mkdtempSync(join(tmpdir(), 'tutti-bench-'))
const path = join(folder, 'tutti.db')
const options = { kinds: NOTES, clock: systemClock, log: silentLog }
const sqlite = await openSqlite({ path, ...options })
await measure('SQLite', sqlite)
await sqlite.close()
console.log(`SQLite: ${Math.round(statSync(path).size / 1024)} KiB on the disk`)
rmSync(folder, { recursive: true })

const server = await startPostgres({ durable: true })
const postgres = await openPostgres({ url: server.url, ...options })
await measure('Postgres', postgres)
await postgres.close()
await server.stop()
