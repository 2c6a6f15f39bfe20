/** What all sockets of the foreign wires share. */
import type { DocRole } from '../../shared/doc/rules.ts'
import type { Clock, EngineSide, Identity, Log, WireMeter } from '../ports.ts'
import type { WireFeeds } from './feed.ts'
import type { Identify } from './identify.ts'

export interface WireConfig {
  /** A document that is not there yet is made for the first who opens it, if that one may. */
  readonly create: boolean
  /** What everybody may do in a document that was made so; null: nothing. */
  readonly public: DocRole | null
  /** Who brings no token is a guest. */
  readonly guests: boolean
  /** Names of guests are derived from it. */
  readonly secret: Uint8Array
}

export interface WireContext {
  readonly engine: Pick<EngineSide, 'join' | 'query'>
  readonly identify: Identify
  readonly clock: Clock
  readonly log: Log
  readonly meter: WireMeter
  readonly feeds: WireFeeds
  readonly config: WireConfig
}

/** @throws TuttiError for a token that is not good */
export type Verify = (token: string) => Promise<Identity>
