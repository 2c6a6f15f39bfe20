/**
 * Orders whose couriers are not heard of any more: what is not picked up yet is taken from them and offered anew; of what
 * they carry dispatchers are told, and nothing else is done, for nobody else has it.
 */
import { isAssignable, isOver } from '../../../shared/delivery/orders.ts'
import { DELIVERY } from '../../../shared/delivery/rules.ts'
import type { Desk } from './desk.ts'
import type { Field } from './field.ts'
import type { Fleet } from './fleet.ts'
import type { Jobs } from './jobs.ts'
import { isLost, SYSTEM } from './orders/order.ts'
import type { Order, Orders } from './orders/orders.ts'

const { lostMs, weakMs } = DELIVERY

/** Of a second that took so long: the host was stopped meanwhile, and could not hear anybody. */
const STOPPED_MS = 10_000

/** What its people read. */
const WHY = `nothing was heard of the courier for ${lostMs / 60_000} minutes`

export interface SilencesParts {
  readonly desk: Desk
  readonly book: Orders
  readonly fleet: Fleet
  readonly field: () => Field
  readonly jobs: Jobs
}

export class Silences {
  readonly #parts: SilencesParts
  #sweptMs = 0
  /** Since when this host hears, without a break: nobody is silent for longer. */
  #hearingMs = 0

  constructor(parts: SilencesParts) {
    this.#parts = parts
  }

  /** Every second. */
  sweep(): void {
    const nowMs = this.#parts.desk.wall()
    if (nowMs - this.#sweptMs > STOPPED_MS) this.#hearingMs = nowMs
    this.#sweptMs = nowMs
    for (const order of this.#parts.book.all())
      if (order.courier !== null && !isOver(order.state)) this.#look(order, order.courier, nowMs)
  }

  #look(order: Order, courier: string, nowMs: number): void {
    const { book, jobs } = this.#parts
    const sinceMs = Math.max(this.#hearingMs, this.#heardMs(courier))
    if (isAssignable(order.state)) {
      if (nowMs - sinceMs >= lostMs) jobs.drop(order, SYSTEM, WHY)
    } else if (isLost(order, sinceMs, nowMs)) book.run(order.id, SYSTEM, { do: 'silent', sinceMs })
    else if (order.silence !== null && nowMs - this.#heardMs(courier) < weakMs)
      book.run(order.id, SYSTEM, { do: 'heard' })
  }

  /** By a fix, or by anything else that it asked for. 0: it is not known here, or was never heard. */
  #heardMs(id: string): number {
    const { fleet, field } = this.#parts
    const courier = fleet.get(id)
    if (courier === undefined) return 0
    return courier.slot < 0 ? courier.askedMs : Math.max(courier.askedMs, field().heardMs(courier.slot))
  }
}
