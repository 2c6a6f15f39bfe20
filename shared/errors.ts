/** The one table of error codes, the one error class, and the one funnel from `unknown`. Codes are append-only. */

/**
 * `status` is the HTTP status of the same refusal. `close`, where present, is the WebSocket close code that
 * ends the connection: 4000–4499 tell the client to reconnect, 4500–4999 to stop.
 */
interface ErrorRow {
  readonly status: number
  readonly close?: number
  readonly message: string
}

export const ERRORS = {
  // Refusals of one request: the connection lives on.
  bad_body: { status: 400, message: 'the body does not fit its declaration' },
  unknown_kind: { status: 404, message: 'there is no such kind of room' },
  unknown_command: { status: 404, message: 'this room has no such command' },
  unknown_query: { status: 404, message: 'this kind has no such query' },
  unknown_room: { status: 404, message: 'there is no such room' },
  not_found: { status: 404, message: 'there is nothing here' },
  bad_method: { status: 405, message: 'this address does not take that method' },
  body_too_large: { status: 413, message: 'the request body is too large' },
  not_joined: { status: 409, message: 'join the room first' },
  already_joined: { status: 409, message: 'this session is in the room already' },
  conflict: { status: 409, message: 'this contradicts what is already there' },
  forbidden: { status: 403, message: 'you may not do this' },
  unauthenticated: { status: 401, message: 'a valid token is needed' },
  guests_off: { status: 403, message: 'this host does not give out guest tokens' },
  room_full: { status: 409, message: 'the room is full' },
  too_many_rooms: { status: 429, message: 'this session or host holds too many rooms' },
  rate_limited: { status: 429, message: 'too much at once: wait, then try again' },
  overloaded: { status: 503, message: 'the room cannot take more right now' },
  unavailable: { status: 503, message: 'the room is not available right now: try again' },
  room_reset: { status: 503, message: 'the room was reloaded: join again' },
  kicked: { status: 403, message: 'you were removed from the room' },
  replaced_seat: { status: 409, message: 'you took this seat from another window' },
  timeout: { status: 504, message: 'no answer in time' },
  internal: { status: 500, message: 'something broke on our side' },
  illegal_transition: { status: 409, message: 'what is now does not become that by you' },
  quote_expired: { status: 409, message: 'this quote counts no more: ask for another' },
  payment_pending: { status: 409, message: 'the payment is not authorised yet' },
  payment_declined: { status: 402, message: 'the payment was declined' },
  not_seen_there: { status: 409, message: 'you were not seen there: say why' },
  restaurant_closed: { status: 409, message: 'the restaurant takes no orders now' },
  wrong_pin: { status: 403, message: 'this is not the PIN' },
  // Ends of a connection that a client should follow with a reconnect.
  draining: { status: 503, close: 4000, message: 'this host is going away: reconnect' },
  slow: { status: 503, close: 4001, message: 'the connection could not keep up' },
  no_pong: { status: 408, close: 4002, message: 'no answer to a ping' },
  token_expired: { status: 401, close: 4003, message: 'the token expired: refresh it, then reconnect' },
  busy: { status: 503, close: 4005, message: 'this host takes no more connections right now' },
  // Ends of a connection that reconnecting would only repeat.
  bad_token: { status: 401, close: 4500, message: 'the token is not valid' },
  bad_frame: { status: 400, close: 4501, message: 'the frame is malformed' },
  bad_version: { status: 400, close: 4502, message: 'this protocol version is not spoken here' },
  replaced: { status: 409, close: 4503, message: 'the same device connected again' },
  banned: { status: 403, close: 4504, message: 'this account is banned' },
  too_many_connections: { status: 429, close: 4505, message: 'too many connections' },
  flood: { status: 429, close: 4506, message: 'too many frames after a warning' },
} as const satisfies Record<string, ErrorRow>

export type ErrorCode = keyof typeof ERRORS
/** Codes that end a connection. */
export type CloseCode = { [C in ErrorCode]: (typeof ERRORS)[C] extends { close: number } ? C : never }[ErrorCode]

export const isErrorCode = (code: unknown): code is ErrorCode => typeof code === 'string' && Object.hasOwn(ERRORS, code)

/** True when a connection closed with this WebSocket code should be opened again (PROTOCOL E2). */
export const mayReconnect = (closeCode: number): boolean => closeCode < 4500 || closeCode > 4999

/**
 * A refusal that may be shown to whoever asked. `detail` is one short sentence for a developer: never a stack,
 * a path or a secret. `retryMs` says when trying again can succeed.
 */
export class TuttiError extends Error {
  readonly code: ErrorCode
  readonly detail: string | undefined
  readonly retryMs: number | undefined

  constructor(code: ErrorCode, detail?: string, options?: { retryMs?: number; cause?: unknown }) {
    super(detail ?? ERRORS[code].message, options?.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'TuttiError'
    this.code = code
    this.detail = detail
    this.retryMs = options?.retryMs
  }
}

/** The only way from a caught `unknown` to something a client may see: what is not ours becomes `internal`. */
export const toError = (thrown: unknown): TuttiError =>
  thrown instanceof TuttiError ? thrown : new TuttiError('internal', undefined, { cause: thrown })
