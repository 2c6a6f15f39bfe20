/** What people were made in this region, beside what anybody may be. */
import { DELIVERY } from '../../../shared/delivery/rules.ts'
import type { DeliveryRole } from '../../../shared/delivery/rules.ts'
import { TuttiError } from '../../../shared/errors.ts'
import type { Desk } from './desk.ts'
import type { GrantRow } from './rows.ts'

export class Grants {
  readonly #desk: Desk
  readonly #held = new Map<string, Set<string>>()
  /** The same from the other side. */
  readonly #holders = new Map<string, Set<string>>()
  #count = 0

  constructor(desk: Desk, stored: readonly GrantRow[]) {
    this.#desk = desk
    for (const { user_id, role, restaurant } of stored) this.#add(user_id, nameOf(role, restaurant))
  }

  has(user: string, role: DeliveryRole, restaurant = ''): boolean {
    return this.#held.get(user)?.has(nameOf(role, restaurant)) === true
  }

  /** Who was named: not who may because anybody may. */
  holders(role: DeliveryRole, restaurant = ''): Iterable<string> {
    return this.#holders.get(nameOf(role, restaurant)) ?? []
  }

  /** What is granted to somebody, or open to all. */
  may(user: string, role: DeliveryRole, restaurant = ''): boolean {
    return this.#desk.regionOrNull?.rules.open.includes(role) === true || this.has(user, role, restaurant)
  }

  /** @throws TuttiError `overloaded`; nothing is recorded then */
  give(user: string, role: DeliveryRole, restaurant = ''): void {
    if (this.has(user, role, restaurant)) return
    if (this.#count >= DELIVERY.grantsMax) throw new TuttiError('overloaded', 'no more people can be named here')
    this.#add(user, nameOf(role, restaurant))
    this.#desk.ctx.record('grant', { room: this.#desk.ctx.id, user_id: user, role, restaurant })
  }

  take(user: string, role: DeliveryRole, restaurant = ''): void {
    const held = this.#held.get(user)
    if (held?.delete(nameOf(role, restaurant)) !== true) return
    this.#holders.get(nameOf(role, restaurant))!.delete(user)
    this.#count--
    if (held.size === 0) this.#held.delete(user)
    this.#desk.ctx.record('revoke', { room: this.#desk.ctx.id, user_id: user, role, restaurant })
  }

  #add(user: string, name: string): void {
    const held = this.#held.get(user) ?? new Set()
    this.#held.set(user, held.add(name))
    this.#holders.set(name, (this.#holders.get(name) ?? new Set()).add(user))
    this.#count++
  }
}

const nameOf = (role: string, restaurant: string): string => `${role}/${restaurant}`
