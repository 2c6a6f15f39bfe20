/** How a database's troubles are named: to whoever starts the host, and to whoever waits for an answer. */
import { TuttiError } from '../../../shared/errors.ts'

/** The host cannot start on this database: one sentence that says why, and what to do. */
export class StorageError extends Error {
  override readonly name = 'StorageError'
}

/** How long to wait before asking a database in trouble again. */
const RETRY_MS = 1_000

/** For a client: not what broke, but that trying again can help. */
export const unavailable = (cause: unknown): TuttiError =>
  new TuttiError('unavailable', undefined, { retryMs: RETRY_MS, cause })

export const wordsOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown))
