/** H2: a token for whoever wants to play without an account. */
import { check } from '../../../shared/contract.ts'
import { TuttiError } from '../../../shared/errors.ts'
import { object, optional, text } from '../../../shared/guards.ts'
import { LIMITS } from '../../../shared/limits.ts'
import type { Clock } from '../../ports.ts'
import { AddressBuckets } from '../admission.ts'
import type { Auth } from '../auth.ts'
import type { Rate } from '../../../shared/bucket.ts'
import { json, jsonBody } from './route.ts'
import type { Route } from './route.ts'

const guest = object({
  name: optional(text(0, LIMITS.maxNameLength)),
  /** A guest's token: whoever has it stays who they are, under a new name. */
  token: optional(text(0, LIMITS.maxTokenLength)),
})

/** `rate`: as many guests of one address as connections. */
export const guestRoute = (auth: Auth, clock: Clock, rate: Rate): Route => {
  const addresses = new AddressBuckets(rate)
  return {
    methods: ['POST'],
    run: async (request) => {
      const waitMs = addresses.take(request.peer.address, clock.now())
      if (waitMs > 0) throw new TuttiError('rate_limited', undefined, { retryMs: waitMs })
      const asked = check(guest, (await jsonBody(request)) ?? {})
      const { token, user, expiresMs } = await auth.guest(asked.name, asked.token)
      return json({ token, user: { id: user.id, name: user.name }, expiresMs })
    },
  }
}
