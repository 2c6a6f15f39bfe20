/** How one framing speaks to one member about one document; what all framings say alike is said by the visit. */
import type { DocRole } from '../../shared/doc/rules.ts'
import type { ErrorCode } from '../../shared/errors.ts'
import type { Address } from './feed.ts'

export interface Tongue {
  readonly address: Address
  /** Let in. `vector`: what the room has. */
  entered(role: DocRole, vector: Uint8Array): void
  changed(role: DocRole, before: DocRole, vector: Uint8Array): void
  /** What it has is asked for again: an edit of it builds on what has not come. */
  asks(vector: Uint8Array): void
  /** SyncStep2 was sent. */
  stated(role: DocRole, vector: Uint8Array): void
  /** An update that the client sent is durable; `whole`: with all that it held back. */
  saved(whole: boolean): void
  refused(code: ErrorCode, detail: string | null): void
  /** The member is out of the room, or never came in. */
  ended(code: ErrorCode): void
}
