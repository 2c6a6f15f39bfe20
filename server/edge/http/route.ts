/** What a route is, and what routes have in common: reading JSON, writing JSON, and finding who asks. */
import { TuttiError } from '../../../shared/errors.ts'
import { plain } from '../../../shared/frame-fields.ts'
import { LIMITS } from '../../../shared/limits.ts'
import type { HttpRequest, HttpResponse, User } from '../../ports.ts'
import type { Auth } from '../auth.ts'

export interface Route {
  readonly methods: readonly string[]
  run(request: HttpRequest): Promise<HttpResponse>
}

/** Bytes travel in JSON as base64. */
export const json = (body: unknown, status = 200): HttpResponse => ({
  status,
  headers: { 'content-type': 'application/json; charset=utf-8' },
  body: JSON.stringify(body, (_key, value: unknown) =>
    value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value,
  ),
})

/** Undefined for an empty body. @throws TuttiError `bad_body`, `body_too_large` */
export const jsonBody = async (request: HttpRequest): Promise<unknown> => {
  const bytes = await request.body(LIMITS.maxHttpBodyBytes)
  if (bytes.length === 0) return undefined
  try {
    // The rules that hold for bodies on the socket hold here, too.
    return plain(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)))
  } catch (cause) {
    throw new TuttiError('bad_body', cause instanceof TuttiError ? cause.detail : 'the body is not JSON', { cause })
  }
}

/** @throws TuttiError `unauthenticated`, `bad_token` */
export const userOf = async (request: HttpRequest, auth: Auth): Promise<User> => {
  const token = bearer(request)
  if (token === undefined) throw new TuttiError('unauthenticated')
  return (await auth.verify(token)).user
}

export const bearer = (request: HttpRequest): string | undefined => {
  const match = /^Bearer +([^ ]+)$/i.exec(request.headers.get('authorization') ?? '')
  return match?.[1] !== undefined && match[1].length <= LIMITS.maxTokenLength ? match[1] : undefined
}
