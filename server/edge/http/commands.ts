/** H13–H15: every command of every kind at `POST /v1/<kind>/<room>/commands/<command>`, its body as JSON or as bytes. */
import { randomUUID } from 'node:crypto'
import type { Contract } from '../../../shared/contract.ts'
import { TuttiError } from '../../../shared/errors.ts'
import { plain } from '../../../shared/frame-fields.ts'
import { LIMITS } from '../../../shared/limits.ts'
import type { Clock, EngineSide, HttpRequest } from '../../ports.ts'
import type { Auth } from '../auth.ts'
import type { UserLimits } from '../user-limits.ts'
import { runErrand } from './errand.ts'
import { isBytes, withBytes } from './json-bytes.ts'
import { holdRoom, json, jsonBody, roomPath, userOf } from './route.ts'
import type { Route } from './route.ts'

/** Headers that a command reads, beside the token and the type. */
export const COMMAND_HEADERS = ['idempotency-key', 'tutti-join'] as const

/** One that takes longer was given in vain, or is done and nobody heard of it: its key tells. */
const TIMEOUT_MS = 15_000
const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/i
const JOIN_LENGTH = 1_000

export const commandRoutes = (
  engine: EngineSide,
  auth: Auth,
  clock: Clock,
  limits: UserLimits,
  contracts: ReadonlyMap<string, Contract>,
) => {
  const under = new Map<string, number>()
  /** As many as one user may have unanswered. */
  const oneAtATime = async <T>(user: string, run: () => Promise<T>): Promise<T> => {
    const count = under.get(user) ?? 0
    if (count >= LIMITS.commandsInFlight) throw new TuttiError('rate_limited', undefined, { retryMs: 1_000 })
    under.set(user, count + 1)
    try {
      return await run()
    } finally {
      const left = under.get(user)! - 1
      if (left === 0) under.delete(user)
      else under.set(user, left)
    }
  }

  return {
    at: (path: string): Route | undefined => {
      const place = roomPath(path)
      const [word, command, ...more] = place?.rest ?? []
      if (place === undefined || word !== 'commands' || command === undefined || more.length > 0) return undefined
      const { kind, room } = place
      return {
        methods: ['POST'],
        run: async (request) => {
          const contract = contracts.get(kind)
          if (contract === undefined) throw new TuttiError('unknown_kind')
          const guard = Object.hasOwn(contract.commands, command) ? contract.commands[command] : undefined
          if (guard === undefined) throw new TuttiError('unknown_command')
          holdRoom(room)
          const user = await userOf(request, auth)
          limits.take('command', user.id)
          const [nonce, options] = [nonceOf(request), joinOptions(request)]
          return oneAtATime(user.id, async () => {
            const raw = isBytes(guard) && request.headers.get('content-type') === 'application/octet-stream'
            const body = raw
              ? await request.body(LIMITS.maxHttpBodyBytes)
              : withBytes(guard, (await jsonBody(request)) ?? (isBytes(guard) ? undefined : {}))
            const session = `http:${randomUUID()}`
            const reply = await runErrand(engine, clock, {
              request: { user, session, kind, room, since: null, options },
              command,
              body,
              nonce,
              timeoutMs: TIMEOUT_MS,
            })
            return json(reply ?? null)
          })
        },
      }
    },
  }
}

/** @throws TuttiError `bad_body` */
const nonceOf = (request: HttpRequest): Uint8Array | null => {
  const key = request.headers.get('idempotency-key')
  if (key === undefined) return null
  if (!UUID_V7.test(key)) throw new TuttiError('bad_body', 'idempotency-key: a UUID of version 7')
  return new Uint8Array(Buffer.from(key.replaceAll('-', ''), 'hex'))
}

/** What a JOIN carries as its options. @throws TuttiError `bad_body` */
const joinOptions = (request: HttpRequest): unknown => {
  const text = request.headers.get('tutti-join')
  if (text === undefined) return null
  try {
    if (text.length <= JOIN_LENGTH) return plain(JSON.parse(text))
  } catch {
    // Said below.
  }
  throw new TuttiError('bad_body', 'tutti-join: the options of a JOIN as JSON')
}
