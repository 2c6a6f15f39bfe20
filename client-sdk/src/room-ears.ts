/** Who listens to a room, and to what. */
import type { ErrorCode } from '../../shared/errors.ts'
import { Listeners } from './listeners.ts'
import type { Off } from './listeners.ts'
import type { Discontinuity, EventMeta, JoinedAgain, RoomStatus } from './typed.ts'

export class RoomEars {
  status: RoomStatus = 'joining'
  protected readonly joinedAgain = new Listeners<[JoinedAgain]>()
  protected readonly discontinuity = new Listeners<[Discontinuity]>()
  protected readonly left = new Listeners<[ErrorCode]>()
  /** Since when the host has refused for now what it is asked, and it is asked again: its Unix ms; null: it does not. */
  retrying: number | null = null
  readonly #retrying = new Listeners<[number | null]>()
  readonly #status = new Listeners<[RoomStatus]>()
  readonly #events = new Map<string, Listeners<[body: unknown, meta: EventMeta]>>()

  on(event: string, run: (body: unknown, meta: EventMeta) => void): Off {
    let listeners = this.#events.get(event)
    if (listeners === undefined) this.#events.set(event, (listeners = new Listeners()))
    return listeners.add(run)
  }
  onJoined(run: (again: JoinedAgain) => void): Off {
    return this.joinedAgain.add(run)
  }
  onDiscontinuity(run: (what: Discontinuity) => void): Off {
    return this.discontinuity.add(run)
  }
  onLeft(run: (code: ErrorCode) => void): Off {
    return this.left.add(run)
  }
  onStatus(run: (status: RoomStatus) => void): Off {
    return this.#status.add(run)
  }

  onRetrying(run: (since: number | null) => void): Off {
    return this.#retrying.add(run)
  }

  protected tell(event: string | undefined, body: unknown, meta: EventMeta): void {
    if (event !== undefined) this.#events.get(event)?.emit(body, meta)
  }

  protected become(status: RoomStatus): void {
    if (this.status === status) return
    this.status = status
    this.#status.emit(status)
  }

  protected retries(since: number | null): void {
    this.retrying = since
    this.#retrying.emit(since)
  }
}
