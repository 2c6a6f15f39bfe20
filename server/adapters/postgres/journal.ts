/** The journal in Postgres: a batch is one round trip, and what became of it is settled before it is answered. */
import type { Clock, CommitOutcome, Journal, Log, RoomCommit, Value } from '../../ports.ts'
import { ACQUIRE, ANSWER, MAIL } from '../sql/room-statements.ts'
import { acquired } from '../sql/rows.ts'
import type { RoomRow } from '../sql/rows.ts'
import { wordsOf } from '../sql/storage-error.ts'
import { checkRows } from '../sql/writes.ts'
import type { WriteBook } from '../sql/writes.ts'
import { encodeArray } from './arrays.ts'
import type { Line } from './line.ts'
import type { Bound } from './pipeline.ts'
import type { Pools } from './pools.ts'
import { settle } from './settle.ts'
import { NONCE_KEY, NOT_ALL, advance, appendEvents, columnsStatement, keepAnswers, strays } from './statements.ts'
import type { ColumnsStatement } from './statements.ts'
import { stepsOf } from './steps.ts'
import { constraintOf, stateOf } from './trouble.ts'

/** A room's commit, by its place in the batch; its fence rises where the commit had to be settled. */
interface Part {
  readonly place: number
  readonly room: RoomCommit
}

export interface PostgresJournalOptions {
  readonly line: Line
  readonly pools: Pools
  readonly book: WriteBook
  readonly clock: Clock
  readonly log: Log
}

/** How often a batch is tried again that was in another one's way, or was not written when its connection broke. */
const RETRIES = 3

export class PostgresJournal implements Journal {
  readonly #options: PostgresJournalOptions
  readonly #writes: readonly ColumnsStatement[]

  constructor(options: PostgresJournalOptions) {
    this.#options = options
    this.#writes = options.book.writes.map(columnsStatement)
  }

