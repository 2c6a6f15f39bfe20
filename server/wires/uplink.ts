/** One member's edits on their way into the room: few at once, the others wait, and what fails for now is tried again. */
import { Bucket } from '../../shared/bucket.ts'
import { DOC } from '../../shared/doc/rules.ts'
import type { ErrorCode } from '../../shared/errors.ts'
import type { Cancel, Clock, Entry } from '../ports.ts'
import { isPassing } from './codes.ts'
import { WIRE } from './limits.ts'
import { mergedTail } from './room-state.ts'

/** What becomes of an edit. */
export interface UplinkFate {
  /** Durable. */
  saved(edit: Edit): void
  unsaved(edit: Edit, code: ErrorCode, detail: string | null): void
  /** One builds on what never came. */
  lacking(): void
  /** There is more than can wait, or the room does not take it: nothing of it is lost, it is still with the client. */
  stuck(): void
}

export interface Edit {
  readonly update: Uint8Array
  /** SyncStep2: all that the client has beyond what it was asked with. */
  readonly whole: boolean
  tries: number
  /** Of its last part. */
  rid: number
  /** Why one of its parts was refused. */
  failure: ErrorCode | null
  /** What it was made of, where several that waited were made one. */
  readonly of?: readonly Edit[]
  /** It goes by itself: together with others it was refused, and it may be one of those. */
  alone?: boolean
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
  readonly #gaps = new Bucket(WIRE.gaps)

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
    // Those that fly may wait in the room for what it holds.
    if (whole) this.#waiting.unshift(edit(update, whole))
    else this.#waiting.push(edit(update, whole))
    this.#waitingBytes += update.length
    this.#fly()
    if (this.#waiting.length > WIRE.editsWaiting || this.#waitingBytes > WIRE.editsWaitingBytes) this.#fate.stuck()
  }

  /** False: it is the answer to something else. */
  answered(rid: number, code: ErrorCode | null, detail: string | null, retryMs: number): boolean {
    const edit = this.#flying.get(rid)
    if (edit === undefined) return false
    this.#flying.delete(rid)
    edit.failure ??= code
    if (rid !== edit.rid) return true // One part of several.
    if (edit.failure === null) for (const one of edit.of ?? [edit]) this.#fate.saved(one)
    else if (isPassing(edit.failure)) this.#again(edit, retryMs)
    else if (edit.of !== undefined) this.#apart(edit.of)
    else this.#refused(edit, edit.failure, detail)
    this.#fly()
    return true
  }

  #refused(edit: Edit, code: ErrorCode, detail: string | null): void {
    this.#fate.unsaved(edit, code, detail)
    if (code === 'conflict' && this.#gaps.take(this.#clock.now()) === 0) this.#fate.lacking()
  }

  #again(edit: Edit, retryMs: number): void {
    if (++edit.tries > WIRE.editTries) return this.#fate.stuck()
    edit.failure = null
    this.#waiting.unshift(edit)
    this.#waitingBytes += edit.update.length
    const waitMs = Math.max(retryMs, WIRE.retryMs * Math.min(edit.tries, WIRE.retryMost))
    this.#pause ??= this.#clock.after(waitMs, () => {
      this.#pause = undefined
      this.#gather()
      this.#fly()
    })
  }

  /** One of several is what the room does not want: each goes by itself. */
  #apart(edits: readonly Edit[]): void {
    for (const one of edits) one.alone = true
    this.#waiting.unshift(...edits)
    for (const { update } of edits) this.#waitingBytes += update.length
  }

  /** The room would not take so many: those that had to wait become few. */
  #gather(): void {
    const groups: Edit[][] = []
    let bytes = Infinity
    for (const one of this.#waiting) {
      bytes += one.update.length
      if (bytes > DOC.editMax || one.alone === true) {
        groups.push([one])
        bytes = one.alone === true ? Infinity : one.update.length
      } else groups.at(-1)!.push(one)
    }
    this.#waiting = groups.flatMap(together)
    this.#waitingBytes = this.#waiting.reduce((sum, { update }) => sum + update.length, 0)
  }

  #fly(): void {
    while (this.#entry !== undefined && this.#pause === undefined && this.#mayFly()) {
      const edit = this.#waiting.shift()
      if (edit === undefined) return
      this.#waitingBytes -= edit.update.length
      this.#give(this.#entry, edit)
    }
  }

  /** One that is whole has a place of its own. */
  #mayFly(): boolean {
    return this.#flying.size < WIRE.editsInFlight + (this.#waiting[0]?.whole === true ? 1 : 0)
  }

  #give(entry: Entry, edit: Edit): void {
    const { update } = edit
    if (update.length <= DOC.editMax) return entry.command(this.#ops.edit, update, this.#ridFor(edit), null)
    const id = this.#nextPart++
    const of = Math.ceil(update.length / DOC.editMax)
    for (let index = 0; index < of; index++) {
      const part = update.subarray(index * DOC.editMax, (index + 1) * DOC.editMax)
      entry.command(this.#ops.part, { id, index, of, update: part }, this.#ridFor(edit), null)
    }
  }

  #ridFor(edit: Edit): number {
    edit.rid = this.#nextRid()
    this.#flying.set(edit.rid, edit)
    return edit.rid
  }
}

const edit = (update: Uint8Array, whole: boolean, of?: readonly Edit[]): Edit => ({
  update,
  whole,
  tries: 0,
  rid: 0,
  failure: null,
  ...(of !== undefined && { of }),
})

/** As one, which holds what each of them does. */
const together = (edits: readonly Edit[]): readonly Edit[] => {
  if (edits.length === 1) return edits
  try {
    const update = mergedTail(edits.map((one) => one.update))!
    const of = edits.flatMap((one) => one.of ?? [one])
    return [{ ...edit(update, false, of), tries: Math.max(...edits.map(({ tries }) => tries)) }]
  } catch {
    return edits // One of them is no update, and the room will say which.
  }
}
