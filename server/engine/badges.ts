/** What watchers see of rooms: a room's latest badge, at once when it was quiet, then at most one in two seconds. */
import { writeBadge } from '../../shared/room-codec.ts'
import { Writer } from '../../shared/writer.ts'
import type { Clock, EdgeSide } from '../ports.ts'

const PERIOD_MS = 2_000
const SWEEP_MS = 250

const writer = new Writer(256)

interface Recent {
  readonly kind: string
  readonly room: string
  sentMs: number
  /** MessagePack; undefined: the last one was sent. */
  waiting: Uint8Array | undefined
}

/** One timer for all rooms, and only while some room has sent one lately. */
export class Badges {
  readonly #clock: Clock
  readonly #edge: EdgeSide
  readonly #recent = new Map<string, Recent>()
  #sweeping = false

  constructor(clock: Clock, edge: EdgeSide) {
    this.#clock = clock
    this.#edge = edge
  }

  show(kind: string, room: string, body: Uint8Array): void {
    const name = `${kind}/${room}`
    const recent = this.#recent.get(name)
    if (recent !== undefined) {
      recent.waiting = body
      return
    }
    this.#recent.set(name, { kind, room, sentMs: this.#clock.now(), waiting: undefined })
    this.#send(kind, room, body)
    this.#arm()
  }

  #arm(): void {
    if (this.#sweeping || this.#recent.size === 0) return
    this.#sweeping = true
    this.#clock.after(SWEEP_MS, () => {
      this.#sweeping = false
      this.#sweep()
      this.#arm()
    })
  }

  #sweep(): void {
    const nowMs = this.#clock.now()
    for (const [name, recent] of this.#recent) {
      if (nowMs - recent.sentMs < PERIOD_MS) continue
      const { kind, room, waiting } = recent
      if (waiting === undefined) this.#recent.delete(name)
      else {
        recent.waiting = undefined
        recent.sentMs = nowMs
        this.#send(kind, room, waiting)
      }
    }
  }

  #send(kind: string, room: string, body: Uint8Array): void {
    writeBadge(writer.clear(), kind, room, body)
    this.#edge.badge(kind, room, writer.view())
  }
}
