/**
 * Circles around the places that a courier's own orders lead to. A courier has a handful, so they hang on its slot and
 * need no index. Pure: time is the time of the fixes, so that a track which is run through again tells the same.
 */
import { judge, newCrossing, reset } from './crossing.ts'
import type { Crossing } from './crossing.ts'

export type FenceKind = 'pickup' | 'drop' | 'arriving'
export type FenceEventType = 'exit' | 'dwell' | 'enter' | 'cross'

/** Within one fix, over all of a courier's fences: it leaves before it arrives. */
const ORDER: Readonly<Record<FenceEventType, number>> = { exit: 0, dwell: 1, enter: 2, cross: 3 }

export interface Fence {
  readonly orderId: string
  /** Of the assignment that armed it: what was done for an earlier one does not count. */
  readonly assignmentEpoch: number
  readonly kind: FenceKind
  readonly xM: number
  readonly yM: number
  readonly radiusM: number
  /** Fix time from which it counts, Unix ms; fixes from before the assignment pass by. */
  readonly fromMs: number
  /** `dwell` after so long inside, and after so long outside again; absent: none. */
  readonly dwellMs?: number
}

export interface FenceEvent {
  readonly type: FenceEventType
  /** dwell alone: on which side. */
  readonly side?: 'in' | 'out'
  readonly slot: number
  readonly orderId: string
  readonly assignmentEpoch: number
  readonly kind: FenceKind
  /** Grows by one with each visit of this fence; the same from enter to exit and the dwells between and after. */
  readonly visit: number
  /** When it began, by the fixes' own time: of an enter the first fix inside, of an exit the first one outside. */
  readonly sinceMs: number
  /** Of the fix that confirmed it. */
  readonly t: number
}

interface Armed {
  readonly fence: Fence
  readonly crossing: Crossing
  next: Armed | undefined
}

const FAR_NOISE = 2
const exitRadius = (radiusM: number): number => radiusM + Math.max(30, radiusM / 2)

export class FenceSet {
  readonly #heads: (Armed | undefined)[] = []
  readonly #sink: (event: FenceEvent) => void
  readonly #found: FenceEvent[] = []
  #size = 0

  /** @param sink hears every event once, in order; it may arm and disarm */
  constructor(sink: (event: FenceEvent) => void) {
    this.#sink = sink
  }

  get size(): number {
    return this.#size
  }

  /** Arms a fence. One of the same order and kind that stands already gives way, unless it is of the same assignment. */
  arm(slot: number, fence: Fence): void {
    for (let armed = this.#heads[slot]; armed !== undefined; armed = armed.next) {
      const was = armed.fence
      if (was.orderId === fence.orderId && was.kind === fence.kind && was.assignmentEpoch === fence.assignmentEpoch)
        return
    }
    this.disarm(slot, fence.orderId, fence.kind)
    this.#heads[slot] = { fence, crossing: newCrossing(), next: this.#heads[slot] }
    this.#size++
  }

  /** Takes the fences of an order away, or that of one kind. */
  disarm(slot: number, orderId: string, kind?: FenceKind): void {
    let before: Armed | undefined
    for (let armed = this.#heads[slot]; armed !== undefined; armed = armed.next) {
      if (armed.fence.orderId === orderId && (kind === undefined || armed.fence.kind === kind)) {
        if (before === undefined) this.#heads[slot] = armed.next
        else before.next = armed.next
        this.#size--
      } else before = armed
    }
  }

  /** Takes all of a courier's fences away: before its slot is given to another. */
  disarmAll(slot: number): void {
    for (let armed = this.#heads[slot]; armed !== undefined; armed = armed.next) this.#size--
    this.#heads[slot] = undefined
  }

  /** True when the courier is in this fence now, confirmed. */
  inside(slot: number, orderId: string, kind: FenceKind): boolean {
    return this.#has(slot, orderId, kind, (crossing) => crossing.state >= 2)
  }

  /** True when the courier has been in this fence since it was armed, or went through it. */
  visited(slot: number, orderId: string, kind: FenceKind): boolean {
    return this.#has(slot, orderId, kind, (crossing) => crossing.visit > 0)
  }

  #has(slot: number, orderId: string, kind: FenceKind, test: (crossing: Crossing) => boolean): boolean {
    for (let armed = this.#heads[slot]; armed !== undefined; armed = armed.next)
      if (armed.fence.orderId === orderId && armed.fence.kind === kind) return test(armed.crossing)
    return false
  }

  /**
   * A courier went from one place to another; live fixes only, in their order.
   * @param fromT Unix ms of the fix before
   * @param line false: nobody knows the way between
   * @param noiseM accuracy of the fix
   */
  moved(
    slot: number,
    t: number,
    fromX: number,
    fromY: number,
    fromT: number,
    x: number,
    y: number,
    line: boolean,
    noiseM: number,
  ): void {
    let armed = this.#heads[slot]
    if (armed === undefined) return
    const found = this.#found
    for (; armed !== undefined; armed = armed.next) {
      const { fence, crossing } = armed
      if (t < fence.fromMs) continue
      // The way that was gone before the assignment is no part of it.
      const known = line && fromT >= fence.fromMs
      const ax = (known ? fromX : x) - fence.xM
      const ay = (known ? fromY : y) - fence.yM
      if (!known && crossing.state === 1) reset(crossing)
      const outer = exitRadius(fence.radiusM)
      const far = outer + FAR_NOISE * noiseM
      const bits = judge(crossing, t, ax, ay, x - fence.xM, y - fence.yM, fence.radiusM, outer, far)
      this.#tell(slot, t, fence, crossing, bits)
    }
    if (found.length === 0) return
    found.sort((a, b) => ORDER[a.type] - ORDER[b.type])
    for (const event of found.splice(0)) this.#sink(event)
  }

  #tell(slot: number, t: number, fence: Fence, crossing: Crossing, bits: number): void {
    const { orderId, assignmentEpoch, kind } = fence
    const { visit } = crossing
    const put = (type: FenceEventType, sinceMs: number, side?: 'in' | 'out') =>
      this.#found.push({
        type,
        ...(side === undefined ? {} : { side }),
        slot,
        orderId,
        assignmentEpoch,
        kind,
        visit,
        sinceMs,
        t,
      })
    if ((bits & 1) !== 0) put('enter', crossing.entered)
    if ((bits & 2) !== 0) put('exit', crossing.left)
    if ((bits & 4) !== 0) put('cross', crossing.entered)
    if (bits !== 0 || fence.dwellMs === undefined || crossing.told === 0) return
    const within = crossing.told === 1
    const sinceMs = within ? crossing.entered : crossing.left
    // While it may be out already, it was in until it was seen outside.
    if ((within && crossing.state === 3 ? crossing.left : t) - sinceMs < fence.dwellMs) return
    put('dwell', sinceMs, within ? 'in' : 'out')
    crossing.told = 0
  }
}
