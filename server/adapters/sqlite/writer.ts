/** The only connection that writes: group commits, takeovers, and upkeep, in the writer's thread. */
import type { Database, Statement } from 'better-sqlite3'
import type { CommitOutcome, Value } from '../../ports.ts'
import { ACQUIRE } from '../sql/room-statements.ts'
import type { Round } from '../sql/upkeep.ts'
import { Unpacked } from './packed.ts'
import type { Packed, Unpacking } from './packed.ts'
import { isTrouble, wordsOf } from './serve.ts'
import type { RowStatement } from './statements.ts'

export interface Committed {
  /** Absent: all are committed, under the fence they had. */
  readonly outcomes?: readonly CommitOutcome[]
  /** The disk or the file would not. */
  readonly trouble?: string
}

/** A statement and its parameters. */
export type Bound = readonly [sql: string, parameters: readonly unknown[]]

/** A nonce of the room was there already. */
class RepeatedError extends Error {}

export class Writer implements Unpacking {
  readonly #db: Database
  readonly #bytesOf: readonly (readonly boolean[])[]
  /** `bound`: filled anew for each row. */
  readonly #rows: readonly {
    readonly statement: Statement
    readonly order: readonly number[]
    readonly bound: Value[]
  }[]
  readonly #prepared = new Map<string, Statement>()
  readonly #acquire: Statement
  readonly #advance: Statement
  readonly #event: Statement
  readonly #answer: Statement
  readonly #begin: Statement
  readonly #end: Statement
  #wallMs = 0

  constructor(db: Database, rows: readonly RowStatement[]) {
    this.#db = db
    this.#bytesOf = rows.map(({ bytes }) => bytes)
    this.#rows = rows.map(({ sql, order }) => ({ statement: db.prepare(sql), order, bound: [] }))
    this.#acquire = db.prepare(ACQUIRE)
    this.#advance = db.prepare('update room set rev = ?, seq = ?, nonce_ms = ? where key = ? and fence = ? and rev = ?')
    this.#event = db.prepare('insert into event (room, first, last, flat, at) values (?, ?, ?, ?, ?)')
    this.#answer = db.prepare('insert into nonce (nonce, room, user_id, digest, body, at) values (?, ?, ?, ?, ?, ?)')
    this.#begin = db.prepare('begin immediate')
    this.#end = db.prepare('commit')
  }

  acquire(kind: string, room: string, epoch: string, names: string, wallMs: number): unknown {
    // To its end: with get() the statement would be committed behind our back, and a failure to do so never told.
    return this.#acquire.all(kind, room, epoch, names, wallMs)[0]
  }

  commit(packed: Packed, wallMs: number): Committed {
    const batch = new Unpacked(packed, this.#bytesOf)
    const { rooms } = batch
    this.#wallMs = wallMs
    try {
      const lost = this.#attempt(batch, rooms)
      if (lost.size === 0) return {}
      return { outcomes: rooms.map((room) => (lost.has(room) ? LOST : committed(batch, room))) }
    } catch (thrown) {
      if (isTrouble(thrown)) return { outcomes: rooms.map(() => refusal(thrown)), trouble: wordsOf(thrown) }
      if (rooms.length === 1) return { outcomes: [refusal(thrown)] }
    }
    // One of them is at fault: each stands or falls alone.
    let trouble: string | undefined
    const outcomes = rooms.map((room) => {
      try {
        return this.#attempt(batch, [room]).size === 0 ? committed(batch, room) : LOST
      } catch (thrown) {
        if (isTrouble(thrown)) trouble = wordsOf(thrown)
        return refusal(thrown)
      }
    })
    return trouble === undefined ? { outcomes } : { outcomes, trouble }
  }

  event(key: number, first: number, last: number, flat: Uint8Array): void {
    this.#event.run(key, first, last, flat, this.#wallMs)
  }

  answer(key: number, user: string, nonce: Uint8Array, digest: Uint8Array, body: Uint8Array): void {
    try {
      this.#answer.run(nonce, key, user, digest, body, this.#wallMs)
    } catch (cause) {
      if (isTrouble(cause)) throw cause
      throw new RepeatedError(wordsOf(cause), { cause })
    }
  }

  row(write: number, values: readonly Value[]): void {
    const { statement, order, bound } = this.#rows[write]!
    for (let i = 0; i < order.length; i++) bound[i] = values[order[i]!]!
    statement.run(bound)
  }

  /** Any one statement, for what is not worth a method. Gives rows, or how many it changed. */
  run(sql: string, parameters: readonly unknown[]): { readonly rows: unknown[]; readonly changes: number } {
    let statement = this.#prepared.get(sql)
    if (statement === undefined) this.#prepared.set(sql, (statement = this.#db.prepare(sql)))
    if (statement.reader) return { rows: statement.all(...parameters), changes: 0 }
    return { rows: [], changes: statement.run(...parameters).changes }
  }

  /** Statements in one transaction, each only where the first one changed a row; how many rows each changed. */
  together(statements: readonly Bound[]): readonly number[] {
    const changes: number[] = []
    this.#transaction(() => {
      for (const [sql, parameters] of statements) changes.push(changes[0] === 0 ? 0 : this.run(sql, parameters).changes)
    })
    return changes
  }

  /** Statements in one transaction; how many rows they changed. */
  upkeep(rounds: readonly Round[], wallMs: number): number {
    let changes = 0
    this.#transaction(() => {
      // As an integer, which a number is not to SQLite where it needs more than 32 bits.
      for (const { sql, times } of rounds) changes += this.run(sql, Array(times).fill(BigInt(wallMs))).changes
    })
    return changes
  }

  /** Which rooms are not ours any more: of them nothing was written. */
  #attempt(batch: Unpacked, rooms: readonly number[]): ReadonlySet<number> {
    const lost = new Set<number>()
    this.#transaction(() => {
      for (const room of rooms) {
        const { key, fence, rev, nextRev, seq, nonceMs } = batch.head(room)
        if (this.#advance.run(nextRev, seq, nonceMs, key, fence, rev).changes === 0) lost.add(room)
        else batch.walk(room, this)
      }
    })
    return lost
  }

  #transaction(write: () => void): void {
    this.#begin.run()
    try {
      write()
      this.#end.run()
    } finally {
      // A full disk may have rolled it back already.
      if (this.#db.inTransaction) this.#db.exec('rollback')
    }
  }
}

const LOST: CommitOutcome = { is: 'lost', reason: 'another owner or another rev stands there' }

const committed = (batch: Unpacked, room: number): CommitOutcome => ({
  is: 'committed',
  fence: batch.head(room).fence,
})

const refusal = (thrown: unknown): CommitOutcome => ({
  is: thrown instanceof RepeatedError ? 'repeated' : 'failed',
  reason: wordsOf(thrown),
})
