/**
 * What a Hocuspocus provider counts as unsynced, for each SyncStatus takes one off, whichever it was for. It begins anew
 * with 1 at its SyncStep1, the one being its SyncStep2; each Update that it writes from then on is one more. What it
 * wrote before and kept until its line was there comes behind SyncStep1 all the same, and is not counted: a status for
 * it would take off an edit that is not kept yet.
 */
import * as Y from 'yjs'
import type { Edit } from './uplink.ts'

/** A message of which the fate is told: what it carried, and whether it was SyncStep2. */
export type Sent = Pick<Edit, 'update' | 'whole'>

/** `unsure`: only deletes, which no state vector tells the age of. */
type Counts = 'one' | 'none' | 'unsure'

/** Sweeps in which nothing came: what is taken off now takes off nothing that is on its way. */
const QUIET_SWEEPS = 4

export class HocusCount {
  /** What waits for its fate. */
  readonly #open = new Map<Uint8Array, Counts>()
  /** Each SyncStep1 sent to it and not answered: does it count the answer? */
  #asked: Counts[] = []
  /** Its SyncStep1, until its first SyncStep2: what is not behind it was written before. */
  #began: Uint8Array | undefined
  #known: ReadonlyMap<number, number> | undefined
  /** Refused: still with the client, which counts them. */
  #owed = 0
  #unsure = 0
  #quiet = 0

  /** Its SyncStep1 has come: it counts anew. */
  began(vector: Uint8Array): void {
    this.#open.clear()
    this.#asked.fill('none')
    this.#began = vector
    this.#known = undefined
    this.#owed = 0
    this.#unsure = 0
    this.#quiet = 0
  }

  /** It is sent a SyncStep1; `first`: behind the answer to its own. */
  asks(first: boolean): void {
    this.#asked.push(first ? 'one' : 'none')
  }

  /** An Update has come, or a SyncStep2. */
  came(update: Uint8Array, whole: boolean): void {
    this.#quiet = 0
    if (!whole) return void this.#open.set(update, this.#countOf(update))
    this.#open.set(update, this.#asked.shift() ?? 'one')
    this.#began = undefined
  }

  /** So many statuses of 1 are due. */
  saved({ update, whole }: Sent): number {
    const counts = this.#open.get(update)
    if (counts === undefined) return 0
    this.#open.delete(update)
    if (counts === 'unsure') this.#unsure++
    const one = counts === 'one' ? 1 : 0
    if (!whole) return one
    // All that was refused before is in it.
    const owed = this.#owed
    this.#owed = 0
    return one + owed
  }

  refused({ update }: Sent): void {
    if (this.#open.get(update) === 'one') this.#owed++
    this.#open.delete(update)
  }

  /** Now and then. So many statuses of 1 are due. */
  sweep(): number {
    if (this.#unsure === 0 || ++this.#quiet < QUIET_SWEEPS || this.#open.size > 0) return 0
    const due = this.#unsure
    this.#unsure = 0
    return due
  }

  #countOf(update: Uint8Array): Counts {
    if (this.#began === undefined) return 'one'
    try {
      const { to } = Y.parseUpdateMeta(update)
      if (to.size === 0) return 'unsure'
      this.#known ??= Y.decodeStateVector(this.#began)
      for (const [client, clock] of to) if (clock > (this.#known.get(client) ?? 0)) return 'one'
      return 'none'
    } catch {
      return 'one' // No update: the room will say so.
    }
  }
}
