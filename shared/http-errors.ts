/** A refusal as an HTTP answer: every error is JSON with a code of the one table (PROTOCOL H1). */
import { ERRORS } from './errors.ts'
import type { TuttiError } from './errors.ts'

export interface HttpError {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export const httpError = (error: TuttiError): HttpError => {
  const { status, message } = ERRORS[error.code]
  const headers: Record<string, string> = { 'content-type': 'application/json; charset=utf-8' }
  // Retry-After counts in seconds.
  if (error.retryMs !== undefined) headers['retry-after'] = String(Math.ceil(error.retryMs / 1000))
  const retry = error.retryMs === undefined ? {} : { retryMs: Math.ceil(error.retryMs) }
  return {
    status,
    headers,
    body: JSON.stringify({ error: { code: error.code, message: error.detail ?? message, ...retry } }),
  }
}
