/** The one timer of all simulated rooms: fixed steps at exact deadlines, late ones caught up or skipped and counted. */
import type { Cancel, Clock, EngineMeter } from '../ports.ts'

export interface Stepped {
  /** One tick. Never throws. */
  step(): void
  /** This many ticks will not happen. */
  skipped(ticks: number): void
}

/** Ticks run at once by a late room, beyond the one that is due. */
const MAX_CATCH_UP = 2
// Spreads the rooms of one rate over their period without knowing how many there will be.
const GOLDEN = 0.6180339887

interface Slot {
  readonly target: Stepped
  readonly periodMs: number
  readonly startMs: number
  /** Ticks that were run or skipped. */
  count: number
  /** startMs + (count + 1) × periodMs: from the start each time, so that rounding and lateness never add up. */
  deadlineMs: number
  live: boolean
}

export class Loop {
  readonly #clock: Clock
  readonly #meter: EngineMeter
  /** A binary heap by deadline. */
  readonly #heap: Slot[] = []
  #added = 0
  #armedMs = Infinity
  #disarm: Cancel | undefined

  constructor(clock: Clock, meter: EngineMeter) {
    this.#clock = clock
    this.#meter = meter
  }

  add(target: Stepped, hz: number): Cancel {
    const periodMs = 1000 / hz
    const startMs = this.#clock.now() - periodMs * (1 - ((this.#added++ * GOLDEN) % 1))
    const slot: Slot = { target, periodMs, startMs, count: 0, deadlineMs: startMs + periodMs, live: true }
    this.#push(slot)
    this.#arm()
    return () => {
      slot.live = false
    }
  }

  #wake = (): void => {
    this.#armedMs = Infinity
    for (let slot = this.#heap[0]; slot !== undefined; slot = this.#heap[0]) {
      if (slot.live && slot.deadlineMs > this.#clock.now()) break
      // Off the heap while it runs: a step may open rooms, and so push.
      this.#pop()
      if (!slot.live) continue
      this.#run(slot)
      this.#push(slot)
    }
    this.#arm()
  }

  #run(slot: Slot): void {
    for (let run = 0; run <= MAX_CATCH_UP && slot.live; run++) {
      const startMs = this.#clock.now()
      if (startMs < slot.deadlineMs) break
      slot.target.step()
      this.#meter.ticked(startMs - slot.deadlineMs, this.#clock.now() - startMs)
      slot.count++
      slot.deadlineMs = slot.startMs + (slot.count + 1) * slot.periodMs
    }
    const behind = Math.floor((this.#clock.now() - slot.deadlineMs) / slot.periodMs) + 1
    if (behind > 0 && slot.live) {
      slot.count += behind
      slot.deadlineMs = slot.startMs + (slot.count + 1) * slot.periodMs
      slot.target.skipped(behind)
      this.#meter.skipped(behind)
    }
  }

  #arm(): void {
    const next = this.#heap[0]
    if (next === undefined || next.deadlineMs >= this.#armedMs) return
    this.#disarm?.()
    this.#armedMs = next.deadlineMs
    this.#disarm = this.#clock.after(Math.max(0, next.deadlineMs - this.#clock.now()), this.#wake)
  }

  #push(slot: Slot): void {
    const heap = this.#heap
    let at = heap.length
    heap.push(slot)
    while (at > 0) {
      const parent = (at - 1) >> 1
      if (heap[parent]!.deadlineMs <= slot.deadlineMs) break
      heap[at] = heap[parent]!
      at = parent
    }
    heap[at] = slot
  }

  #pop(): void {
    const last = this.#heap.pop()
    if (last === undefined || this.#heap.length === 0) return
    this.#sink(last)
  }

  /** Puts `slot` in the root's place and then where it belongs. */
  #sink(slot: Slot): void {
    const heap = this.#heap
    let at = 0
    for (;;) {
      let child = 2 * at + 1
      if (child >= heap.length) break
      if (child + 1 < heap.length && heap[child + 1]!.deadlineMs < heap[child]!.deadlineMs) child++
      if (heap[child]!.deadlineMs >= slot.deadlineMs) break
      heap[at] = heap[child]!
      at = child
    }
    heap[at] = slot
  }
}
