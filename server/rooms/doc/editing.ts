/** Edits come in: judged, gathered, and answered when they are kept. */
import type { DocContract } from '../../../shared/doc/contract.ts'
import { mayAs } from '../../../shared/doc/rules.ts'
import type { Member, Room } from '../../engine/room.ts'
import { Assembly } from './assembly.ts'
import type { DocDesk } from './desk.ts'
import { saysNothing } from './nothing-new.ts'
import type { Parking } from './parking.ts'

export class Editing {
  readonly #desk: DocDesk
  readonly #parking: Parking
  readonly #assembly: Assembly

  constructor(desk: DocDesk, parking: Parking) {
    this.#desk = desk
    this.#parking = parking
    this.#assembly = new Assembly(desk, 'parts')
  }

  readonly on: Pick<Room<DocContract>['on'], 'edit' | 'part'> = {
    edit: (from, update) => {
      if (!mayAs(this.#desk.allow(from, 'viewer'), 'editor') && saysNothing(update, this.#desk.log)) return
      this.#desk.allow(from, 'editor')
      this.#take(from, update)
    },
    part: (from, part) => {
      this.#desk.allow(from, 'editor')
      const whole = this.#assembly.add(from, part)
      if (whole !== undefined) this.#take(from, whole)
    },
  }

  leave(member: Member): void {
    this.#assembly.forget(member)
  }

  #take(from: Member, update: Uint8Array): void {
    const { ctx, log } = this.#desk
    const later = ctx.later()
    const take = (): boolean => {
      const taken = log.take(update, this.#desk.author(from), from, later)
      if (taken === 'taken') this.#parking.news()
      return taken !== 'gap'
    }
    if (take()) return
    this.#parking.park(from, update.length, later, () => {
      this.#desk.allow(from, 'editor')
      return take()
    })
  }
}
