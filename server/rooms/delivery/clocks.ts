/** The clocks of a region: they go as long as somebody is here or something is to be done. */
import { DELIVERY } from '../../../shared/delivery/rules.ts'
import type { Desk } from './desk.ts'

const BEATS = {
  flush: DELIVERY.flushMs,
  sweep: DELIVERY.sweepMs,
  dispatch: DELIVERY.dispatchMs,
  surge: DELIVERY.surgeMs,
  figures: DELIVERY.figuresMs,
} as const

export type Beats = Readonly<Record<keyof typeof BEATS, () => void>>

export class Clocks {
  readonly #desk: Desk
  readonly #busy: () => boolean
  readonly #beats: Beats

  constructor(desk: Desk, busy: () => boolean, beats: Beats) {
    this.#desk = desk
    this.#busy = busy
    this.#beats = beats
  }

  /** From now on, if they do not go already. */
  run(): void {
    for (const name of Object.keys(BEATS) as (keyof typeof BEATS)[]) {
      this.#desk.wakes.every(name, BEATS[name], () => {
        this.#beats[name]()
        return this.#desk.ctx.members.size > 0 || this.#busy()
      })
    }
  }
}
