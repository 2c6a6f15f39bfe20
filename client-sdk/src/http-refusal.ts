/** What a refusal over HTTP says, and what it says where nothing came. */
import { isErrorCode, TuttiError } from '../../shared/errors.ts'

export const unreachable = (cause: unknown): never => {
  throw new TuttiError('unavailable', 'the host did not answer', { cause })
}

/** What an answer that is none says. Read with care: it may be the answer of whatever stands between us and the host. */
export const refusalIn = (text: string): TuttiError => {
  let error: { readonly code?: unknown; readonly message?: unknown; readonly retryMs?: unknown } = {}
  try {
    error = (JSON.parse(text) as { readonly error?: typeof error }).error ?? {}
  } catch {
    // Not ours.
  }
  const detail = typeof error.message === 'string' ? error.message : undefined
  return new TuttiError(
    isErrorCode(error.code) ? error.code : 'unavailable',
    detail,
    typeof error.retryMs === 'number' ? { retryMs: error.retryMs } : undefined,
  )
}
