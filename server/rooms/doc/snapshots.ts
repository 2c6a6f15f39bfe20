/** When a document is written anew as a whole: in memory so that a join is cheap, and in the database so that opening is. */
import type { DocContext } from './desk.ts'
import type { Compacted } from './jobs.ts'
import type { Past, Snapshot } from './past.ts'
import type { StoredMarks } from './read/log-rows.ts'
import type { SnapshotShelf } from './snapshot-shelf.ts'
import { superseded } from './superseded.ts'
import type { Mark } from './superseded.ts'
import type { Wakes } from '../../engine/wakes.ts'

/** In memory, the tail that a join may have to carry: a tenth of the snapshot, within these. */
const TAIL_LEAST_BYTES = 64 * 1024
const TAIL_MOST_BYTES = 512 * 1024
/** A hundred people write as much in four seconds, and a snapshot takes 50 ms: a smaller tail than the most waits for so long. */
const EVERY_MS = 15_000
/** In the database: what a snapshot costs must stay small beside what was written since the last one. */
const STORE_BYTES = 256 * 1024
const STORE_SHARE = 0.75
/** Rows that an opening may have to read where the snapshot is so large that it is seldom worth writing. */
const STORE_ROWS = 30_000
/** Empty for so long: whoever opens it next should find it tidy. */
const IDLE_MS = 5_000
const RETRY_MS = 5_000
/** A large snapshot is kept in parts, one at a time, so that no commit of this host is long. */
const PART_BYTES = 512 * 1024
const PART_MS = 30
/** Snapshots that go with one that is stored: each is some megabytes to the database. */
const GONE_AT_ONCE = 4

/** A snapshot on its way to the database. */
interface Storing {
  readonly n: number
  readonly logBytes: number
  readonly vector: Uint8Array
  readonly packed: Uint8Array
  /** The part that is next. */
  next: number
  /** The last one is recorded. */
  readonly done?: () => void
}

export interface SnapshotParts {
  readonly ctx: DocContext
  readonly wakes: Wakes
  readonly past: () => Past
  readonly shelf: SnapshotShelf
  /** What the database has of them. */
  readonly stored: StoredMarks
  /** What was written since the last snapshot that is stored. */
  readonly sinceBytes: number
  readonly sinceRows: number
}

export class Snapshots {
  readonly #parts: SnapshotParts
  #sinceBytes: number
  #sinceRows: number
  /** Under way: up to which log position, and what of `since` it covers. */
  #job: { readonly n: number; readonly bytes: number; readonly rows: number } | undefined
  #idle = false
  #retryMs = -Infinity
  #begunMs = -Infinity
  /** In the database, in order; and what of some that were never finished. */
  #marks: readonly Mark[]
  #broken: readonly number[]
  /** Parts that are not kept yet. */
  #storing: Storing | undefined

  constructor(parts: SnapshotParts) {
    this.#parts = parts
    this.#sinceBytes = parts.sinceBytes
    this.#sinceRows = parts.sinceRows
    this.#marks = parts.stored.marks
    this.#broken = parts.stored.broken
  }

  /** A row was added to the log. */
  logged(bytes: number): void {
    this.#sinceBytes += bytes
    this.#sinceRows++
    this.#idle = false
  }

