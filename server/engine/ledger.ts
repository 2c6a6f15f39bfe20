/** A durable room's side of the journal: what its ticks record, and what waits to be said until that is kept. */
import type { Acquired, CommitOutcome, EventRun, Mail, NonceAnswer, RoomCommit, Row } from '../ports.ts'
import { mailRow } from './engine-rows.ts'
import type { Parcel } from './parcel.ts'
import type { Recordable, Recorder } from './recorder.ts'
import { sizeOf } from './row-writer.ts'

/** What one room may have waiting: more means that its commits do not keep up, and its memory goes. */
const MAX_ROOM_BYTES = 16 * 1024 * 1024

export interface LedgerEvents {
  /** This may leave now. */
  leave(parcel: Parcel): void
  /** These answers are in the database. */
  answered(answers: readonly NonceAnswer[]): void
  /** Mail for other rooms is kept, or something for outside. */
  posted(mail: readonly Mail[], outbound: boolean): void
  /** A tick cannot be kept, and with it all that came after. */
  lost(outcome: Exclude<CommitOutcome, { is: 'committed' }>): void
}

/** One tick. `rev`: with which durable tick it leaves; without `part` it recorded nothing itself. */
interface Sealed {
  readonly rev: number
  readonly parcel: Parcel | undefined
  readonly part: Part | undefined
}

interface Part {
  readonly seq: number
  readonly nonceMs: number
  readonly run: EventRun | undefined
  readonly rows: readonly Row[]
  readonly answers: readonly NonceAnswer[]
  readonly mail: readonly Mail[]
  readonly outbound: boolean
  readonly bytes: number
}

export class Ledger implements Recordable {
  readonly #recorder: Recorder
  readonly #tell: LedgerEvents
  readonly #key: number
  #fence: number
  /** Of the last tick that recorded, and of the last one that is durable. */
  #rev: number
  #durableRev: number
  #nonceMs: number
  /** Sealed ticks that have not left, in order; of those the first `#taken` are in flight. */
  #queue: Sealed[] = []
  #taken = 0
  #over = false
  #last = false
  #bytesWaiting = 0
  #idle: (() => void) | undefined
  // Of the tick that runs.
  #rows: Row[] = []
  #answers: NonceAnswer[] = []
  #mail: Mail[] = []
  #outbound = false
  #bytes = 0

  constructor(acquired: Acquired, recorder: Recorder, tell: LedgerEvents) {
    this.#recorder = recorder
    this.#tell = tell
    this.#key = acquired.key
    this.#fence = acquired.fence
    this.#rev = acquired.rev
    this.#durableRev = acquired.rev
    this.#nonceMs = acquired.nonceMs
  }

  /** Nothing more should be asked of the room now. */
  get refusing(): boolean {
    return this.#recorder.refusing
  }

  // ── Within a tick.

  /** Rows that this tick has recorded so far. */
  get rows(): number {
    return this.#rows.length
  }

  write(row: Row): void {
    this.#rows.push(row)
    this.#bytes += sizeOf(row)
  }

  post(mail: Mail): void {
    this.#mail.push(mail)
    this.write(mailRow(mail))
  }

  sendOut(row: Row): void {
    this.#outbound = true
    this.write(row)
  }

  /** `reachMs`: nonces up to this time may have been answered from now on. */
  answer(answer: NonceAnswer, reachMs: number): void {
    this.#answers.push(answer)
    this.#nonceMs = Math.max(this.#nonceMs, reachMs)
    this.#bytes += 96 + answer.body.length
  }

