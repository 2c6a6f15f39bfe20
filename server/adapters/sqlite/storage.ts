/** SQLite, the default: one file, a thread that writes it, one that reads it, and one that keeps its log short. */
import type { Tables } from '../../engine/tables.ts'
import type { Clock, Log, OutboundStore, Storage } from '../../ports.ts'
import { createOutboundStore } from '../sql/outbound.ts'
import { OUTBOUND } from '../sql/room-statements.ts'
import { Upkeep } from '../sql/upkeep.ts'
import { allTables, writeBook } from '../sql/writes.ts'
import { Checkpoints } from './checkpoints.ts'
import { Disk } from './disk.ts'
import { createSqliteJournal } from './journal.ts'
import { migrateFile } from './migrate-file.ts'
import { createReader } from './reader.ts'
import type { ReaderData } from './reader-worker.ts'
import { rowStatement } from './statements.ts'
import { Thread } from './thread.ts'
import type { Bound } from './writer.ts'
import type { WriterData } from './writer-worker.ts'

export interface SqliteOptions {
  readonly path: string
  /** What each durable kind keeps, by the kind's name. */
  readonly kinds: ReadonlyMap<string, Tables>
  readonly clock: Clock
  readonly log: Log
}

/** Snapshots that are held at once. */
const SNAPSHOTS = 2
/** Nothing was committed for so long: upkeep may begin. */
const PAUSE_MS = 100

/** @throws StorageError where the file cannot be opened or migrated */
export const openSqlite = async ({ path, kinds, clock, log }: SqliteOptions): Promise<Storage> => {
  const all = allTables(kinds)
  await migrateFile(path, all)

  const book = writeBook(all)
  let dead: string | undefined
  const died = (cause: Error) => {
    dead = `a database thread has ended: ${cause.message}`
    log.error('a database thread has ended', { cause })
  }
  const writer = new Thread('writer-worker', { path, rows: book.writes.map(rowStatement) } satisfies WriterData, died)
  const reading = new Thread('reader-worker', { path, snapshots: SNAPSHOTS } satisfies ReaderData, died)
  const mover = new Thread('checkpoint-worker', { path }, died)
  await Promise.all([writer, reading, mover].map((thread) => thread.ask('ready', null)))

  const disk = new Disk(writer, clock, log)
  const checkpoints = new Checkpoints(mover, writer, clock, log)
  const wrote = (trouble: string | undefined) => {
    disk.wrote(trouble)
    if (trouble === undefined) checkpoints.wrote()
  }
  const upkeep = new Upkeep({
    all,
    dialect: 'sqlite',
    clock,
    log,
    idle: () => writer.pending === 0 && disk.quietMs > PAUSE_MS,
    run: (rounds, wallMs) => writer.ask('upkeep', [rounds, wallMs]),
  })
  const run = async (sql: string, parameters: readonly unknown[]) => {
    const { rows } = await writer.ask<{ rows: unknown[] }>('run', [sql, parameters])
    return rows
  }
  const ended: OutboundStore['ended'] = async (id, reason, { kind, room, op, body }) => {
    const post: Bound = [OUTBOUND.post, [kind, room, op, body, id]]
    const end: Bound = reason === null ? [OUTBOUND.done, [id]] : [OUTBOUND.dead, [reason, id]]
    const [posted] = await writer.ask<number[]>('together', [post, end])
    return posted === 1
  }
  return {
    dialect: 'sqlite',
    journal: createSqliteJournal({ writer, reading, book, clock, log, wrote }),
    reader: createReader(reading, SNAPSHOTS),
    outbound: createOutboundStore(run, '', ended),
    files: undefined,
    failing: () => dead ?? disk.trouble,
    async close() {
      disk.close()
      await upkeep.close()
      checkpoints.close()
      // The writer last: it leaves a file without a log beside it.
      await Promise.all([reading.close(), mover.close()])
      await writer.close()
    },
  }
}
