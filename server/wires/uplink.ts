/** One member's edits on their way into the room: few at once, the others wait, and what fails for now is tried again. */
import { DOC } from '../../shared/doc/rules.ts'
import type { ErrorCode } from '../../shared/errors.ts'
import type { Cancel, Clock, Entry } from '../ports.ts'
import { isPassing } from './codes.ts'
import { WIRE } from './limits.ts'

/** What becomes of an edit. */
export interface UplinkFate {
  /** Durable. */
  saved(edit: Edit): void
  unsaved(code: ErrorCode, detail: string | null): void
  /** There is more than can wait, or the room does not take it: nothing of it is lost, it is still with the client. */
  stuck(): void
}

export interface Edit {
  readonly update: Uint8Array
  /** SyncStep2: all that the client has beyond what it was asked with. */
  readonly whole: boolean
  tries: number
}

export class Uplink {
  readonly #fate: UplinkFate
  readonly #clock: Clock
  readonly #flying = new Map<number, Edit>()
  #waiting: Edit[] = []
  #waitingBytes = 0
  #entry: Entry | undefined
  #ops = { edit: -1, part: -1 }
  #nextPart = 1
  #pause: Cancel | undefined
  readonly #nextRid: () => number

  constructor(fate: UplinkFate, clock: Clock, nextRid: () => number) {
    this.#fate = fate
    this.#clock = clock
    this.#nextRid = nextRid
  }

  open(entry: Entry, commands: readonly string[]): void {
    this.#entry = entry
    this.#ops = { edit: commands.indexOf('edit'), part: commands.indexOf('part') }
    this.#fly()
  }

  close(): void {
    this.#entry = undefined
    this.#pause?.()
    this.#pause = undefined
    this.#waiting = []
    this.#flying.clear()
  }

  put(update: Uint8Array, whole: boolean): void {
    this.#waiting.push({ update, whole, tries: 0 })
    this.#waitingBytes += update.length
    this.#fly()
    if (this.#waiting.length > WIRE.editsWaiting || this.#waitingBytes > WIRE.editsWaitingBytes) this.#fate.stuck()
  }

  /** False: it is the answer to something else. */
  answered(rid: number, code: ErrorCode | null, detail: string | null, retryMs: number): boolean {
    const edit = this.#flying.get(rid)
    if (edit === undefined) return false
    this.#flying.delete(rid)
    if (code === null) this.#fate.saved(edit)
    else if (isPassing(code)) this.#again(edit, retryMs)
    else this.#fate.unsaved(code, detail)
    this.#fly()
    return true
  }

  #again(edit: Edit, retryMs: number): void {
    if (++edit.tries > WIRE.editTries) return this.#fate.stuck()
    this.#waiting.unshift(edit)
    this.#waitingBytes += edit.update.length
    this.#pause ??= this.#clock.after(Math.max(retryMs, WIRE.retryMs), () => {
      this.#pause = undefined
      this.#fly()
    })
  }

  #fly(): void {
    while (this.#entry !== undefined && this.#pause === undefined && this.#flying.size < WIRE.editsInFlight) {
      const edit = this.#waiting.shift()
      if (edit === undefined) return
      this.#waitingBytes -= edit.update.length
      const rid = this.#nextRid()
      this.#flying.set(rid, edit)
      this.#give(this.#entry, edit.update, rid)
    }
  }

  #give(entry: Entry, update: Uint8Array, rid: number): void {
    if (update.length <= DOC.editMax) return entry.command(this.#ops.edit, update, rid, null)
    const id = this.#nextPart++
    const of = Math.ceil(update.length / DOC.editMax)
    for (let index = 0; index < of; index++) {
      const part = update.subarray(index * DOC.editMax, (index + 1) * DOC.editMax)
      const last = index === of - 1
      entry.command(this.#ops.part, { id, index, of, update: part }, last ? rid : 0, null)
    }
  }
}
