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
  body: jsonText(body),
})

export const jsonText = (body: unknown): string =>
  JSON.stringify(body, (_key, value: unknown) =>
    value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value,
  )

/** `/v1/<kind>/<room>/…`: everything that belongs to one room. */
export interface RoomPath {
  readonly kind: string
  readonly room: string
  readonly rest: readonly string[]
}

export const roomPath = (path: string): RoomPath | undefined => {
  const [empty, version, kind = '', room = '', ...rest] = path.split('/')
  if (empty !== '' || version !== 'v1' || kind === '' || rest.length === 0) return undefined
  return { kind, room, rest }
}

/** @throws TuttiError `unknown_room` */
export const holdRoom = (room: string): void => {
  if (room === '' || room.length > LIMITS.maxRoomIdLength) throw new TuttiError('unknown_room')
}

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
