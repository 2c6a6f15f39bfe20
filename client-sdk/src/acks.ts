/** Tells the host how far ordered events were read: at most every 200 ms, all rooms in one message. */
import type { ClientClock } from './clock.ts'
import type { RoomSeat } from './seat.ts'

const EVERY_MS = 200
/** Frames a round: a client of very many busy rooms stays below the host's limit of frames a second. */
const MAX_A_ROUND = 16

export class Acks {
  readonly #clock: ClientClock
  readonly #send: (frames: readonly Uint8Array[]) => void
  readonly #moved = new Set<RoomSeat>()
  #cancel: (() => void) | undefined

  constructor(clock: ClientClock, send: (frames: readonly Uint8Array[]) => void) {
    this.#clock = clock
    this.#send = send
  }

  moved(seat: RoomSeat): void {
    this.#moved.add(seat)
    this.#cancel ??= this.#clock.after(EVERY_MS, () => this.#round())
  }

  stop(): void {
    this.#cancel?.()
    this.#cancel = undefined
    this.#moved.clear()
  }

  #round(): void {
    this.#cancel = undefined
    const frames: Uint8Array[] = []
    for (const seat of this.#moved) {
      if (frames.length === MAX_A_ROUND) break
      this.#moved.delete(seat)
      const frame = seat.ackFrame()
      if (frame !== undefined) frames.push(frame)
    }
    this.#send(frames)
    if (this.#moved.size > 0) this.#cancel = this.#clock.after(EVERY_MS, () => this.#round())
  }
}
