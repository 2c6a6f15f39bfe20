/** What one client is told when it asks what it lacks: from JOINED the first time, and from the database later. */
import { Bucket } from '../../shared/bucket.ts'
import { toError } from '../../shared/errors.ts'
import type { User } from '../ports.ts'
import type { WireFeed } from './feed.ts'
import { WIRE } from './limits.ts'
import type { Line } from './line.ts'
import type { RoomState } from './room-state.ts'

export interface AskedStateParts {
  readonly line: Line
  readonly feed: WireFeed
  readonly user: User
  readonly room: string
  /** What JOINED carried; undefined: it is too large for that. */
  readonly inline: RoomState | undefined
  /** Sends SyncStep2. */
  readonly tell: (message: Uint8Array) => void
}

export class AskedState {
  readonly #parts: AskedStateParts
  #inline: RoomState | undefined
  readonly #bucket = new Bucket(WIRE.states)
  /** The state vector that was asked with last and is not answered. */
  #asked: Uint8Array | undefined
  #fetching = false
  #closed = false

  constructor(parts: AskedStateParts) {
    this.#parts = parts
    this.#inline = parts.inline
  }

  ask(vector: Uint8Array): void {
    const inline = this.#inline
    // Once: it is older with every edit, and large for what it is then.
    this.#inline = undefined
    if (inline !== undefined) return this.#parts.tell(inline.answer(vector))
    const { line } = this.#parts
    if (this.#bucket.take(line.context.clock.now()) > 0) line.strike()
    this.#asked = vector
    if (!this.#fetching) void this.#fetch()
  }

  close(): void {
    this.#closed = true
    this.#asked = undefined
    this.#inline = undefined
  }

  async #fetch(): Promise<void> {
    const { line, feed, user, room, tell } = this.#parts
    this.#fetching = true
    try {
      while (this.#asked !== undefined) {
        const vector = this.#asked
        this.#asked = undefined
        const state = await feed.state(user, room)
        if (!this.#closed) tell(state.answer(vector))
      }
    } catch (thrown) {
      const error = toError(thrown)
      if (error.code === 'internal') line.context.log.error('a state could not be had', { error: error.cause })
      // It may have been asked for in the name of somebody who is out by now: who may be here comes again.
      if (!this.#closed) line.end('unavailable')
    } finally {
      this.#fetching = false
    }
  }
}
