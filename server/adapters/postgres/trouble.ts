/** What an error of Postgres, or of the way to it, says. */
import { TuttiError } from '../../../shared/errors.ts'
import { unavailable } from '../sql/storage-error.ts'

/** SQLSTATE, where the server said something. */
export const stateOf = (thrown: unknown): string | undefined => {
  const code = (thrown as { readonly code?: unknown } | null)?.code
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) ? code : undefined
}

export const constraintOf = (thrown: unknown): string | undefined =>
  (thrown as { readonly constraint?: string } | null)?.constraint

/**
 * The server refused a statement, and went on: what was sent with it is undone for certain. Whatever is not on this
 * list (a server that stops, a connection that breaks, a full disk) may have come after the commit.
 */
export const isRefusal = (thrown: unknown): boolean =>
  /^(0A|0L|2[1-8]|3|4[024]|5[45]|57014)/.test(stateOf(thrown) ?? '')

/** Not the statement's fault: the same may succeed later. Deadlocks, timeouts and lost connections are. */
const isTrouble = (thrown: unknown): boolean => {
  const state = stateOf(thrown)
  return state === undefined ? isBroken(thrown) : /^(08|40|53|55|57|58|XX|25P0)/.test(state)
}

/** pg tells of its own connection in words, and the system by name. */
const isBroken = (thrown: unknown): boolean => {
  const { code, message } = thrown as { readonly code?: unknown; readonly message?: unknown }
  if (typeof code === 'string' && /^E[A-Z]+$/.test(code)) return true
  return typeof message === 'string' && /connection|timeout|terminated|Client was closed/i.test(message)
}

/** For what waits for a read or a write: `unavailable` where trying again helps, the error itself where it is a bug. */
export const told = (thrown: unknown): unknown =>
  thrown instanceof TuttiError || !isTrouble(thrown) ? thrown : unavailable(thrown)
