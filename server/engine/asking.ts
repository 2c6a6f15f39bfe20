/** What a kind is asked beside its rooms: who asks, and what there is to find an answer with. */
import type { Files, Reader, User } from '../ports.ts'

/** Who asks, where, and what there is to find an answer with. */
export interface Asking {
  readonly user: User
  readonly room: string
  readonly reader: Reader
  readonly files: Files
  /** Unix ms. */
  readonly wallMs: number
  /** What `wait` comes to; undefined when that takes longer. */
  within<T>(ms: number, wait: Promise<T>): Promise<T | undefined>
  /** One of the kind's jobs. Rejects with TuttiError where it did not come to its end. */
  job(name: string, input: unknown): Promise<unknown>
  /** 128 random bits as 22 letters for a URL, for codes and keys: who knows a room's epoch can foretell its random(). */
  secret(): string
}

/** An ordered event as its room said it. */
export interface Told {
  readonly event: string
  readonly body: unknown
}
