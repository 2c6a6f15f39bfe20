/** What waits for a room's next tick: joins, leaves and commands in the order they came, and each member's inputs. */
import type { TuttiError } from '../../shared/errors.ts'
import type { Mail } from '../ports.ts'
import type { Membership } from './membership.ts'
import type { Answer } from './nonces.ts'
import type { Granted } from './room.ts'

export interface Command {
  readonly at: 'command'
  readonly from: Membership
  readonly op: number
  readonly body: unknown
  readonly rid: number
  readonly nonce: Uint8Array | null
  /** What its answer is kept by; empty without a nonce. */
  readonly name: string
  /** Its body, once it has passed the guard of its command. */
  guarded?: { readonly body: unknown }
  /** What was found out before its tick: what `load` has read, or why it may not run, or that it was done before. */
  readonly loaded?: unknown
  readonly refused?: TuttiError
  readonly known?: Answer
}

/** What became of mail: done for good; undone, to be brought again; or its tick broke the room, which counts against it. */
export type MailFate = 'done' | 'undone' | 'broke'

/** Mail from another room. */
export interface MailWork {
  readonly at: 'mail'
  readonly mail: Mail
  /** It has a row that is to go with it. */
  readonly kept: boolean
  /** It was brought in vain before: only its row is to go. */
  readonly drop: boolean
  /** Once. */
  readonly settled: (fate: MailFate) => void
}

/** What came of a job; undefined: it did not come to its end. */
export interface JobWork {
  readonly at: 'job'
  readonly name: string
  readonly result: unknown
}

export type Work =
  | { readonly at: 'join'; readonly from: Membership; readonly granted: Granted }
  | { readonly at: 'leave'; readonly from: Membership; readonly why: 'left' | 'lost' }
  | MailWork
  | JobWork
  | Command

export class Inbox {
  #work: Work[] = []
  #heard: Membership[] = []
  readonly #acked = new Map<Membership, number>()

  get length(): number {
    return this.#work.length
  }

  /** Joins and leaves always fit, because seats bound their number; whoever puts commands looks at the length first. */
  put(work: Work): void {
    this.#work.push(work)
  }

  /** Keeps the member's `keep` latest inputs. */
  hear(from: Membership, body: Uint8Array, keep: number): void {
    if (from.inputs.length === 0) this.#heard.push(from)
    else if (from.inputs.length >= keep) from.inputs.shift()
    from.inputs.push(body)
  }

  /** Keeps the highest of a member's acknowledgements. */
  ack(from: Membership, seq: number): void {
    this.#acked.set(from, Math.max(seq, this.#acked.get(from) ?? 0))
  }

  /** Hands out the work in order, until `run` answers false; what it did not take stays. */
  drain(run: (work: Work) => boolean): void {
    const work = this.#work
    this.#work = []
    const left = work.findIndex((one) => !run(one))
    // What came in meanwhile is behind it.
    if (left >= 0) this.#work = [...work.slice(left + 1), ...this.#work]
  }

  drainAcks(run: (from: Membership, seq: number) => void): void {
    if (this.#acked.size === 0) return
    const acked = [...this.#acked]
    this.#acked.clear()
    for (const [from, seq] of acked) run(from, seq)
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
