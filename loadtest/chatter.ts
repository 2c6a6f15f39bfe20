/** One member of a channel under load, on whichever server: says texts, and tells its watch what it hears. */

export interface Chatter {
  say(text: string): void
  close(): void
}

export interface ChatterOptions {
  readonly url: URL
  readonly localAddress: string | undefined
  readonly room: string
  readonly member: number
  /** Reads every message whole, so that the watch knows when each was sent. */
  readonly witness: boolean
  readonly ears: ChatterEars
}

export interface ChatterEars {
  /** The send of this text was answered: durable, where the server has such a thing. */
  acked(latencyMs: number): void
  refused(reason: string): void
  lost(reason: string): void
}
