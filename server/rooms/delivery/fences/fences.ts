/**
 * Circles around the places that a courier's own orders lead to. A courier has a handful, so they hang on its slot and
 * need no index. Pure: time is the time of the fixes, so that a track which is run through again tells the same.
 */
import { FenceColumns, NONE } from './columns.ts'
import { CROSSED, ENTERED, LEFT, judge, reset } from './crossing.ts'

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

/** Beyond this it leaves: so noise at the edge is neither. */
const outerRadius = (radiusM: number): number => radiusM + Math.max(30, radiusM / 2)

export class FenceSet {
  /** By slot: its first fence. */
  #heads: Int32Array = new Int32Array(64).fill(NONE)
  readonly #columns = new FenceColumns()
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
    const c = this.#columns
    const was = this.#find(slot, fence.orderId, fence.kind)
    if (was !== NONE && c.fences[was]!.assignmentEpoch === fence.assignmentEpoch) return
    this.disarm(slot, fence.orderId, fence.kind)
    if (slot >= this.#heads.length) {
      const longer = new Int32Array(Math.max(slot + 1, this.#heads.length * 2)).fill(NONE)
      longer.set(this.#heads)
      this.#heads = longer
    }
    this.#heads[slot] = c.add(fence, outerRadius(fence.radiusM), this.#heads[slot]!)
    this.#size++
  }

  /** Takes the fences of an order away, or that of one kind. */
  disarm(slot: number, orderId: string, kind?: FenceKind): void {
    const c = this.#columns
    let before = NONE
    for (let i = this.#heads[slot] ?? NONE; i !== NONE;) {
      const { orderId: its, kind: itsKind } = c.fences[i]!
      const next = c.next[i]!
      if (its === orderId && (kind === undefined || itsKind === kind)) {
        if (before === NONE) this.#heads[slot] = next
        else c.next[before] = next
        c.drop(i)
        this.#size--
      } else before = i
      i = next
    }
  }

  /** Takes all of a courier's fences away: before its slot is given to another. */
  disarmAll(slot: number): void {
    for (let i = this.#heads[slot] ?? NONE; i !== NONE;) {
      const next = this.#columns.next[i]!
      this.#columns.drop(i)
      this.#size--
      i = next
    }
    if (slot < this.#heads.length) this.#heads[slot] = NONE
  }

  /** True when the courier is in this fence now, confirmed. */
  inside(slot: number, orderId: string, kind: FenceKind): boolean {
    const i = this.#find(slot, orderId, kind)
    return i !== NONE && this.#columns.state[i]! >= 2
  }

  /** True when the courier has been in this fence since it was armed, or went through it. */
  visited(slot: number, orderId: string, kind: FenceKind): boolean {
    const i = this.#find(slot, orderId, kind)
    return i !== NONE && this.#columns.visit[i]! > 0
  }

  #find(slot: number, orderId: string, kind: FenceKind): number {
    const c = this.#columns
    for (let i = this.#heads[slot] ?? NONE; i !== NONE; i = c.next[i]!) {
      const fence = c.fences[i]!
      if (fence.orderId === orderId && fence.kind === kind) return i
    }
    return NONE
  }

  /**
   * A courier went from one place to another; live fixes only, in their order. The parameters of MotionSink.moved().
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
    const c = this.#columns
    for (let i = this.#heads[slot] ?? NONE; i !== NONE; i = c.next[i]!) {
      const from = c.fromMs[i]!
      if (t < from) continue
      // The way that was gone before the assignment is no part of it.
      const known = line && fromT >= from
      if (!known && c.state[i] === 1) reset(c, i)
      const bx = x - c.x[i]!
      const by = y - c.y[i]!
      const ax = known ? fromX - c.x[i]! : bx
      const ay = known ? fromY - c.y[i]! : by
      const what = judge(c, i, t, ax, ay, bx, by, noiseM)
      if (what !== 0 || c.told[i] !== 0) this.#tell(slot, t, i, what)
    }
    const found = this.#found
    if (found.length === 0) return
    found.sort((a, b) => ORDER[a.type] - ORDER[b.type])
    for (const event of found.splice(0)) this.#sink(event)
  }

  #tell(slot: number, t: number, i: number, what: number): void {
    const c = this.#columns
    const fence = c.fences[i]!
    const { orderId, assignmentEpoch, kind } = fence
    const visit = c.visit[i]!
    const put = (type: FenceEventType, sinceMs: number, side?: 'in' | 'out') => {
      const event = { type, slot, orderId, assignmentEpoch, kind, visit, sinceMs, t }
      this.#found.push(side === undefined ? event : { ...event, side })
    }
    if (what === ENTERED) put('enter', c.entered[i]!)
    else if (what === LEFT) put('exit', c.left[i]!)
    else if (what === CROSSED) put('cross', c.entered[i]!)
    if (what !== 0 || fence.dwellMs === undefined || c.told[i] === 0) return
    const within = c.told[i] === 1
    const sinceMs = within ? c.entered[i]! : c.left[i]!
    // While it may be out already, it was in until it was seen outside.
    if ((within && c.state[i] === 3 ? c.left[i]! : t) - sinceMs < fence.dwellMs) return
    put('dwell', sinceMs, within ? 'in' : 'out')
    c.told[i] = 0
  }
}
