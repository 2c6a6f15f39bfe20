/** A guest's token, for whoever has no account (PROTOCOL H2). */
import { isErrorCode, TuttiError } from '../../shared/errors.ts'
import { httpAddress } from './address.ts'
import { UnauthorizedError } from './tokens.ts'

export interface Guest {
  readonly name?: string | undefined
  /** An older token of the same guest: who shows it stays the same user. */
  readonly token?: string | undefined
}

/** Asks the host at `url`, the socket's address, for a guest's token. @throws UnauthorizedError where there are no guests. */
export const guestToken = async (url: string, guest: Guest): Promise<string> => {
  const answer = await fetch(httpAddress(url, '/v1/guest'), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(guest),
  })
  // Read with care below: it may be the answer of whatever stands between us and the host.
  const body = (await answer.json()) as { readonly token?: unknown; readonly error?: { readonly code?: unknown } }
  if (typeof body.token === 'string') return body.token
  const code = isErrorCode(body.error?.code) ? body.error.code : 'unavailable'
  throw code === 'guests_off' ? new UnauthorizedError(code) : new TuttiError(code)
}

/** A token source that stays one and the same guest. */
export const guestTokens = (url: string, name: string | undefined): (() => Promise<string>) => {
  let token: string | undefined
  return async () => (token = await guestToken(url, { name, token }))
}
