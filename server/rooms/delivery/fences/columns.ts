/** The circles of all couriers as columns, linked by courier and used again: 78 bytes each, and the Fence itself. */
import type { Fence } from './fences.ts'

export const NONE = -1

export class FenceColumns {
  #capacity = 0
  #free = NONE
  readonly fences: (Fence | undefined)[] = []
  /** The next one of the same courier; of a free one, the next that is free. */
  next = new Int32Array(0)
  x = new Float64Array(0)
  y = new Float64Array(0)
  radius = new Float32Array(0)
  outer = new Float32Array(0)
  fromMs = new Float64Array(0)

  /** 0 out, 1 perhaps in, 2 in, 3 perhaps out. */
  state = new Uint8Array(0)
  visit = new Uint32Array(0)
  /** perhaps in: when it last touched r, Unix ms of a fix. */
  touched = new Float64Array(0)
  /** perhaps out: since when without a fix that is not beyond; 0: not at all. */
  away = new Float64Array(0)
  /** perhaps in: fixes in a row within r, and in a row far beyond the outer radius. */
  hits = new Uint8Array(0)
  past = new Uint8Array(0)
  /** in: a bit for each of the last four fixes, set where it lay beyond. */
  recent = new Uint8Array(0)
  /** First fix of the visit, and of the time after it, Unix ms. */
  entered = new Float64Array(0)
  left = new Float64Array(0)
  /** Which dwell is still to be told: 0 none, 1 inside, 2 outside. */
  told = new Uint8Array(0)

  add(fence: Fence, outer: number, next: number): number {
    if (this.#free === NONE) this.#grow()
    const at = this.#free
    this.#free = this.next[at]!
    this.fences[at] = fence
    this.next[at] = next
    this.x[at] = fence.xM
    this.y[at] = fence.yM
    this.radius[at] = fence.radiusM
    this.outer[at] = outer
    this.fromMs[at] = fence.fromMs
    this.state[at] = 0
    this.visit[at] = 0
    this.touched[at] = 0
    this.away[at] = 0
    this.hits[at] = 0
    this.past[at] = 0
    this.recent[at] = 0
    this.entered[at] = 0
    this.left[at] = 0
    this.told[at] = 0
    return at
  }

  /** Gives a place back; its `next` is to be read before. */
  drop(at: number): void {
    this.fences[at] = undefined
    this.next[at] = this.#free
    this.#free = at
  }

  #grow(): void {
    const before = this.#capacity
    const length = Math.max(64, before * 2)
    const f64 = (column: Float64Array<ArrayBuffer>) => set(column, new Float64Array(length))
    const f32 = (column: Float32Array<ArrayBuffer>) => set(column, new Float32Array(length))
    const u8 = (column: Uint8Array<ArrayBuffer>) => set(column, new Uint8Array(length))
    this.next = set(this.next, new Int32Array(length))
    this.x = f64(this.x)
    this.y = f64(this.y)
    this.radius = f32(this.radius)
    this.outer = f32(this.outer)
    this.fromMs = f64(this.fromMs)
    this.state = u8(this.state)
    this.visit = set(this.visit, new Uint32Array(length))
    this.touched = f64(this.touched)
    this.away = f64(this.away)
    this.hits = u8(this.hits)
    this.past = u8(this.past)
    this.recent = u8(this.recent)
    this.entered = f64(this.entered)
    this.left = f64(this.left)
    this.told = u8(this.told)
    for (let at = before; at < length; at++) {
      this.fences[at] = undefined
      this.next[at] = at + 1 < length ? at + 1 : NONE
    }
    this.#free = before
    this.#capacity = length
  }
}

const set = <T extends { set(from: T): void }>(from: T, to: T): T => {
  to.set(from)
  return to
}
