/** How a foreign client is sent away: 44xx says that trying again is no use, and is what its own servers say, too. */
import type { ErrorCode } from '../../shared/errors.ts'

export const UNAUTHENTICATED = 4401
export const FORBIDDEN = 4403
export const NOT_FOUND = 4404
export const BAD_FRAME = 1008
export const TOO_BIG = 1009
export const TRY_AGAIN = 1013

const CODES: Partial<Record<ErrorCode, number>> = {
  unauthenticated: UNAUTHENTICATED,
  bad_token: UNAUTHENTICATED,
  token_expired: UNAUTHENTICATED,
  guests_off: UNAUTHENTICATED,
  forbidden: FORBIDDEN,
  kicked: FORBIDDEN,
  banned: FORBIDDEN,
  unknown_room: NOT_FOUND,
  not_found: NOT_FOUND,
  unknown_kind: NOT_FOUND,
  bad_frame: BAD_FRAME,
  bad_body: BAD_FRAME,
  flood: BAD_FRAME,
  body_too_large: TOO_BIG,
}

export const closeCodeOf = (code: ErrorCode): number => CODES[code] ?? TRY_AGAIN

/** The same client would meet the same again. */
export const isFinal = (code: ErrorCode): boolean => closeCodeOf(code) >= 4400

/** The room refused a command for now: the same one may be taken later. */
export const isPassing = (code: ErrorCode): boolean =>
  code === 'rate_limited' || code === 'overloaded' || code === 'unavailable' || code === 'timeout'
