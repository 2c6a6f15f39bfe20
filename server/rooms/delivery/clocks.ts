/** The clocks of a region: they go as long as somebody is here or something is to be done. */
import { DELIVERY } from '../../../shared/delivery/rules.ts'
import type { Desk } from './desk.ts'
import type { Gauges } from './gauges.ts'

const BEATS = {
  flush: DELIVERY.flushMs,
  sweep: DELIVERY.sweepMs,
  dispatch: DELIVERY.dispatchMs,
  surge: DELIVERY.surgeMs,
  figures: DELIVERY.figuresMs,
  memory: DELIVERY.memoryMs,
} as const

export type Beats = Readonly<Record<keyof typeof BEATS, () => void>>

export class Clocks {
  readonly #desk: Desk
  readonly #busy: () => boolean
  readonly #beats: Beats
  readonly #gauges: Gauges
  /** When the shortest of them was heard last, ms of room time; NaN: they stood. */
  #flushedMs = NaN

  constructor(desk: Desk, busy: () => boolean, gauges: Gauges, beats: Beats) {
    this.#desk = desk
    this.#busy = busy
    this.#gauges = gauges
    this.#beats = beats
  }

  /** From now on, if they do not go already. */
  run(): void {
    for (const name of Object.keys(BEATS) as (keyof typeof BEATS)[]) {
      this.#desk.wakes.every(name, BEATS[name], () => {
        if (name === 'flush') this.#late()
        this.#beats[name]()
        const goOn = this.#desk.ctx.members.size > 0 || this.#busy()
        if (name === 'flush' && !goOn) this.#flushedMs = NaN
        return goOn
      })
    }
  }

  #late(): void {
    const nowMs = this.#desk.ctx.now()
    if (!Number.isNaN(this.#flushedMs)) this.#gauges.late(nowMs - this.#flushedMs - BEATS.flush)
    this.#flushedMs = nowMs
  }
}
