/** Where others were at a moment between snapshots: the positions a client draws, and the server judges its shots by. */
import { ENTITIES } from './rules.ts'
import type { SnapshotView } from './snapshot-view.ts'

const SAMPLES = 16
const MASK = SAMPLES - 1
/** A player that was silent is taken to have stood until this many ticks before the last snapshot without it. */
const STOOD_TICKS = 6
/** Beyond its newest sample an entity goes on as it went for this long, then stops. */
const AHEAD_TICKS = 6

export interface Placed {
  /** 1/32 m, with fraction. */
  x: number
  y: number
  /** 256 = a turn, with fraction. */
  yaw: number
}

/**
 * Samples lie at `tick - lag`, on each player's own command clock: there movement is steady even when the network
 * bunches its commands. History on the server keeps the same clock.
 */
export class Timeline {
  readonly #tick = new Float64Array(ENTITIES * SAMPLES)
  readonly #x = new Uint16Array(ENTITIES * SAMPLES)
  readonly #y = new Uint16Array(ENTITIES * SAMPLES)
  readonly #yaw = new Uint8Array(ENTITIES * SAMPLES)
  /** Samples ever written, by entity; 0: never seen. */
  readonly #count = new Uint32Array(ENTITIES)

  clear(): void {
    this.#count.fill(0)
  }

  /** After each applied snapshot. */
  push(view: SnapshotView): void {
    if (view.key) this.clear()
    for (let i = 0; i < view.removedCount; i++) this.#count[view.removed[i]!] = 0
    for (let i = 0; i < view.movedCount; i++) {
      const id = view.moved[i]!
      if (view.fresh[id] === 1) this.#count[id] = 0
      const tick = view.tick - view.lag[id]!
      const last = this.#count[id]! === 0 ? tick : this.#tick[this.#row(id, 1)]!
      const stood = view.baseTick - STOOD_TICKS
      if (last < stood && stood < tick) this.#again(id, stood)
      this.#add(id, Math.max(tick, last), view.x[id]!, view.y[id]!, view.yaw[id]!)
    }
  }

  /**
   * @param tick with fraction: what is drawn now
   * @returns false when the entity is not known
   */
  at(id: number, tick: number, out: Placed): boolean {
    const count = this.#count[id]!
    if (count === 0) return false
    let later = this.#row(id, 1)
    if (count === 1) return this.#mix(later, later, tick, out)
    let earlier = this.#row(id, 2)
    for (let back = 3; this.#tick[earlier]! > tick && back <= Math.min(count, SAMPLES); back++) {
      later = earlier
      earlier = this.#row(id, back)
    }
    return this.#mix(earlier, later, Math.min(tick, this.#tick[later]! + AHEAD_TICKS), out)
  }

  /** The row of the newest sample but `back - 1`. */
  #row(id: number, back: number): number {
    return id * SAMPLES + ((this.#count[id]! - back) & MASK)
  }

  #again(id: number, tick: number): void {
    const row = this.#row(id, 1)
    this.#add(id, tick, this.#x[row]!, this.#y[row]!, this.#yaw[row]!)
  }

  #add(id: number, tick: number, x: number, y: number, yaw: number): void {
    const row = id * SAMPLES + (this.#count[id]!++ & MASK)
    this.#tick[row] = tick
    this.#x[row] = x
    this.#y[row] = y
    this.#yaw[row] = yaw
  }

  #mix(from: number, to: number, tick: number, out: Placed): true {
    const span = this.#tick[to]! - this.#tick[from]!
    const part = span <= 0 ? 1 : Math.max(0, (tick - this.#tick[from]!) / span)
    out.x = this.#x[from]! + (this.#x[to]! - this.#x[from]!) * part
    out.y = this.#y[from]! + (this.#y[to]! - this.#y[from]!) * part
    // The short way round.
    const turn = ((this.#yaw[to]! - this.#yaw[from]!) << 24) >> 24
    out.yaw = (this.#yaw[from]! + turn * Math.min(part, 1) + 256) % 256
    return true
  }
}
