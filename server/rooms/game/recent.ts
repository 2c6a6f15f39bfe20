/** What happened in the last few ticks, as bytes: made once, copied to everyone whom it concerns. */
import { HAPPENING } from '../../../shared/game/happenings.ts'
import type { Happenings } from '../../../shared/game/happenings.ts'
import { writeHappening } from '../../../shared/game/snapshot-writer.ts'

/** A player that is served more rarely misses a tracer, not a fact. */
const TICKS = 8
const MOST = 1024
const MOST_BYTES = 6
/** In one snapshot. */
const MOST_TOLD = 200

export class Recent {
  readonly #bytes = new Uint8Array(TICKS * MOST * MOST_BYTES)
  readonly #length = new Uint8Array(TICKS * MOST)
  readonly #a = new Uint8Array(TICKS * MOST)
  /** The other one whom it concerns, even when it is not in view. */
  readonly #b = new Uint8Array(TICKS * MOST)
  readonly #secret = new Uint8Array(TICKS * MOST)
  readonly #count = new Uint16Array(TICKS)
  readonly #tick = new Int32Array(TICKS).fill(-1)
  /** How many the last write() told of. */
  told = 0

  record(tick: number, list: Happenings): void {
    const slot = tick % TICKS
    this.#tick[slot] = tick
    this.#count[slot] = list.count
    for (let i = 0; i < list.count; i++) {
      const row = slot * MOST + i
      const type = list.type[i]!
      this.#length[row] = writeHappening(this.#bytes, row * MOST_BYTES, list, i) - row * MOST_BYTES
      this.#a[row] = list.a[i]!
      const pair = type === HAPPENING.HURT || type === HAPPENING.DOWN || type === HAPPENING.BOOM
      this.#b[row] = type === HAPPENING.HIT ? list.c[i]! : pair ? list.b[i]! : list.a[i]!
      this.#secret[row] = type === HAPPENING.HURT ? 1 : 0
    }
  }

  /** Whether the tick's events concern someone: itself, or one it sees. */
  concerns(tick: number, slot: number, seen: Uint8Array): boolean {
    const ring = tick % TICKS
    const end = ring * MOST + this.#count[ring]!
    for (let row = ring * MOST; row < end; row++) if (this.#tells(row, slot, seen, seen)) return true
    return false
  }

  #tells(row: number, slot: number, before: Uint8Array, now: Uint8Array): boolean {
    const a = this.#a[row]!
    if (a === slot || this.#b[row] === slot) return true
    return this.#secret[row] === 0 && (before[a] === 1 || now[a] === 1)
  }

  /** Appends the events after tick `since` that concern a slot, seen before or now. @returns the offset after them */
  write(
    since: number,
    tick: number,
    slot: number,
    before: Uint8Array,
    now: Uint8Array,
    out: Uint8Array,
    at: number,
  ): number {
    this.told = 0
    for (let t = Math.max(since + 1, tick - TICKS + 1); t <= tick; t++) {
      const ring = t % TICKS
      if (t < 0 || this.#tick[ring] !== t) continue
      const end = ring * MOST + this.#count[ring]!
      for (let row = ring * MOST; row < end && this.told < MOST_TOLD; row++) {
        if (!this.#tells(row, slot, before, now)) continue
        let from = row * MOST_BYTES
        for (let n = this.#length[row]!; n > 0; n--) out[at++] = this.#bytes[from++]!
        this.told++
      }
    }
    return at
  }
}