  async acquire(kind: string, room: string, epoch: string, events: readonly string[]) {
    const values = [kind, room, epoch, events.join(','), Math.floor(this.#options.clock.wall())]
    const [row] = await this.#options.pools.write<RoomRow>(ACQUIRE, values)
    return acquired(row!)
  }

  async commit(batch: readonly RoomCommit[]): Promise<readonly CommitOutcome[]> {
    const outcomes: CommitOutcome[] = []
    try {
      const parts: Part[] = []
      for (const [place, room] of batch.entries()) {
        const reason = checkRows(this.#options.book, room.rows)
        if (reason === undefined) parts.push({ place, room })
        else outcomes[place] = failed(reason)
      }
      await this.#commitAll(parts, outcomes)
    } catch (cause) {
      // A bug of ours: rooms without an outcome are as good as lost.
      this.#options.log.error('a commit broke', { cause })
    }
    return batch.map((_, place) => outcomes[place] ?? failed('the commit broke'))
  }

  async events(key: number, seq: number, maxBytes: number) {
    return this.#options.pools.events(key, seq, maxBytes)
  }

  async answer(key: number, user: string, nonce: Uint8Array) {
    const [row] = await this.#options.pools.read<{ digest: Uint8Array; body: Uint8Array }>(ANSWER, [nonce, key, user])
    return row
  }

  mail(afterId: string, limit: number) {
    return this.#options.pools.read<Awaited<ReturnType<Journal['mail']>>[number]>(MAIL, [afterId, limit])
  }

  /** Together; without those that are lost; in the end each alone, so that only the guilty one fails. */
  async #commitAll(all: readonly Part[], outcomes: CommitOutcome[]): Promise<void> {
    const { line, log } = this.#options
    let parts = all
    for (let tries = 0; parts.length > 0; tries++) {
      const sent = await line.send(this.#statements(parts.map(({ room }) => room)))
      if (sent.is === 'committed') {
        for (const { place, room } of parts) outcomes[place] = { is: 'committed', fence: room.fence }
        return
      }
      const { error } = sent
      if (sent.is === 'unknown') {
        log.warn('a commit was not answered and is being settled', { cause: error })
        parts = await this.#settle(parts, outcomes)
        if (tries < RETRIES) continue
      }
      const state = sent.is === 'refused' ? stateOf(error) : undefined
      if (state?.startsWith('40') === true && tries < RETRIES) continue
      if (state === NOT_ALL) {
        const lost = await this.#lost(parts)
        for (const { place } of lost) outcomes[place] = LOST
        parts = parts.filter((part) => !lost.has(part))
        if (lost.size > 0) continue
      }
      if (parts.length === 1 || sent.is !== 'refused' || isSlow(state)) {
        for (const { place } of parts) outcomes[place] = refusal(error)
        return
      }
      for (const part of parts) await this.#commitAll([part], outcomes)
      return
    }
  }

  /** Gives those that are not written and can be tried again, under their new fence. */
  async #settle(parts: readonly Part[], outcomes: CommitOutcome[]): Promise<readonly Part[]> {
    const settled = await settle(
      this.#options.line,
      parts.map(({ room }) => room),
    )
    const again: Part[] = []
    for (const [i, part] of parts.entries()) {
      const now = settled?.[i]
      if (now === undefined) outcomes[part.place] = failed('closed before the commit was settled')
      else if (now.is === 'unwritten') again.push({ ...part, room: { ...part.room, fence: now.fence } })
      else outcomes[part.place] = now as CommitOutcome
    }
    return again
  }

  /** Where this cannot be read, nobody is: the caller goes on without it. */
  async #lost(parts: readonly Part[]): Promise<ReadonlySet<Part>> {
    if (parts.length === 1) return new Set(parts)
    const { line, log } = this.#options
    try {
      const rooms = parts.map(({ room }) => room)
      const { sql, values } = bind(strays, [column(rooms, 'key'), column(rooms, 'fence'), column(rooms, 'rev')])
      const rows = await line.ask<{ key: string }>(sql, values)
      const keys = new Set(rows.map(({ key }) => Number(key)))
      return new Set(parts.filter(({ room }) => keys.has(room.key)))
    } catch (cause) {
      log.warn('lost rooms could not be told from others', { cause })
      return new Set()
    }
  }

  #statements(rooms: readonly RoomCommit[]): readonly Bound[] {
    const wallMs = Math.floor(this.#options.clock.wall())
    const statements = [
      bind(advance, [
        column(rooms, 'key'),
        column(rooms, 'fence'),
        column(rooms, 'rev'),
        column(rooms, 'nextRev'),
        column(rooms, 'seq'),
        column(rooms, 'nonceMs'),
      ]),
    ]
    const events = rooms.flatMap(({ key, events: runs }) =>
      runs.map(({ first, last, flat }) => [key, first, last, flat, wallMs]),
    )
    if (events.length > 0) statements.push(bindRows(appendEvents, events))
    const answers = rooms.flatMap(({ key, answers: own }) =>
      own.map(({ nonce, user, digest, body }) => [nonce, key, user, digest, body, wallMs]),
    )
    if (answers.length > 0) statements.push(bindRows(keepAnswers, answers))
    for (const { write, rows } of stepsOf(rooms, this.#options.book)) {
      statements.push(bindRows(this.#writes[write]!, rows))
    }
    return statements
  }
}

type Numbers = 'key' | 'fence' | 'rev' | 'nextRev' | 'seq' | 'nonceMs'
const column = (rooms: readonly RoomCommit[], name: Numbers): readonly Value[] => rooms.map((room) => room[name])

const bind = ({ name, sql, types }: ColumnsStatement, columns: readonly (readonly Value[])[]): Bound => ({
  name,
  sql,
  values: types.map((type, i) => encodeArray(type, columns[i]!)),
})

const bindRows = (statement: ColumnsStatement, rows: readonly (readonly Value[])[]): Bound =>
  bind(
    statement,
    statement.types.map((_, i) => rows.map((row) => row[i]!)),
  )

/** Time ran out: each alone would only take as long again. */
const isSlow = (state: string | undefined): boolean => state === '57014' || state === '55P03'

const LOST: CommitOutcome = { is: 'lost', reason: 'another owner or another rev stands there' }
const failed = (reason: string): CommitOutcome => ({ is: 'failed', reason })
const refusal = (error: Error): CommitOutcome => ({
  is: constraintOf(error) === NONCE_KEY ? 'repeated' : 'failed',
  reason: wordsOf(error),
})
