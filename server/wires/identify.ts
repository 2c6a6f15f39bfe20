/** Who a foreign client is: by its token, or a guest. */
import { createHmac } from 'node:crypto'
import { TuttiError } from '../../shared/errors.ts'
import { GUEST_PREFIX } from '../../shared/guest.ts'
import type { Identity } from '../ports.ts'
import type { Verify, WireConfig } from './context.ts'
import { WIRE } from './limits.ts'

/** @throws TuttiError `unauthenticated`, `bad_token`, or what keeps the token from being checked right now */
export type Identify = (token: string, address: string) => Promise<Identity>

export const createIdentify =
  (verify: Verify, config: Pick<WireConfig, 'guests' | 'secret'>): Identify =>
  async (token, address) => {
    if (token.length > WIRE.tokenMax) throw new TuttiError('bad_token')
    if (token !== '') return verify(token)
    if (!config.guests) throw new TuttiError('unauthenticated')
    // Such a client has no memory: it has to be the same guest when it comes back, or its own edits were another's.
    const mark = createHmac('sha256', config.secret).update(`wire ${address}`).digest('base64url').slice(0, 12)
    return { user: { id: GUEST_PREFIX + mark, name: `Guest ${mark.slice(0, 4)}`, guest: true }, expiresMs: 0 }
  }
