/** Where edits and suggestions wait for what they build on, and when they are tried again. */
import { TuttiError } from '../../../shared/errors.ts'
import type { Later, Member } from '../../engine/room.ts'
import type { DocDesk } from './desk.ts'
import { ParkedEdits } from './parked.ts'

/** What waits for somebody else's edit is tried again so often. */
const RETRY_MS = 250

export class Parking {
  readonly #desk: DocDesk
  readonly #parked = new ParkedEdits()
  /** Something was taken since the parked ones were tried. */
  #news = false
  #triedMs = -Infinity

  constructor(desk: DocDesk) {
    this.#desk = desk
  }

  /**
   * `again`: tries it once more, and answers it by `later` where it is taken; false: it waits on. What it throws is the
   * refusal. @throws TuttiError `conflict` where it may not even wait
   */
  park(from: Member, bytes: number, later: Later, again: () => boolean): void {
    const tried = (): boolean => {
      try {
        return again()
      } catch (error) {
        if (!(error instanceof TuttiError)) throw error
        later.refuse(error)
        return true
      }
    }
    this.#parked.park(from, { bytes, later, again: tried }, this.#desk.ctx.now())
  }

  /** Something was taken on which others may wait. */
  news(): void {
    this.#news = true
  }

  leave(member: Member): void {
    this.#parked.forget(member)
  }

  /** The tick is about to end: what waited may be taken with the others. */
  ending(): void {
    if (this.#parked.size === 0) {
      this.#news = false
      return
    }
    const { ctx, wakes } = this.#desk
    const nowMs = ctx.now()
    this.#parked.expire(nowMs)
    if (this.#news && nowMs >= this.#triedMs + RETRY_MS) {
      this.#triedMs = nowMs
      this.#news = false
      this.#parked.retry()
    }
    if (this.#parked.size === 0) return
    if (this.#news) wakes.at('parked', this.#triedMs + RETRY_MS, () => undefined)
    wakes.at('parked too long', this.#parked.dueMs, () => undefined)
  }
}
