/** Share links: whoever has the code of an order sees it and where its courier is, until a while after its end. */
import type { DeliveryContract } from '../../../shared/delivery/contract.ts'
import { DELIVERY } from '../../../shared/delivery/rules.ts'
import { TuttiError } from '../../../shared/errors.ts'
import type { Member, Room } from '../../engine/room.ts'
import type { Desk } from './desk.ts'
import type { ShareRow } from './rows.ts'

type On = Room<DeliveryContract>['on']

/** What load() of `share` brings: a code that nobody can guess. */
export interface NewCode {
  readonly code: string
}

/** What is asked of the orders here. */
export interface Sharable {
  /** Its customer; undefined: it is not open, nor was it a while ago. */
  customerOf(order: string): string | undefined
  isOver(order: string): boolean
  /** Its people see it anew: its link is part of it. */
  retell(order: string): void
}

export class Shares {
  readonly on: Pick<On, 'share' | 'unshare'>
  readonly #desk: Desk
  readonly #orders: Sharable
  readonly #codeOf = new Map<string, string>()
  /** Of orders that are over. Unix ms. */
  readonly #ends = new Map<string, number>()

  constructor(desk: Desk, orders: Sharable, stored: readonly ShareRow[]) {
    this.#desk = desk
    this.#orders = orders
    for (const { order_id, code } of stored) this.#codeOf.set(order_id, code)
    this.on = {
      share: (from, { order }, loaded) => {
        this.#mustOwn(from, order)
        // What load() of this kind gives.
        const { code } = loaded as NewCode
        if (orders.isOver(order)) throw new TuttiError('conflict', 'it is over')
        if (!this.#codeOf.has(order)) {
          this.#codeOf.set(order, code)
          desk.ctx.record('share', { code, room: desk.ctx.id, order_id: order })
          orders.retell(order)
        }
        desk.ctx.reply({ link: this.#codeOf.get(order)! })
      },
      unshare: (from, { order }) => {
        this.#mustOwn(from, order)
        if (this.#codeOf.has(order)) this.#end(order)
        orders.retell(order)
      },
    }
  }

  /** Null: there is no link, or it is dead and only waits to be swept. */
  codeOf(order: string): string | null {
    if ((this.#ends.get(order) ?? Infinity) <= this.#desk.wall()) return null
    return this.#codeOf.get(order) ?? null
  }

  /** The order is over since then (Unix ms): its link lives on for a quarter of an hour. */
  over(order: string, sinceMs: number): void {
    if (this.#codeOf.has(order)) this.#ends.set(order, sinceMs + DELIVERY.shareMs)
  }

  /** Every second. */
  sweep(): void {
    const nowMs = this.#desk.wall()
    for (const [order, endMs] of this.#ends) if (endMs <= nowMs) this.#end(order)
  }

  /** Something is left to be ended. */
  get waiting(): boolean {
    return this.#ends.size > 0
  }

  #end(order: string): void {
    const { ctx, people } = this.#desk
    this.#codeOf.delete(order)
    this.#ends.delete(order)
    ctx.record('unshare', { room: ctx.id, order_id: order })
    for (const guest of people.guests(order)) ctx.kick(guest, 'not_found')
  }

  #mustOwn(from: Member, order: string): void {
    this.#desk.allow(from, 'customer')
    if (this.#orders.customerOf(order) !== from.user.id) throw new TuttiError('not_found')
  }
}
