/** Edits on their way up: gathered, merged, sent in order, and each kept until the host has it for good. */
import * as Y from 'yjs'
import { DOC } from '../../../shared/doc/rules.ts'
import { toError } from '../../../shared/errors.ts'
import type { TuttiError } from '../../../shared/errors.ts'
import { Backoff } from '../backoff.ts'
import type { ClientClock } from '../clock.ts'
import { passes } from '../requests.ts'
import { inPieces } from './pieces.ts'

/** Edits that follow one another sooner than this travel together. */
const GATHER_MS = 30
/** More than this is not on its way at once: the rest waits here, where it can be merged. */
const MAX_FLYING = 16
const MAX_FLYING_BYTES = 96 * 1024
/** More in one update than this is told in pieces: the host takes 6 MiB, and four million letters. */
const PIECE_BYTES = 2 * 1024 * 1024
/** Merging is not linear in the number of updates. */
const MERGE_AT = 64
/** The host's own mistakes, in a row, before an edit is given up. */
const MAX_MISTAKES = 4

export interface UploadParts {
  readonly clock: ClientClock
  /** Resolves when it is durable. */
  readonly send: (update: Uint8Array) => Promise<unknown>
  /** `waiting` or `refused` changed. */
  readonly changed: () => void
  /** The host lacks what an edit builds on: replace() is to bring it all. Undefined: it cannot. */
  readonly gap?: (() => void) | undefined
}

/** One or more edits as one update. */
interface Batch {
  readonly update: Uint8Array
  readonly edits: number
}

export class Upload {
  refusal: TuttiError | undefined
  readonly #parts: UploadParts
  readonly #backoff: Backoff
  #gathered: Batch[] = []
  readonly #flying = new Set<Batch>()
  #flyingBytes = 0
  #refused: Batch[] = []
  #open = false
  #closed = false
  /** Came back, and leave together before anything new does: what is still on its way may build on them. */
  #returned: Batch[] = []
  #mistakes = 0
  #sentMs = -Infinity
  #returnMs = 0
  #cancelGather: (() => void) | undefined
  #cancelReturn: (() => void) | undefined
  #due = false

  constructor(parts: UploadParts) {
    this.#parts = parts
    this.#backoff = new Backoff(parts.clock, () => 0.5)
  }

