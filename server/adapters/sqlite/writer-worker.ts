/** The writer's thread. An fsync blocks it, and nobody else. */
import { workerData } from 'node:worker_threads'
import Database from 'better-sqlite3'
import type { Round } from '../sql/upkeep.ts'
import type { Packed } from './packed.ts'
import { checkpoint, serve } from './serve.ts'
import type { RowStatement } from './statements.ts'
import { Writer } from './writer.ts'
import type { Bound } from './writer.ts'

export interface WriterData {
  readonly path: string
  readonly rows: readonly RowStatement[]
}

const PROBE: Round = { sql: 'update room set at = at where key = (select min(key) from room)', times: 0 }

const { path, rows } = workerData as WriterData
const db = new Database(path)
db.pragma('busy_timeout = 5000')
db.pragma('journal_mode = wal')
db.pragma('synchronous = full')
// Checkpoints.ts moves pages home beside the commits; inside of one (130 ms for 32 MiB) it happens only where that falls behind.
db.pragma('wal_autocheckpoint = 16000')
db.pragma('cache_size = -32000')
// A log that once grew long gives its room back.
db.pragma(`journal_size_limit = ${64 * 1024 * 1024}`)
const writer = new Writer(db, rows)

serve(
  {
    ready: () => ({ value: null }),
    acquire: (input: [kind: string, room: string, epoch: string, names: string, wallMs: number]) => ({
      value: writer.acquire(...input),
    }),
    commit: ([packed, wallMs]: [Packed, number]) => ({ value: writer.commit(packed, wallMs) }),
    run: ([sql, parameters]: [string, unknown[]]) => ({ value: writer.run(sql, parameters) }),
    together: (statements: readonly Bound[]) => ({ value: writer.together(statements) }),
    upkeep: (input: [rounds: readonly Round[], wallMs: number]) => ({ value: writer.upkeep(...input) }),
    checkpoint: () => ({ value: checkpoint(db) }),
    // The smallest thing that the disk has to take.
    probe: () => ({ value: writer.upkeep([PROBE], 0) }),
  },
  () => {
    db.pragma('optimize')
    db.close()
  },
)
