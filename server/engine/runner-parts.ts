/** What a live room is made of, and what it tells whoever keeps it. */
import type { ErrorCode } from '../../shared/errors.ts'
import type { Acquired, Clock, CommitOutcome, Journal, Log, Mail, Outlet, User } from '../ports.ts'
import type { DeliveryEvents } from './delivery.ts'
import type { Recorder } from './recorder.ts'
import type { AnyRoomKind, Asking, Role } from './room.ts'

/** Which room this is: `ref` on this node's wire, `epoch` among its histories. */
export interface Place {
  readonly id: string
  readonly ref: number
  readonly epoch: string
  readonly kind: AnyRoomKind
}

/** Where a durable room goes on from. */
export interface Origin {
  readonly acquired: Acquired
  readonly journal: Journal
  readonly recorder: Recorder
  /** Until then every nonce that is not in memory may have been answered. Unix ms. */
  readonly doubtUntilMs: number
}

export interface RunnerEvents extends DeliveryEvents {
  /** Something waits: a reactive room wants to be stepped. */
  wake(): void
  /** Its code threw where nothing can be undone: it is to be stopped. */
  broken(): void
  /** What it did is not durable and never will be: it is to be stopped. */
  lost(outcome: Exclude<CommitOutcome, { is: 'committed' }>): void
  /** The last member left. */
  emptied(): void
  /** Mail for other rooms became durable, or something that is to leave the house. */
  posted(mail: readonly Mail[], outbound: boolean): void
  /** A JOIN with a `since` was answered. */
  resumed(result: 'recovered' | 'discontinuity'): void
  /** A command was refused. */
  refused(code: ErrorCode): void
}

export interface RunnerParts {
  readonly place: Place
  readonly outlet: Outlet
  readonly clock: Clock
  readonly log: Log
  readonly tell: RunnerEvents
  readonly asking: (user: User, role?: Role) => Asking & { readonly role: Role }
  readonly newId: () => string
  /** One of the kind's jobs; undefined where it did not come to its end. Never rejects. */
  readonly job: (name: string, input: unknown) => Promise<unknown>
  /** True for kinds that mail can be posted to. */
  readonly hasMail: (kind: string) => boolean
  /** What the kind's stored() has read. */
  readonly stored: unknown
  /** Undefined: the kind is not durable. */
  readonly origin: Origin | undefined
}