  /** The tick is over: what it recorded waits for a commit, and what it says waits for that and for all before it. */
  seal(run: EventRun | undefined, seq: number, parcel: Parcel | undefined): void {
    const rows = this.#rows
    const answers = this.#answers
    if (run === undefined && rows.length === 0 && answers.length === 0) {
      if (parcel === undefined) return
      if (this.#queue.length === 0) this.#tell.leave(parcel)
      else this.#queue.push({ rev: this.#rev, parcel, part: undefined })
      return
    }
    const bytes = this.#bytes + (run?.flat.length ?? 0)
    const part = { seq, nonceMs: this.#nonceMs, run, rows, answers, mail: this.#mail, outbound: this.#outbound, bytes }
    this.#reset()
    this.#rev++
    this.#queue.push({ rev: this.#rev, parcel, part })
    this.#bytesWaiting += bytes
    this.#recorder.add(this, bytes)
    if (this.#bytesWaiting > MAX_ROOM_BYTES && !this.#last)
      this.#lose({ is: 'failed', reason: 'too much waits to be kept' })
  }

  /** What the room says now is its last word, however much it is: as a rule nothing comes behind it. */
  lastWord(): void {
    this.#last = true
  }

  // ── With the recorder.

  get waits(): boolean {
    return this.#queue.length > this.#taken && this.#queue.at(-1)!.rev > this.#takenRev
  }

  take(most: number): { readonly commit: RoomCommit; readonly records: number } {
    const events: EventRun[] = []
    const answers: NonceAnswer[] = []
    const rows: Row[] = []
    let records = 0
    let last: { rev: number; part: Part } | undefined
    while (this.#taken < this.#queue.length) {
      const { rev, part } = this.#queue[this.#taken]!
      if (part !== undefined) {
        const more = part.rows.length + part.answers.length + (part.run === undefined ? 0 : 1)
        if (last !== undefined && records + more > most) break
        records += more
        if (part.run !== undefined) events.push(part.run)
        answers.push(...part.answers)
        rows.push(...part.rows)
        last = { rev, part }
      }
      this.#taken++
    }
    if (last === undefined) throw new Error('nothing waits to be kept')
    const { seq, nonceMs } = last.part
    const commit = { rev: this.#durableRev, nextRev: last.rev, seq, nonceMs, events, answers, rows }
    return { commit: { key: this.#key, fence: this.#fence, ...commit }, records }
  }

  settled(outcome: CommitOutcome): void {
    if (this.#over) return
    if (outcome.is !== 'committed') return this.#lose(outcome)
    this.#fence = outcome.fence
    // What it says may end the room: it goes on with what the room is then.
    const gone = this.#queue.splice(0, this.#taken)
    this.#taken = 0
    this.#durableRev = gone.findLast(({ part }) => part !== undefined)?.rev ?? this.#durableRev
    let rest = 0
    while (this.#queue[rest] !== undefined && this.#queue[rest]!.rev <= this.#durableRev) rest++
    for (const { parcel, part } of [...gone, ...this.#queue.splice(0, rest)]) {
      if (part !== undefined) this.#keep(part)
      if (parcel !== undefined) this.#tell.leave(parcel)
    }
    if (this.#queue.length === 0) this.#becomeIdle()
  }

  /** Calls back when everything has left, at once if it has; only the latest wish counts. */
  whenIdle(then: () => void): void {
    this.#idle = then
    if (this.#queue.length === 0) this.#becomeIdle()
  }

  /** The room's memory goes: what waits is never said. Those parcels, in order. */
  stop(): Parcel[] {
    this.#over = true
    this.#idle = undefined
    this.#recorder.forget(this)
    this.#recorder.relieve(this.#bytesWaiting)
    this.#bytesWaiting = 0
    this.#reset()
    return this.#queue.splice(0).flatMap(({ parcel }) => (parcel === undefined ? [] : [parcel]))
  }

  get #takenRev(): number {
    return this.#taken === 0 ? this.#durableRev : this.#queue[this.#taken - 1]!.rev
  }

  #keep({ bytes, answers, mail, outbound }: Part): void {
    this.#recorder.relieve(bytes)
    this.#bytesWaiting -= bytes
    if (answers.length > 0) this.#tell.answered(answers)
    if (mail.length > 0 || outbound) this.#tell.posted(mail, outbound)
  }

  #lose(outcome: Exclude<CommitOutcome, { is: 'committed' }>): void {
    if (!this.#over) this.#tell.lost(outcome)
  }

  #becomeIdle(): void {
    this.#last = false
    const then = this.#idle
    this.#idle = undefined
    then?.()
  }

  #reset(): void {
    this.#rows = []
    this.#answers = []
    this.#mail = []
    this.#outbound = false
    this.#bytes = 0
  }
}
