/** What one client is told when it asks what it lacks: from JOINED the first time, and from the database later. */
import { Bucket } from '../../shared/bucket.ts'
import { toError } from '../../shared/errors.ts'
import type { User } from '../ports.ts'
import type { Opening, WireFeed } from './feed.ts'
import { WIRE } from './limits.ts'
import type { Line } from './line.ts'
import type { RoomState } from './room-state.ts'

export interface AskedStateParts {
  readonly line: Line
  readonly feed: WireFeed
  readonly user: User
  readonly room: string
  readonly opening: Opening
  /** Sends SyncStep2; `first`: what goes before it. */
  readonly tell: (state: Uint8Array, first: Uint8Array | undefined) => void
}

export class AskedState {
  readonly #parts: AskedStateParts
  /** For the first who asks: it is older with every edit, and large for what it is then. */
  #opening: Opening | undefined
  readonly #bucket = new Bucket(WIRE.states)
  /** What was asked last and is not answered. */
  #asked: { readonly vector: Uint8Array; readonly opening: Opening | undefined } | undefined
  #fetching = false
  #closed = false

  constructor(parts: AskedStateParts) {
    this.#parts = parts
    this.#opening = parts.opening
  }

  ask(vector: Uint8Array): void {
    const opening = this.#opening ?? this.#asked?.opening
    const isFirst = this.#opening !== undefined
    this.#opening = undefined
    if (opening?.state !== undefined) return this.#answer(opening.state, vector, opening)
    const { line } = this.#parts
    if (!isFirst && this.#bucket.take(line.context.clock.now()) > 0) line.strike()
    this.#asked = { vector, opening }
    if (!this.#fetching) void this.#fetch()
  }

  close(): void {
    this.#closed = true
    this.#asked = undefined
    this.#opening = undefined
  }

  async #fetch(): Promise<void> {
    const { line, feed, user, room } = this.#parts
    this.#fetching = true
    try {
      while (this.#asked !== undefined) {
        const { vector, opening } = this.#asked
        this.#asked = undefined
        const state = await (opening === undefined ? feed.state(user, room) : feed.stateFrom(user, room, opening.at))
        const answer = await feed.answer(user, room, state, vector, opening?.at)
        if (!this.#closed) this.#parts.tell(answer, opening?.behind?.answer(vector))
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

  /**
   * What came after the state goes before it: a provider is synced with SyncStep2, and an update that hangs on what is
   * not there waits for it in the client's own document. So nothing has to be put together anew for who comes in.
   */
  #answer(state: RoomState, vector: Uint8Array, opening: Opening | undefined): void {
    this.#parts.tell(state.answer(vector), opening?.behind?.answer(vector))
  }
}