  /** The tick is over. */
  ended(): void {
    if ((this.#memoryDue() || this.#storeDue()) && this.#parts.ctx.now() >= this.#retryMs) this.#begin()
  }

  /** The document is full: what was deleted may make room. */
  full(): void {
    if (this.#parts.past().tailBytes > 0) this.#begin()
  }

  /** Nobody is here any more. */
  emptied(): void {
    const { wakes, ctx } = this.#parts
    wakes.at('tidy', ctx.now() + IDLE_MS, () => {
      this.#idle = ctx.members.size === 0
    })
  }

  /** What came of the job. */
  did(result: Compacted | undefined): void {
    const job = this.#job
    this.#job = undefined
    const { past, ctx, wakes, shelf } = this.#parts
    if (job === undefined) return
    if (result === undefined) {
      this.#retryMs = ctx.now() + RETRY_MS
      this.#begunMs = -Infinity
      return wakes.at('snapshot again', this.#retryMs, () => undefined)
    }
    const { vector, data, packed } = result
    const { n } = job
    const snapshot: Snapshot = { n, vector, data }
    past().rebase(snapshot)
    // Not before: nobody may read what a crash could take back.
    ctx.kept(() => shelf.put(ctx.id, snapshot))
    // As large as it has become it may not be worth it yet.
    if (packed === undefined || !this.#storeDue()) return
    this.#sinceBytes -= job.bytes
    this.#sinceRows -= job.rows
    const logBytes = (this.#marks.at(-1)?.logBytes ?? 0) + job.bytes
    this.#storing = { n, logBytes, vector, packed, next: 0 }
    this.#store()
  }

  /** The document begins with that, which nobody has told and no row holds: `done` once all of it is recorded. */
  begins({ n, vector }: Snapshot, packed: Uint8Array, done: () => void): void {
    const { ctx } = this.#parts
    // What an earlier attempt left, which did not come to its end.
    ctx.record('unsnapshotAll', { room: ctx.id })
    this.#storing = { n, logBytes: 0, vector, packed, next: 0, done }
    this.#store()
  }

  /** The log begins anew. */
  reset(): void {
    this.#sinceBytes = this.#sinceRows = 0
    this.#job = this.#storing = undefined
    this.#marks = this.#broken = []
    this.#parts.shelf.drop(this.#parts.ctx.id)
  }

  #memoryDue(): boolean {
    const { past, ctx, wakes } = this.#parts
    const { tailBytes, snapshot } = past()
    if (tailBytes > TAIL_MOST_BYTES) return true
    if (tailBytes <= Math.max(TAIL_LEAST_BYTES, snapshot.data.length / 10)) return false
    const dueMs = this.#begunMs + EVERY_MS
    if (ctx.now() >= dueMs) return true
    wakes.at('snapshot', dueMs, () => undefined)
    return false
  }

  #storeDue(): boolean {
    const size = this.#parts.past().snapshot.data.length
    if (this.#sinceRows > STORE_ROWS) return true
    return this.#sinceBytes > Math.max(this.#idle ? 0 : STORE_BYTES, size * STORE_SHARE)
  }

  #begin(): void {
    if (this.#job !== undefined || this.#storing !== undefined) return
    const { n, snapshot, tail } = this.#parts.past().cut()
    this.#begunMs = this.#parts.ctx.now()
    this.#job = { n, bytes: this.#sinceBytes, rows: this.#sinceRows }
    this.#parts.ctx.job('compact', { snapshot, tail, store: this.#storeDue() })
  }

  #store(): void {
    const storing = this.#storing
    if (storing === undefined) return
    const { ctx, wakes } = this.#parts
    const { n, logBytes, vector, packed } = storing
    const parts = Math.max(1, Math.ceil(packed.length / PART_BYTES))
    const part = storing.next++
    ctx.record('snapshot', {
      room: ctx.id,
      n,
      part,
      parts,
      at: ctx.wall(),
      vector: part === 0 ? vector : new Uint8Array(),
      data: packed.subarray(part * PART_BYTES, (part + 1) * PART_BYTES),
      log_bytes: logBytes,
    })
    if (storing.next === parts) this.#stored(storing)
    else wakes.at('snapshot part', ctx.now() + PART_MS, () => this.#store())
  }

  /** In one commit with its last part, those go that it makes superfluous. */
  #stored({ n, logBytes, done }: Storing): void {
    const { ctx } = this.#parts
    this.#storing = undefined
    const marks = [...this.#marks.filter((mark) => mark.n < n), { n, logBytes }]
    const gone = superseded(marks).slice(0, GONE_AT_ONCE)
    this.#marks = marks.filter((mark) => !gone.includes(mark.n))
    for (const old of [...gone, ...this.#broken.filter((broken) => broken !== n)])
      ctx.record('unsnapshot', { room: ctx.id, n: old })
    this.#broken = []
    done?.()
  }
}
