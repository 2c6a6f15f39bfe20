/** Group commit: what the durable rooms of this node want to be kept goes to the journal in batches, one at a time. */
import type { Cancel, Clock, CommitOutcome, EngineMeter, Journal, Log, RoomCommit } from '../ports.ts'

/**
 * Between the starts of two commits: what comes in between shares the next one. Twice as long as the last one took,
 * within these: where commits are dear, half of the time is left for the rooms.
 */
const MIN_GAP_MS = 2
const MAX_GAP_MS = 5
/** A commit that takes longer is stuck: nothing more is taken until it is answered. */
const STUCK_MS = 1_000
const MAX_RECORDS = 2_000
const MAX_WAITING_BYTES = 32 * 1024 * 1024

/** A room's side of it. */
export interface Recordable {
  /** What waits, at least one tick and about `most` records of it: it is in flight from now on. */
  take(most: number): { readonly commit: RoomCommit; readonly records: number }
  /** Something still waits to be taken. */
  readonly waits: boolean
  settled(outcome: CommitOutcome): void
}

export interface RecorderParts {
  readonly journal: Journal
  readonly clock: Clock
  readonly meter: EngineMeter
  readonly log: Log
}

export class Recorder {
  readonly #parts: RecorderParts
  readonly #waiting = new Set<Recordable>()
  #waitingBytes = 0
  #startedMs = -Infinity
  #gapMs = MIN_GAP_MS
  #flying = false
  #pending: Cancel | undefined
  #drained: (() => void)[] = []

  constructor(parts: RecorderParts) {
    this.#parts = parts
  }

  /** True while a commit is stuck or too much waits: what would only make it worse should be refused. */
  get refusing(): boolean {
    return this.stuck || this.#waitingBytes > MAX_WAITING_BYTES
  }

  get stuck(): boolean {
    return this.#flying && this.#parts.clock.now() - this.#startedMs > STUCK_MS
  }

  /** The room has one more tick to keep, of so many bytes. */
  add(room: Recordable, bytes: number): void {
    this.#waitingBytes += bytes
    this.#waiting.add(room)
    this.#arm()
  }

  /** So many bytes wait no longer. */
  relieve(bytes: number): void {
    this.#waitingBytes -= bytes
  }

  /** The room's memory is gone. What is in flight of it stays so, and nobody hears of its outcome. */
  forget(room: Recordable): void {
    this.#waiting.delete(room)
  }

  /** Resolves when nothing waits and nothing is in flight. */
  drained(): Promise<void> {
    if (!this.#flying && this.#waiting.size === 0) return Promise.resolve()
    return new Promise((resolve) => this.#drained.push(resolve))
  }

  #arm(): void {
    if (this.#flying || this.#pending !== undefined || this.#waiting.size === 0) return
    const { clock } = this.#parts
    const waitMs = this.#startedMs + this.#gapMs - clock.now()
    // Not within the tick that records: rooms that run in the same turn share the commit.
    this.#pending = waitMs <= 0 ? clock.soon(this.#start) : clock.after(waitMs, this.#start)
  }

  #start = (): void => {
    this.#pending = undefined
    const rooms: Recordable[] = []
    const batch: RoomCommit[] = []
    let records = 0
    for (const room of this.#waiting) {
      if (records >= MAX_RECORDS) break
      const taken = room.take(MAX_RECORDS - records)
      rooms.push(room)
      batch.push(taken.commit)
      records += taken.records
    }
    for (const room of rooms) {
      this.#waiting.delete(room)
      // Behind the others: a room that records a lot does not keep them waiting.
      if (room.waits) this.#waiting.add(room)
    }
    if (batch.length > 0) void this.#commit(rooms, batch, records)
    else this.#landed()
  }

  /** Never rejects. */
  async #commit(rooms: readonly Recordable[], batch: readonly RoomCommit[], records: number): Promise<void> {
    const { journal, clock, meter, log } = this.#parts
    this.#startedMs = clock.now()
    this.#flying = true
    let outcomes: readonly CommitOutcome[]
    try {
      outcomes = await journal.commit(batch)
    } catch (error) {
      log.error('the journal broke its word and threw', { error })
      outcomes = []
    }
    const tookMs = clock.now() - this.#startedMs
    this.#gapMs = Math.min(MAX_GAP_MS, Math.max(MIN_GAP_MS, 2 * tookMs))
    meter.committed(rooms.length, records, tookMs)
    rooms.forEach((room, i) => this.#tell(room, outcomes[i] ?? { is: 'failed', reason: 'no outcome' }))
    this.#flying = false
    this.#landed()
  }

  /** Never throws. */
  #tell(room: Recordable, outcome: CommitOutcome): void {
    try {
      room.settled(outcome)
    } catch (error) {
      this.#parts.log.error('a room could not be told what became of its commit', { error })
      // Some of what it kept was not said, and never will be: it has to begin anew.
      if (outcome.is === 'committed') this.#tell(room, { is: 'failed', reason: 'it could not be told' })
    }
  }

  #landed(): void {
    this.#arm()
    if (this.#waiting.size > 0) return
    for (const resolve of this.#drained.splice(0)) resolve()
  }
}
