/** Rooms that are watched without a seat: asked for anew on every connection (PROTOCOL W). */
import { encodeClientFrame } from '../../shared/client-codec.ts'
import { FRAME } from '../../shared/frames.ts'
import type { ServerFrame } from '../../shared/frames.ts'
import { Listeners } from './listeners.ts'
import type { Off } from './listeners.ts'
import { passes } from './requests.ts'
import type { Uplink } from './uplink.ts'

const AGAIN_MS = 5_000

interface Watch {
  readonly rooms: ReadonlySet<string>
  readonly badges: Listeners<[room: string, badge: unknown]>
}

export class Watches {
  readonly #uplink: Uplink
  readonly #kinds = new Map<string, Set<Watch>>()
  /** Kinds whose rooms the host does not know yet. */
  readonly #stale = new Set<string>()
  #cancel: (() => void) | undefined

  constructor(uplink: Uplink) {
    this.#uplink = uplink
  }

  add(kind: string, rooms: readonly string[], run: (room: string, badge: unknown) => void): Off {
    let all = this.#kinds.get(kind)
    if (all === undefined) this.#kinds.set(kind, (all = new Set()))
    const watch: Watch = { rooms: new Set(rooms), badges: new Listeners() }
    watch.badges.add(run)
    all.add(watch)
    this.#changed(kind)
    return () => {
      if (all.delete(watch)) this.#changed(kind)
    }
  }

  /** A new connection watches nothing yet. */
  greeting(): Uint8Array[] {
    this.stop()
    return [...this.#kinds.keys()].filter((kind) => this.#roomsOf(kind).length > 0).map((kind) => this.#frame(kind))
  }

  badge({ kind, room, body }: Extract<ServerFrame, { type: typeof FRAME.BADGE }>): void {
    for (const watch of this.#kinds.get(kind) ?? []) if (watch.rooms.has(room)) watch.badges.emit(room, body)
  }

  stop(): void {
    this.#cancel?.()
    this.#cancel = undefined
    this.#stale.clear()
  }

  /** Who swaps one watch for another says so once. */
  #changed(kind: string, inMs = 0): void {
    this.#stale.add(kind)
    if (inMs > 0 && this.#cancel !== undefined) return
    this.#cancel?.()
    this.#cancel = this.#uplink.clock.after(inMs, () => {
      const kinds = [...this.#stale]
      this.stop()
      if (this.#uplink.open) for (const each of kinds) this.#uplink.send(this.#frame(each))
    })
  }

  #frame(kind: string): Uint8Array {
    const rid = this.#uplink.requests.ask({
      replied: ({ code, retryMs }) => {
        if (code !== null && passes(code)) this.#changed(kind, retryMs || AGAIN_MS)
      },
    })
    return encodeClientFrame({ type: FRAME.WATCH, rid, kind, rooms: this.#roomsOf(kind) })
  }

  #roomsOf(kind: string): string[] {
    const rooms = new Set<string>()
    for (const watch of this.#kinds.get(kind) ?? []) for (const room of watch.rooms) rooms.add(room)
    return [...rooms]
  }
}
