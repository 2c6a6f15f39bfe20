/** What one user may ask, over all of their sessions and HTTP together. */
import { TuttiError } from '../../shared/errors.ts'
import { LIMITS } from '../../shared/limits.ts'
import type { Clock } from '../ports.ts'
import { Buckets } from '../../shared/bucket.ts'

export type Asked = 'query' | 'upload' | 'export' | 'command'

export class UserLimits {
  readonly #clock: Clock
  readonly #buckets: Record<Asked, Buckets> = {
    query: new Buckets({ perSecond: LIMITS.queriesPerSecond, burst: LIMITS.queriesBurst }),
    upload: new Buckets({ perSecond: LIMITS.uploadsPerSecond, burst: LIMITS.uploadsBurst }),
    export: new Buckets({ perSecond: LIMITS.exportsPerSecond, burst: LIMITS.exportsBurst }),
    command: new Buckets({ perSecond: LIMITS.commandsPerSecond, burst: LIMITS.commandsBurst }),
  }

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** @throws TuttiError `rate_limited`, with retryMs */
  take(what: Asked, user: string): void {
    const waitMs = this.#buckets[what].take(user, this.#clock.now())
    if (waitMs > 0) throw new TuttiError('rate_limited', undefined, { retryMs: waitMs })
  }
}
