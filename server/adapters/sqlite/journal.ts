/** The journal in SQLite: commits and takeovers go to the writer's thread, reads to the other one. */
import type { Clock, CommitOutcome, Journal, Log, Mail, StoredAnswer } from '../../ports.ts'
import { MAIL } from '../sql/room-statements.ts'
import { acquired } from '../sql/rows.ts'
import type { RoomRow } from '../sql/rows.ts'
import { wordsOf } from '../sql/storage-error.ts'
import type { WriteBook } from '../sql/writes.ts'
import { pack } from './packed.ts'
import type { PackedRows, PackedRuns } from './reader-worker.ts'
import type { Thread } from './thread.ts'
import type { Committed } from './writer.ts'

export interface SqliteJournalOptions {
  readonly writer: Thread
  readonly reading: Thread
  readonly book: WriteBook
  readonly clock: Clock
  readonly log: Log
  /** How an attempt to write went: a reason where the database would not. */
  readonly wrote: (trouble: string | undefined) => void
}

export const createSqliteJournal = ({ writer, reading, book, clock, log, wrote }: SqliteJournalOptions): Journal => ({
  async acquire(kind, room, epoch, events) {
    const row = await writer.ask<RoomRow>('acquire', [kind, room, epoch, events.join(','), Math.floor(clock.wall())])
    return acquired(row)
  },

  async commit(batch) {
    try {
      const { packed, refused } = pack(batch, book)
      for (const reason of refused.values()) log.error('a commit could not be packed', { reason })
      if (refused.size === batch.length) return batch.map((_, i) => failed(refused.get(i)!))
      const { outcomes, trouble } = await writer.ask<Committed>(
        'commit',
        [packed, Math.floor(clock.wall())],
        [packed.numbers.buffer as ArrayBuffer, packed.bytes.buffer as ArrayBuffer],
      )
      wrote(trouble)
      let next = 0
      return batch.map(({ fence }, i): CommitOutcome => {
        const reason = refused.get(i)
        if (reason !== undefined) return failed(reason)
        return outcomes?.[next++] ?? { is: 'committed', fence }
      })
    } catch (thrown) {
      // The thread is gone, and with it its transaction: what it had committed is found by nonce.
      const reason = wordsOf(thrown instanceof Error ? (thrown.cause ?? thrown) : thrown)
      wrote(reason)
      return batch.map(() => failed(reason))
    }
  },

  async events(key, seq, maxBytes) {
    const { numbers, bytes } = await reading.ask<PackedRuns>('events', [key, seq, maxBytes])
    const runs = []
    let at = 0
    for (let i = 0; i < numbers.length; i += 3) {
      const flat = bytes.subarray(at, (at += numbers[i + 2]!))
      runs.push({ first: numbers[i]!, last: numbers[i + 1]!, flat })
    }
    return runs
  },

  async answer(key, user, nonce) {
    const row = await reading.ask<[Uint8Array, Uint8Array] | undefined>('answer', [key, user, nonce.slice()])
    return row === undefined ? undefined : ({ digest: row[0], body: row[1] } satisfies StoredAnswer)
  },

  async mail(afterId, limit) {
    const { names, values } = await reading.ask<PackedRows>('all', [0, MAIL, [afterId, limit]])
    const mail: Mail[] = []
    for (let at = 0; at < values.length; at += names.length) {
      const row = values.slice(at, at + names.length)
      const [id, kind, room, op, body] = row as [string, string, string, string, Uint8Array]
      mail.push({ id, kind, room, op, body })
    }
    return mail
  },
})

const failed = (reason: string): CommitOutcome => ({ is: 'failed', reason })
