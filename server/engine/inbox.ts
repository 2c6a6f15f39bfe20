/** What waits for a room's next tick: joins, leaves and commands in the order they came, and each member's inputs. */
import { LIMITS } from '../../shared/limits.ts'
import type { Membership } from './membership.ts'
import type { Role } from './room.ts'

export type Work =
  | { readonly at: 'join'; readonly from: Membership; readonly role: Role }
  | { readonly at: 'leave'; readonly from: Membership; readonly why: 'left' | 'lost' }
  | {
      readonly at: 'command'
      readonly from: Membership
      readonly op: number
      readonly body: unknown
      readonly rid: number
      readonly nonce: Uint8Array | null
    }

export class Inbox {
  #work: Work[] = []
  #heard: Membership[] = []

  /** False: full, and a command must be refused. Joins and leaves always fit: seats bound their number. */
  put(work: Work): boolean {
    if (work.at === 'command' && this.#work.length >= LIMITS.maxInbox) return false
    this.#work.push(work)
    return true
  }

  /** Keeps the member's `keep` latest inputs. */
  hear(from: Membership, body: Uint8Array, keep: number): void {
    if (from.inputs.length === 0) this.#heard.push(from)
    else if (from.inputs.length >= keep) from.inputs.shift()
    from.inputs.push(body)
  }

  /** Hands out the work in order, until `run` answers false; what it did not take stays. */
  drain(run: (work: Work) => boolean): void {
    const work = this.#work
    this.#work = []
    const left = work.findIndex((one) => !run(one))
    if (left >= 0) this.#work = work.slice(left + 1)
  }

  /** Hands out each member's inputs, oldest first. */
  drainInputs(run: (from: Membership, body: Uint8Array) => void): void {
    for (const from of this.#heard) {
      for (const body of from.inputs) run(from, body)
      from.inputs.length = 0
    }
    this.#heard.length = 0
  }
}
