/** Edits come in: judged, gathered, and answered when they are kept. */
import type { DocContract } from '../../../shared/doc/contract.ts'
import { mayAs } from '../../../shared/doc/rules.ts'
import { TuttiError } from '../../../shared/errors.ts'
import type { Later, Member, Room } from '../../engine/room.ts'
import { Assembly } from './assembly.ts'
import type { DocDesk } from './desk.ts'
import { saysNothing } from './nothing-new.ts'
import { ParkedEdits } from './parked.ts'

/** What waits for somebody else's edit is tried again so often. */
const RETRY_MS = 250
const LOOK_MS = 10_000

export class Editing {
  readonly #desk: DocDesk
  readonly #parked = new ParkedEdits()
  readonly #assembly = new Assembly()
  /** An edit was taken since the parked ones were tried. */
  #news = false
  #triedMs = -Infinity

  constructor(desk: DocDesk) {
    this.#desk = desk
  }

  readonly on: Pick<Room<DocContract>['on'], 'edit' | 'part'> = {
    edit: (from, update) => {
      if (!mayAs(this.#desk.allow(from, 'viewer'), 'editor') && saysNothing(update, this.#desk.log)) return
      this.#desk.allow(from, 'editor')
      this.#take(from, update)
    },
    part: (from, part) => {
      this.#desk.allow(from, 'editor')
      const whole = this.#assembly.add(from, part, this.#desk.ctx.now())
      if (whole !== undefined) this.#take(from, whole)
      else this.#look()
    },
  }

  leave(member: Member): void {
    this.#parked.forget(member)
    this.#assembly.forget(member)
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
      this.#parked.retry((from, update, later) => this.#again(from, update, later))
    }
    if (this.#parked.size === 0) return
    if (this.#news) wakes.at('parked', this.#triedMs + RETRY_MS, () => undefined)
    wakes.at('parked too long', this.#parked.dueMs, () => undefined)
  }

  #take(from: Member, update: Uint8Array): void {
    const { ctx, log } = this.#desk
    const later = ctx.later()
    const taken = log.take(update, this.#desk.author(from), from, later)
    if (taken === 'gap') this.#parked.park(from, update, later, ctx.now())
    else if (taken === 'taken') this.#news = true
  }

  /** False: it has to wait on. */
  #again(from: Member, update: Uint8Array, later: Later): boolean {
    try {
      this.#desk.allow(from, 'editor')
      const taken = this.#desk.log.take(update, this.#desk.author(from), from, later)
      return taken !== 'gap'
    } catch (error) {
      if (!(error instanceof TuttiError)) throw error
      later.refuse(error)
      return true
    }
  }

  #look(): void {
    const { ctx, wakes } = this.#desk
    wakes.at('parts', ctx.now() + LOOK_MS, () => {
      this.#assembly.expire(ctx.now())
      if (this.#assembly.bytes > 0) this.#look()
    })
  }
}
