/** The document as one update: what is held of it, or what the database has, put together on another thread. */
import type { Asking } from '../../../engine/room.ts'
import type { Compacted } from '../jobs.ts'
import type { Snapshot } from '../past.ts'
import { docDb } from '../rows.ts'
import type { SnapshotShelf } from '../snapshot-shelf.ts'
import { headOf, snapshotAt, updatesAfter } from './log-rows.ts'

export class SnapshotReader {
  readonly #shelf: SnapshotShelf
  /** Under way: who asks meanwhile shares it. */
  readonly #reading = new Map<string, Promise<Snapshot>>()

  constructor(shelf: SnapshotShelf) {
    this.#shelf = shelf
  }

  /** As it is at log position `atLeast`, or later; absent: with everything that is kept by now. */
  async read(room: string, asking: Asking, atLeast?: number): Promise<Snapshot> {
    const held = this.#shelf.get(room)
    if (held !== undefined && held.n >= (atLeast ?? (await headOf(docDb(asking.reader.db), room)))) return held
    const reading = this.#reading.get(room) ?? this.#read(room, asking).finally(() => this.#reading.delete(room))
    this.#reading.set(room, reading)
    const read = await reading
    // What was under way may have begun before that was kept.
    return read.n >= (atLeast ?? 0) ? read : this.#read(room, asking)
  }

  async #read(room: string, asking: Asking): Promise<Snapshot> {
    const held = this.#shelf.get(room)
    const { base, tail } = await asking.reader.snapshot(async (any) => {
      const db = docDb(any)
      const stored = await snapshotAt(db, room)
      const newest = held !== undefined && held.n > stored.n ? held : stored
      return { base: newest, tail: await updatesAfter(db, room, newest.n) }
    })
    if (tail.length === 0) {
      this.#shelf.put(room, base)
      return base
    }
    // What this kind's job gives.
    const input = { snapshot: base.data, tail, store: false }
    const { vector, data } = (await asking.job('compact', input)) as Compacted
    const snapshot = { n: base.n + tail.length, vector, data }
    this.#shelf.put(room, snapshot)
    return snapshot
  }
}
