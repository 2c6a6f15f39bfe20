/** Snapshots of documents that are open on this host, or were asked for: what they hold is durable. */
import type { Snapshot } from './past.ts'

const BYTES = 128 * 1024 * 1024

export class SnapshotShelf {
  readonly #bytesMax: number
  /** The latest used last. */
  readonly #held = new Map<string, Snapshot>()
  #bytes = 0

  constructor(bytesMax = BYTES) {
    this.#bytesMax = bytesMax
  }

  get bytes(): number {
    return this.#bytes
  }

  get(room: string): Snapshot | undefined {
    const held = this.#held.get(room)
    if (held === undefined) return undefined
    this.#held.delete(room)
    this.#held.set(room, held)
    return held
  }

  /** Keeps the later one. */
  put(room: string, snapshot: Snapshot): void {
    const known = this.#held.get(room)
    if (known !== undefined && known.n >= snapshot.n) return
    this.drop(room)
    this.#held.set(room, snapshot)
    this.#bytes += snapshot.data.length
    for (const [oldest] of this.#held) {
      if (this.#bytes <= this.#bytesMax || oldest === room) break
      this.drop(oldest)
    }
  }

  drop(room: string): void {
    const held = this.#held.get(room)
    if (held === undefined) return
    this.#held.delete(room)
    this.#bytes -= held.data.length
  }
}
