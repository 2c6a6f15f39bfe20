/** A database thread's own side: takes questions one by one, and answers each. */
import { parentPort } from 'node:worker_threads'
import Database from 'better-sqlite3'
import type { Answer, Question } from './thread.ts'

/** What an operation gives back; buffers named in `transfer` change hands instead of being copied. */
export interface Given {
  readonly value: unknown
  readonly transfer?: ArrayBuffer[]
}

export type Operations = Readonly<Record<string, (input: never) => Given>>

/** Codes that tell of the disk, of a lock or of the file, and not of the statement. */
const TROUBLE = /^SQLITE_(BUSY|LOCKED|FULL|IOERR|CANTOPEN|CORRUPT|NOTADB|READONLY|NOMEM|PROTOCOL|NOLFS|PERM)/

export const isTrouble = (thrown: unknown): boolean =>
  thrown instanceof Database.SqliteError && TROUBLE.test(thrown.code)

export const wordsOf = (thrown: unknown): string =>
  thrown instanceof Database.SqliteError
    ? `${thrown.code}: ${thrown.message}`
    : thrown instanceof Error
      ? thrown.message
      : String(thrown)

/** Moves what it can from the log into the file, without waiting for anybody. How many pages the log holds. */
export const checkpoint = (db: Database.Database): number =>
  (db.pragma('wal_checkpoint(passive)') as { readonly log: number }[])[0]!.log

export const serve = (operations: Operations, close: () => void): void => {
  const port = parentPort!
  port.on('message', ({ id, op, input }: Question) => {
    try {
      if (op === 'close') {
        close()
        port.postMessage([id, true, null] satisfies Answer)
        port.close()
        return
      }
      const { value, transfer } = operations[op]!(input as never)
      port.postMessage([id, true, value] satisfies Answer, transfer ?? [])
    } catch (thrown) {
      port.postMessage([id, false, wordsOf(thrown), isTrouble(thrown)] satisfies Answer)
    }
  })
}
