/** The journal's twin in memory with a database beside it that its rows go to: reads are real, and nothing waits for a disk. */
import Database from 'better-sqlite3'
import { Kysely, SqliteDialect } from 'kysely'
import { MemoryJournal } from '../../server/adapters/memory-journal.ts'
import { migrate } from '../../server/adapters/sql/migrate.ts'
import { allTables, writeBook } from '../../server/adapters/sql/writes.ts'
import { rowStatement } from '../../server/adapters/sqlite/statements.ts'
import type { AnyRoomKind } from '../../server/engine/room.ts'
import type { Tables } from '../../server/engine/tables.ts'
import type { Acquired, CommitOutcome, Reader, RoomCommit, Row } from '../../server/ports.ts'

export interface MemoryStorage {
  readonly journal: KeepingJournal
  readonly reader: Reader
}

export const createMemoryStorage = async (kinds: readonly AnyRoomKind[]): Promise<MemoryStorage> => {
  const durable = new Map<string, Tables>()
  for (const kind of kinds) if (kind.tables !== undefined) durable.set(kind.contract.kind, kind.tables)
  const all = allTables(durable)
  const database = new Database(':memory:')
  const db = new Kysely<unknown>({ dialect: new SqliteDialect({ database }) })
  await migrate(db, 'sqlite', all)
  const journal = new KeepingJournal(database, all)
  const reader: Reader = { dialect: 'sqlite', db, snapshot: (read) => journal.during(read(db)) }
  return { journal, reader }
}

class KeepingJournal extends MemoryJournal {
  readonly #database: Database.Database
  readonly #statements = new Map<string, { readonly run: (row: Row) => void }>()
  readonly #snapshots = new Set<Promise<unknown>>()

  constructor(database: Database.Database, all: ReadonlyMap<string, Tables>) {
    super()
    this.#database = database
    this.refuse = (room) => this.#faultOf(room)
    for (const named of writeBook(all).writes) {
      const { sql, order } = rowStatement(named)
      const statement = database.prepare(sql)
      const run = ({ values }: Row) => void statement.run(...order.map((i) => values[i]))
      this.#statements.set(named.name, { run })
    }
  }

  override async acquire(kind: string, room: string, epoch: string, events: readonly string[]): Promise<Acquired> {
    const acquired = await super.acquire(kind, room, epoch, events)
    this.#database
      .prepare(
        `insert into room (key, kind, id, epoch, fence, rev, seq, floor_seq, nonce_ms, names, at)
         values (?, ?, ?, ?, 1, 0, 0, 0, 0, '', 0) on conflict do nothing`,
      )
      .run(acquired.key, kind, room, acquired.epoch)
    return acquired
  }

  override async commit(batch: readonly RoomCommit[]): Promise<readonly CommitOutcome[]> {
    while (this.#snapshots.size > 0) await Promise.allSettled(this.#snapshots)
    const outcomes = await super.commit(batch)
    outcomes.forEach((outcome, i) => {
      if (outcome.is === 'committed') this.#keep(batch[i]!)
    })
    return outcomes
  }

  /** Nothing is committed while it reads. */
  during<T>(snapshot: Promise<T>): Promise<T> {
    this.#snapshots.add(snapshot)
    return snapshot.finally(() => this.#snapshots.delete(snapshot))
  }

  /** Tried and taken back: what the database would refuse fails before anything is kept. */
  #faultOf(room: RoomCommit): CommitOutcome | undefined {
    this.#database.exec('savepoint trial')
    try {
      this.#keep(room)
      return undefined
    } catch (thrown) {
      return { is: 'failed', reason: String(thrown) }
    } finally {
      this.#database.exec('rollback to trial; release trial')
    }
  }

  #keep({ key, seq, rows }: RoomCommit): void {
    for (const row of rows) this.#statements.get(row.write)!.run(row)
    this.#database.prepare('update room set seq = ? where key = ?').run(seq, key)
  }
}
