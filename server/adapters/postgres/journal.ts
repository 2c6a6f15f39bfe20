/** The journal in Postgres: a batch is one round trip, and what became of it is settled before it is answered. */
import type { Value } from '../../ports.ts'
import type { Clock, CommitOutcome, Journal, Log, RoomCommit } from '../../ports.ts'
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

export interface PostgresJournalOptions {
  readonly line: Line
  readonly pools: Pools
  readonly book: WriteBook
  readonly clock: Clock
  readonly log: Log
}

/** How often a batch is tried again that was in the way of another one. */
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
    const outcomes = new Map<RoomCommit, CommitOutcome>()
    try {
      const sound = batch.filter((room) => {
        const reason = checkRows(this.#options.book, room.rows)
        if (reason !== undefined) outcomes.set(room, failed(reason))
        return reason === undefined
      })
      await this.#commitAll(sound, outcomes)
    } catch (cause) {
      // A bug of ours: rooms without an outcome are as good as lost.
      this.#options.log.error('a commit broke', { cause })
    }
    return batch.map((room) => outcomes.get(room) ?? failed('the commit broke'))
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
  async #commitAll(all: readonly RoomCommit[], outcomes: Map<RoomCommit, CommitOutcome>): Promise<void> {
    let rooms = all
    for (let tries = 0; rooms.length > 0; tries++) {
      const sent = await this.#options.line.send(this.#statements(rooms))
      if (sent.is === 'committed') {
        for (const room of rooms) outcomes.set(room, { is: 'committed', fence: room.fence })
        return
      }
      if (sent.is === 'unknown') {
        this.#options.log.warn('a commit was not answered and is being settled', { cause: sent.error })
        await settle(this.#options.line, rooms, this.#options.clock, outcomes)
        return
      }
      const { error } = sent
      const state = stateOf(error)
      if (sent.is === 'refused' && state?.startsWith('40') === true && tries < RETRIES) continue
      if (sent.is === 'refused' && state === NOT_ALL) {
        const lost = rooms.length === 1 ? new Set(rooms) : await this.#lost(rooms)
        for (const room of lost) outcomes.set(room, LOST)
        rooms = rooms.filter((room) => !lost.has(room))
        if (lost.size > 0) continue
      }
      if (rooms.length === 1 || sent.is === 'unsent' || isSlow(state)) {
        for (const room of rooms) outcomes.set(room, refusal(error))
        return
      }
      for (const room of rooms) await this.#commitAll([room], outcomes)
      return
    }
  }

  /** Where this cannot be read, nobody is: the caller goes on without it. */
  async #lost(rooms: readonly RoomCommit[]): Promise<ReadonlySet<RoomCommit>> {
    const { line, log } = this.#options
    try {
      const values = bind(strays, [column(rooms, 'key'), column(rooms, 'fence'), column(rooms, 'rev')]).values
      const rows = await line.ask<{ key: string }>(strays.sql, values)
      const keys = new Set(rows.map(({ key }) => Number(key)))
      return new Set(rooms.filter(({ key }) => keys.has(key)))
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