  get waiting(): number {
    return count(this.#gathered) + count(this.#flying) + count(this.#returned)
  }
  get refused(): number {
    return count(this.#refused)
  }

  /** All that is not durable and not refused. */
  left(): Uint8Array[] {
    return [...this.#flying, ...this.#returned, ...this.#gathered].map(({ update }) => update)
  }

  /** All that was refused. */
  rejected(): Uint8Array | undefined {
    return this.#refused.length === 0 ? undefined : merged(this.#refused).update
  }
  add(update: Uint8Array): void {
    this.#gathered.push({ update, edits: 1 })
    if (this.#gathered.length >= MERGE_AT) this.#gathered = [merged(this.#gathered)]
    this.#parts.changed()
    this.#soon()
  }

  /** Not to be sent, because of what I may do here. */
  refuse(update: Uint8Array, why: TuttiError): void {
    this.#give([{ update, edits: 1 }], why)
  }

  /** All that is here and not durable: in place of what was gathered so far, and of what came back. */
  replace(update: Uint8Array): void {
    const edits = Math.max(1, count(this.#gathered) + count(this.#returned))
    this.#cancelReturn?.()
    this.#cancelReturn = undefined
    this.#returned = []
    this.#gathered = [{ update, edits }]
    this.#parts.changed()
    this.#soon()
  }

  /** The host takes edits of mine, and those as well that I was not allowed to make. */
  open(): void {
    this.#open = true
    if (this.refusal?.code === 'forbidden') {
      this.#gathered.unshift(...this.#refused)
      this.#refused = []
      this.refusal = undefined
      this.#parts.changed()
    }
    this.#soon()
  }

  /** Not now: they wait. */
  shut(): void {
    this.#open = false
  }

  /** What has not left will not be taken, as when I may no longer edit; what has is the host's to say. */
  forbid(why: TuttiError): void {
    this.#open = false
    const left = [...this.#returned, ...this.#gathered]
    this.#returned = []
    this.#gathered = []
    if (left.length > 0) this.#give(left, why)
  }

  close(): void {
    this.#closed = true
    this.#open = false
    this.#cancelGather?.()
    this.#cancelReturn?.()
  }

  /** Once for all edits of a turn, and not more often than GATHER_MS says. */
  #soon(): void {
    if (this.#due || !this.#open || this.#gathered.length === 0 || this.#returned.length > 0) return
    this.#due = true
    const run = (): void => {
      this.#due = false
      this.#cancelGather = undefined
      this.#flush()
    }
    const waitMs = this.#sentMs + GATHER_MS - this.#parts.clock.now()
    if (waitMs <= 0) queueMicrotask(run)
    else this.#cancelGather = this.#parts.clock.after(waitMs, run)
  }

  #flush(): void {
    while (this.#open && this.#returned.length === 0 && this.#gathered.length > 0) {
      if (this.#flying.size >= MAX_FLYING || this.#flyingBytes >= MAX_FLYING_BYTES) return
      this.#dispatch(this.#take())
    }
  }

  /** As many as fit into one command, one at least; of one that is too large for that, its first piece. */
  #take(): Batch {
    const [first] = this.#gathered
    if (first !== undefined && first.update.length > PIECE_BYTES) {
      const pieces = inPieces(first.update, PIECE_BYTES)
      this.#gathered.splice(
        0,
        1,
        ...pieces.map((update, i) => ({ update, edits: i === pieces.length - 1 ? first.edits : 1 })),
      )
      return this.#gathered.shift()!
    }
    let bytes = 0
    let some = 0
    for (const { update } of this.#gathered) {
      if (some > 0 && bytes + update.length > DOC.editMax) break
      bytes += update.length
      some++
    }
    return merged(this.#gathered.splice(0, some))
  }

  #dispatch(batch: Batch): void {
    this.#flying.add(batch)
    this.#flyingBytes += batch.update.length
    this.#sentMs = this.#parts.clock.now()
    this.#parts.send(batch.update).then(
      () => this.#landed(batch),
      (thrown: unknown) => this.#failed(batch, toError(thrown)),
    )
  }

  #landed(batch: Batch): void {
    this.#flown(batch)
    this.#mistakes = 0
    if (this.#returned.length === 0) this.#backoff.healthy()
    this.#parts.changed()
    this.#next()
  }

  #failed(batch: Batch, error: TuttiError): void {
    // What was on its way when it was closed is not known to be kept, then and ever after.
    if (this.#closed) return
    this.#flown(batch)
    // Behind one that came back, another is refused for what it lacks: they leave again as one.
    const again =
      passes(error.code) || error.code === 'not_joined' || (this.#returned.length > 0 && error.code !== 'forbidden')
    const gap = error.code === 'conflict' && this.#parts.gap !== undefined && ++this.#mistakes <= MAX_MISTAKES
    const mistaken = error.code === 'internal' && ++this.#mistakes <= MAX_MISTAKES
    if (again || mistaken || gap) {
      this.#returned.push(batch)
      this.#returnMs = Math.max(this.#returnMs, error.retryMs ?? 0)
      if (gap && this.#returned.length === 1) this.#parts.gap?.()
    } else this.#give([batch], error)
    this.#parts.changed()
    this.#next()
  }

  #next(): void {
    if (this.#returned.length === 0) return this.#soon()
    if (this.#cancelReturn !== undefined || this.#closed) return
    const waitMs = this.#backoff.nextMs(this.#returnMs > 0 ? this.#returnMs : undefined)
    this.#returnMs = 0
    this.#cancelReturn = this.#parts.clock.after(waitMs, () => {
      this.#cancelReturn = undefined
      this.#gathered.unshift(...this.#returned)
      this.#returned = []
      this.#soon()
    })
  }

  #flown(batch: Batch): void {
    this.#flying.delete(batch)
    this.#flyingBytes -= batch.update.length
  }

  #give(batches: readonly Batch[], why: TuttiError): void {
    this.#refused.push(...batches)
    if (this.#refused.length >= MERGE_AT) this.#refused = [merged(this.#refused)]
    this.refusal = why
    this.#parts.changed()
  }
}

const count = (batches: Iterable<Batch>): number => {
  let edits = 0
  for (const batch of batches) edits += batch.edits
  return edits
}

const merged = (batches: readonly Batch[]): Batch => {
  const [only] = batches
  if (batches.length === 1 && only !== undefined) return only
  return { update: Y.mergeUpdates(batches.map(({ update }) => update)), edits: count(batches) }
}
