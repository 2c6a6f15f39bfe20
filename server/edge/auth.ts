/** Tokens to users: verifies JWTs, and gives guests theirs. */
import { createRemoteJWKSet, errors, jwtVerify, SignJWT } from 'jose'
import type { JWTPayload, JWTVerifyGetKey, JWTVerifyOptions } from 'jose'
import { randomBytes } from 'node:crypto'
import { TuttiError } from '../../shared/errors.ts'
import { GUEST_PREFIX, isGuestId } from '../../shared/guest.ts'
import { LIMITS } from '../../shared/limits.ts'
import type { Clock, Identity, User } from '../ports.ts'

export interface AuthOptions {
  /** Signs guests' tokens, and checks tokens of algorithm HS256. */
  readonly secret: Uint8Array
  /** Where the public keys of a login service are, for tokens signed with those. */
  readonly jwksUrl?: URL | undefined
  /** When given, a token that is not a guest's must carry them. */
  readonly issuer?: string | undefined
  readonly audience?: string | undefined
  readonly guests: boolean
}

export interface Guest {
  readonly token: string
  readonly user: User
  /** Unix ms. */
  readonly expiresMs: number
}

export interface Auth {
  /** @throws TuttiError `bad_token`, or `busy` when the keys cannot be fetched right now */
  verify(token: string): Promise<Identity>
  /**
   * A guest, or the same one under a new name where `old` is a guest's token that still holds.
   * @throws TuttiError `guests_off`
   */
  guest(name: string | undefined, old?: string): Promise<Guest>
}

/** Clocks of login services differ from ours by a little. */
export const TOLERANCE_MS = 5_000
const GUEST_TOKEN_MS = 7 * 24 * 3_600_000
const MAX_USER_ID_LENGTH = 128
const PUBLIC_KEY_ALGORITHMS = ['RS256', 'PS256', 'ES256', 'EdDSA']

export const createAuth = (options: AuthOptions, clock: Clock): Auth => {
  const keys = options.jwksUrl === undefined ? undefined : remoteKeys(options.jwksUrl)

  const claims = async (token: string): Promise<JWTPayload> => {
    const common = { clockTolerance: TOLERANCE_MS / 1000, currentDate: new Date(clock.wall()) }
    // The algorithm decides which keys are tried, so a public key can never be used as an HMAC secret.
    if (keys === undefined || algorithmOf(token) === 'HS256') {
      const { payload } = await jwtVerify(token, options.secret, { ...common, algorithms: ['HS256'] })
      if (!isGuest(payload)) requireOrigin(payload, options)
      return payload
    }
    const required: JWTVerifyOptions = { ...common, algorithms: PUBLIC_KEY_ALGORITHMS }
    if (options.issuer !== undefined) required.issuer = options.issuer
    if (options.audience !== undefined) required.audience = options.audience
    const { payload } = await jwtVerify(token, keys, required)
    if (isGuest(payload)) throw new TuttiError('bad_token', 'only this host names guests')
    return payload
  }

  return {
    verify: async (token) => {
      try {
        return identity(await claims(token))
      } catch (thrown) {
        throw refusal(thrown)
      }
    },
    guest: async (name, old) => {
      if (!options.guests) throw new TuttiError('guests_off')
      const known = old === undefined ? undefined : await claims(old).catch(() => undefined)
      const kept = known !== undefined && isGuest(known) ? known.sub : undefined
      const id = kept ?? GUEST_PREFIX + randomBytes(9).toString('base64url')
      const shown = name === undefined || name.trim() === '' ? `Guest ${id.slice(-4)}` : name.trim()
      const expiresMs = clock.wall() + GUEST_TOKEN_MS
      const token = await new SignJWT({ name: shown })
        .setProtectedHeader({ alg: 'HS256' })
        .setSubject(id)
        .setExpirationTime(Math.floor(expiresMs / 1000))
        .sign(options.secret)
      return { token, user: { id, name: shown, guest: true }, expiresMs: Math.floor(expiresMs / 1000) * 1000 }
    },
  }
}

const algorithmOf = (token: string): unknown => {
  const header = Buffer.from(token.split('.', 1)[0] ?? '', 'base64url').toString()
  try {
    return (JSON.parse(header) as { alg?: unknown } | null)?.alg
  } catch {
    return undefined // Not a token at all: verifying it will say so.
  }
}

const isGuest = (payload: JWTPayload): boolean => payload.sub !== undefined && isGuestId(payload.sub)

const requireOrigin = (payload: JWTPayload, options: AuthOptions): void => {
  const audience = Array.isArray(payload.aud) ? payload.aud : [payload.aud]
  const fits =
    (options.issuer === undefined || payload.iss === options.issuer) &&
    (options.audience === undefined || audience.includes(options.audience))
  if (!fits) throw new TuttiError('bad_token', 'the token is not meant for this host')
}

const identity = (payload: JWTPayload): Identity => {
  const { sub, name, exp } = payload
  if (typeof sub !== 'string' || sub === '' || sub.length > MAX_USER_ID_LENGTH || !sub.isWellFormed()) {
    throw new TuttiError('bad_token', 'the token names no user (claim sub)')
  }
  const shown =
    typeof name === 'string' && name.isWellFormed() ? name.slice(0, LIMITS.maxNameLength).toWellFormed() : ''
  return {
    user: { id: sub, name: shown === '' ? sub.slice(0, LIMITS.maxNameLength) : shown, guest: isGuest(payload) },
    expiresMs: exp === undefined ? 0 : exp * 1000,
  }
}

/** A client with a bad token must stop, but one that met our own trouble with the login service should come back. */
const remoteKeys = (url: URL): JWTVerifyGetKey => {
  const keys = createRemoteJWKSet(url, { timeoutDuration: 3_000 })
  return async (header, token) => {
    try {
      return await keys(header, token)
    } catch (cause) {
      if (cause instanceof errors.JWKSNoMatchingKey) throw cause
      throw new TuttiError('busy', 'the keys of the login service cannot be had', { retryMs: 2_000, cause })
    }
  }
}

const refusal = (thrown: unknown): TuttiError => {
  if (thrown instanceof TuttiError) return thrown
  const detail = thrown instanceof errors.JWTExpired ? 'the token has expired' : undefined
  return new TuttiError('bad_token', detail, { cause: thrown })
}
