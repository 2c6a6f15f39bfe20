/** What every session of an edge shares. */
import type { Clock, EdgeMeter, EngineSide, Log } from '../ports.ts'
import type { Auth } from './auth.ts'
import type { Feeds } from './feed.ts'
import type { ResumeTokens } from './resume-token.ts'
import type { Sessions } from './sessions.ts'
import type { UserLimits } from './user-limits.ts'
import type { Watches } from './watches.ts'

export interface EdgeContext {
  readonly engine: EngineSide
  readonly auth: Auth
  readonly clock: Clock
  readonly log: Log
  readonly meter: EdgeMeter
  readonly feeds: Feeds
  readonly sessions: Sessions
  readonly resumeTokens: ResumeTokens
  readonly limits: UserLimits
  readonly watches: Watches
}
