/** How a member comes in: a seat in the roster, the room's consent, and JOINED in line before anything else it is sent. */
import { TuttiError } from '../../shared/errors.ts'
import type { Contract } from '../../shared/contract.ts'
import type { Joined } from '../ports.ts'
import type { Containment } from './containment.ts'
import type { Delivery } from './delivery.ts'
import type { Membership } from './membership.ts'
import { encodeBody } from './output.ts'
import type { Output } from './output.ts'
import type { Granted, Room } from './room.ts'
import type { Roster } from './roster.ts'

export interface EntranceParts {
  readonly place: { readonly ref: number; readonly epoch: string }
  readonly contract: Contract
  readonly maxMembers: number
  readonly room: Room<Contract>
  readonly roster: Roster
  readonly output: Output
  readonly delivery: Delivery
  readonly containment: Containment
  /** A JOIN with a `since` was answered. */
  readonly resumed: (result: 'recovered' | 'discontinuity') => void
}

export class Entrance {
  readonly #parts: EntranceParts
  /** What every JOINED of this room says. */
  readonly #names: Pick<Joined, 'commands' | 'events' | 'classes'>

  constructor(parts: EntranceParts) {
    this.#parts = parts
    const { contract } = parts
    const events = Object.keys(contract.events)
    const classes = [...new Set(events.map((name) => contract.events[name]!.delivery))]
    this.#names = { commands: Object.keys(contract.commands), events, classes }
  }

  admit(from: Membership, granted: Granted): void {
    const { place, maxMembers, room, roster, output, delivery, containment } = this.#parts
    const { request } = from
    if (roster.members.size >= maxMembers) return output.arrived(from, new TuttiError('room_full'))
    const { since } = request
    const recovered = since !== null && since.epoch === place.epoch && delivery.covers(since.seq)
    // In the roster before join(), so that what the room sends to its new member has somewhere to go.
    const member = roster.add(from, granted)
    const refusal = containment.attempt(() => {
      const state = encodeBody(room.join?.(member, recovered ? 'recovered' : 'fresh', request.options))
      const headSeq = output.seq
      const { ref, epoch } = place
      const seq = recovered ? since.seq : headSeq
      output.arrived(from, { ref, epoch, seq, headSeq, recovered, state, ...this.#names })
    })
    if (refusal !== null) {
      roster.remove(from)
      output.arrived(from, refusal)
    } else if (since !== null) this.#parts.resumed(recovered ? 'recovered' : 'discontinuity')
  }
}
