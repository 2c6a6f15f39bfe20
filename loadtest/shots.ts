/** Who fired when: from a shot that leaves one client to another client's hearing of it. */

const SEQS = 256
const SLOTS = 256
/** An answer that comes later than this belongs to an earlier shot with the same low byte. */
const MAX_LATENCY_MS = 3_000

/** When which shot of a room was sent: all its players live in one process, so there is one clock. */
export class Shots {
  readonly #sentMs = new Float64Array(SLOTS * SEQS)

  sent(slot: number, seq: number, nowMs: number): void {
    this.#sentMs[slot * SEQS + (seq & 255)] = nowMs
  }

  /** Milliseconds since that shot left its player; undefined when it was not one of ours. */
  latency(slot: number, seq: number, nowMs: number): number | undefined {
    const sentMs = this.#sentMs[slot * SEQS + (seq & 255)]!
    const ms = nowMs - sentMs
    return sentMs === 0 || ms > MAX_LATENCY_MS ? undefined : ms
  }
}
