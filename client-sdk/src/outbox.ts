/** Commands of one room that wait to be sent or answered, in order; all rooms of a client share one bounded budget. */
import { Writer } from '../../shared/writer.ts'
import type { TuttiError } from '../../shared/errors.ts'
import { FRAME } from '../../shared/frames.ts'

export const MAX_QUEUED = 1_000
export const MAX_QUEUED_BYTES = 1024 * 1024

/** What all outboxes of a client hold together. */
export class Budget {
  count = 0
  bytes = 0

  take(bytes: number): boolean {
    if (this.count >= MAX_QUEUED || this.bytes + bytes > MAX_QUEUED_BYTES) return false
    this.count++
    this.bytes += bytes
    return true
  }

  give(bytes: number): void {
    this.count--
    this.bytes -= bytes
  }
}

export interface Waiting {
  readonly command: string
  readonly body: Uint8Array
  /** Null: doing it twice does no harm. */
  readonly nonce: Uint8Array | null
  /** False: nobody waits for an answer, and it is gone once sent. */
  readonly asked: boolean
  readonly resolve: (body: unknown) => void
  readonly reject: (error: TuttiError) => void
  /** 0: not sent on this connection. */
  rid: number
  /** Answers so far that said "not now". */
  refusals: number
  cancelTimeout: (() => void) | undefined
}

export class Outbox {
  readonly #budget: Budget
  readonly #list: Waiting[] = []

  constructor(budget: Budget) {
    this.#budget = budget
  }

  /** The first that is not on its way yet. */
  get next(): Waiting | undefined {
    return this.#list.find((one) => one.rid === 0)
  }

  get empty(): boolean {
    return this.#list.length === 0
  }

  /** False: full. */
  add(one: Waiting): boolean {
    if (!this.#budget.take(one.body.length)) return false
    this.#list.push(one)
    return true
  }

  remove(one: Waiting): void {
    const at = this.#list.indexOf(one)
    if (at < 0) return
    this.#list.splice(at, 1)
    this.#budget.give(one.body.length)
    one.cancelTimeout?.()
  }

  /** Whatever was sent may never have arrived: it is sent again, under its nonce and in its place. */
  unsend(): number[] {
    const rids: number[] = []
    for (const one of this.#list) {
      if (one.rid !== 0) rids.push(one.rid)
      one.rid = 0
    }
    return rids
  }

  fail(error: TuttiError): void {
    while (this.#list[0] !== undefined) {
      const [one] = this.#list
      this.remove(one)
      one.reject(error)
    }
  }
}

const scratch = new Writer(256)

/** Encoded when given, so that what the caller does to the object later changes nothing. */
export const encodeBody = (body: unknown): Uint8Array => scratch.clear().value(body).copy()

export const encodeCommand = (
  ref: number,
  op: number,
  body: Uint8Array,
  rid: number,
  nonce: Uint8Array | null,
): Uint8Array => {
  scratch.clear().array(6).uint(FRAME.COMMAND).uint(ref).uint(op).raw(body).uint(rid)
  return (nonce === null ? scratch.nil() : scratch.bin(nonce)).copy()
}
