/** The half with sockets, put together: what the transport tells it, and what the engine sees of it. */
import { TuttiError } from '../../shared/errors.ts'
import type { Contract } from '../../shared/contract.ts'
import type { Clock, EdgeMeter, EdgeSide, EngineSide, Log, Transport, TransportEvents } from '../ports.ts'
import { Admission } from './admission.ts'
import type { AdmissionOptions } from './admission.ts'
import type { Auth } from './auth.ts'
import { Feeds } from './feed.ts'
import { createHttp } from './http/http.ts'
import type { KindExtras } from './http/openapi.ts'
import type { Pages } from './http/pages.ts'
import { ResumeTokens } from './resume-token.ts'
import { Session } from './session.ts'
import { Sessions } from './sessions.ts'
import { UserLimits } from './user-limits.ts'
import { Watches } from './watches.ts'

export interface EdgeConfig extends AdmissionOptions {
  /** Keys of resume tokens are derived from it. */
  readonly secret: Uint8Array
  /** Who may read /metrics: everybody, nobody, or who has this token. */
  readonly metrics: 'on' | 'off' | { readonly token: string }
}

export interface EdgeParts {
  readonly transport: Transport
  readonly engine: EngineSide
  readonly auth: Auth
  readonly clock: Clock
  readonly log: Log
  readonly meter: EdgeMeter
  readonly contracts: ReadonlyMap<string, Contract>
  /** What kinds have beside their contract: files, exports. */
  readonly extras?: ReadonlyMap<string, KindExtras>
  readonly config: EdgeConfig
  /** Names of what keeps the host from being ready; none: it is. */
  readonly ready: () => readonly string[]
  /** The metrics in Prometheus' text format. */
  readonly scrape: () => Promise<string>
  readonly pages?: Pages | undefined
  /** Connections of this host that are not the edge's own. */
  readonly others?: () => number
}

export interface Edge {
  readonly side: EdgeSide
  readonly events: TransportEvents
  /** E4: takes nobody in any more, asks all to go within `overMs`, ends who is left. Resolves when all are gone. */
  drain(overMs: number, url?: string): Promise<void>
  /** Stops its timers. */
  close(): void
}

export const createEdge = (parts: EdgeParts): Edge => {
  const { transport, engine, auth, clock, log, meter, config, others = () => 0 } = parts
  const sessions = new Sessions(clock, meter)
  const feeds = new Feeds(transport, meter, sessions)
  const resumeTokens = new ResumeTokens(config.secret)
  const admission = new Admission(config)
  const limits = new UserLimits(clock)
  const watches = new Watches(clock, meter)
  const context = { engine, auth, clock, log, meter, feeds, sessions, resumeTokens, limits, watches }
  let draining = false

  const http = createHttp({
    ...parts,
    extras: parts.extras ?? new Map(),
    admission,
    limits,
    failing: () => (draining ? [...parts.ready(), 'draining'] : parts.ready()),
  })

  return {
    side: {
      outlet: (ref) => feeds.outlet(ref),
      badge: (kind, room, frame) => watches.badge(kind, room, frame),
      unwatch: (kind, room, user) => watches.unwatch(kind, room, user),
    },
    events: {
      admit: (peer) => {
        const refusal = draining
          ? new TuttiError('draining', undefined, { retryMs: 1_000 })
          : admission.refusal(peer, sessions.size + others(), clock.now())
        if (refusal !== undefined) meter.refusals.set(refusal.code, (meter.refusals.get(refusal.code) ?? 0) + 1)
        return refusal
      },
      opened: (connection) => new Session(context, connection),
      ...http,
    },
    drain: (overMs, url) => {
      draining = true
      return sessions.drain(overMs, url ?? null)
    },
    close: () => {
      sessions.close()
      watches.close()
    },
  }
}
