/** How one framing speaks to one member about one document; what all framings say alike is said by the visit. */
import type { DocRole } from '../../shared/doc/rules.ts'
import type { ErrorCode } from '../../shared/errors.ts'
import type { Address } from './feed.ts'
import type { Sent } from './hocus-count.ts'

export interface Tongue {
  readonly address: Address
  /** Let in. `vector`: what the room has. */
  entered(role: DocRole, vector: Uint8Array): void
  changed(role: DocRole, before: DocRole, vector: Uint8Array): void
  /** What it has is asked for again: an edit of it builds on what has not come. */
  asks(vector: Uint8Array): void
  /** SyncStep2 was sent. */
  stated(role: DocRole, vector: Uint8Array): void
  /** An update that the client sent is durable; a whole one: with all that it held back. */
  saved(sent: Sent): void
  refused(sent: Sent, code: ErrorCode, detail: string | null): void
  /** The member is out of the room, or never came in. */
  ended(code: ErrorCode): void
}
