/** Sends HEAD to rooms that fell quiet, so that a member that lost the last event learns of it (PROTOCOL D8). */
import { encodeServerFrame } from '../../shared/server-codec.ts'
import { FRAME } from '../../shared/frames.ts'
import type { Clock, Outlet } from '../ports.ts'

const DUE_AFTER_MS = [1_000, 10_000]
const SWEEP_MS = 250

export interface Quiet {
  readonly place: { readonly ref: number; readonly epoch: string }
  readonly seq: number
}

interface Watch {
  readonly outlet: Outlet
  sinceMs: number
  sent: number
}

/** One timer for all rooms, and only while some room has a HEAD due. */
export class TailProbe {
  readonly #clock: Clock
  readonly #watches = new Map<Quiet, Watch>()
  #sweeping = false

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** The room just published ordered events. */
  watch(room: Quiet, outlet: Outlet): void {
    const watch = this.#watches.get(room)
    if (watch === undefined) this.#watches.set(room, { outlet, sinceMs: this.#clock.now(), sent: 0 })
    else {
      watch.sinceMs = this.#clock.now()
      watch.sent = 0
    }
    this.#arm()
  }

  forget(room: Quiet): void {
    this.#watches.delete(room)
  }

  #arm(): void {
    if (this.#sweeping || this.#watches.size === 0) return
    this.#sweeping = true
    this.#clock.after(SWEEP_MS, () => {
      this.#sweeping = false
      this.#sweep()
      this.#arm()
    })
  }

  #sweep(): void {
    const now = this.#clock.now()
    for (const [room, watch] of this.#watches) {
      const due = DUE_AFTER_MS[watch.sent]
      if (due === undefined) this.#watches.delete(room)
      else if (now - watch.sinceMs >= due) {
        watch.sent++
        const { seq } = room
        const { ref, epoch } = room.place
        watch.outlet.publish('ordered', encodeServerFrame({ type: FRAME.HEAD, ref, epoch, seq }), seq)
      }
    }
  }
}
