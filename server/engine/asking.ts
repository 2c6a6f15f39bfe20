/** What a kind is asked beside its rooms: who asks, and what there is to find an answer with. */
import type { Files, Reader, User, Signer } from '../ports.ts'

/** What a kind may know of the host that runs it. */
export interface HostFacts {
  /** Channels that leave the house, by name. */
  readonly channels: readonly string[]
  /** What a browser's push subscription needs (VAPID, public). */
  readonly pushKey: string
  /** Webhooks may lead to http and to private addresses. */
  readonly privateWebhooks: boolean
  /** Root types that documents may have; absent: any, some. */
  readonly docRoots?: readonly string[] | undefined
  readonly signer?: Signer
  /** Monotonic ms with fraction, for figures of how long things take: nothing that happens in a room may depend on it. */
  readonly stopwatch?: () => number
}

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
