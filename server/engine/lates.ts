/** Answers that a room owes: to commands whose handlers asked to answer later, in the same tick or in another. */
import type { ErrorCode, TuttiError } from '../../shared/errors.ts'
import type { Membership } from './membership.ts'
import { NIL, encodeBody } from './output.ts'
import type { Output } from './output.ts'
import type { Later } from './room.ts'

class Owed implements Later {
  readonly #from: Membership
  readonly #rid: number
  readonly #give: (owed: Owed, from: Membership, rid: number, refusal: TuttiError | null, body: Uint8Array) => void
  /** It was given, or nobody waits for it. */
  over = false

  constructor(
    from: Membership,
    rid: number,
    give: (owed: Owed, from: Membership, rid: number, refusal: TuttiError | null, body: Uint8Array) => void,
  ) {
    this.#from = from
    this.#rid = rid
    this.#give = give
  }

  reply(body?: unknown): void {
    this.#end(null, body === undefined ? NIL : encodeBody(body))
  }

  refuse(error: TuttiError): void {
    this.#end(error, NIL)
  }

  #end(refusal: TuttiError | null, body: Uint8Array): void {
    if (this.over) return
    this.over = true
    this.#give(this, this.#from, this.#rid, refusal, body)
  }
}

export class Lates {
  readonly #output: Output
  readonly #refused: (code: ErrorCode) => void
  readonly #owed = new Set<Owed>()
  /** Of the command being handled. */
  #asked: { readonly from: Membership; readonly rid: number } | undefined
  #made: Owed | undefined

  /** `refused`: a command was refused late. */
  constructor(output: Output, refused: (code: ErrorCode) => void) {
    this.#output = output
    this.#refused = refused
  }

  /** The command being handled will be answered later. */
  get made(): boolean {
    return this.#made !== undefined
  }

  /** A command is about to be handled. */
  begin(from: Membership, rid: number): void {
    this.#asked = { from, rid }
    this.#made = undefined
  }

  /** @throws an Error outside of a command: it is a bug of the room. */
  make(): Later {
    if (this.#asked === undefined) throw new Error('later() is for a command, and none is being handled')
    return (this.#made ??= new Owed(this.#asked.from, this.#asked.rid, this.#give))
  }

  /** It was handled, or refused. True: it is answered later, or was already; what it was refused with is its answer else. */
  end(refused: boolean): boolean {
    const made = this.#made
    this.#asked = this.#made = undefined
    if (made === undefined) return false
    if (made.over) return true
    if (refused) made.over = true
    else this.#owed.add(made)
    return !refused
  }

  /** The room goes: whoever still waits is told that it is not done. */
  stop(refusal: TuttiError): void {
    for (const owed of this.#owed) owed.refuse(refusal)
  }

  #give = (owed: Owed, from: Membership, rid: number, refusal: TuttiError | null, body: Uint8Array): void => {
    this.#owed.delete(owed)
    if (refusal !== null) this.#refused(refusal.code)
    this.#output.reply(from, rid, refusal, body)
  }
}
