/** How far a member is behind what its socket was given: kernels take megabytes that nobody reads, and only ACK tells. */
import { LIMITS } from '../../shared/limits.ts'

export class Lag {
  /** -1: it has acknowledged nothing on this connection, and is not judged by what it may never do. */
  #acked = -1
  /** Seqs that it was given and has not acknowledged, in order; the first one is what is waited for. */
  #marks: number[] | undefined
  /** Since when it is waited for. */
  #sinceMs = 0

  /** It was given events up to `seq`, all at once. */
  given(seq: number, nowMs: number): void {
    if (this.#marks === undefined) {
      this.#marks = [seq]
      this.#sinceMs = nowMs
    } else this.#marks.push(seq)
  }

  acked(seq: number, nowMs: number): void {
    this.#acked = Math.max(this.#acked, seq)
    const marks = this.#marks
    if (marks === undefined || seq < marks[0]!) return
    const next = marks.findIndex((mark) => mark > seq)
    this.#marks = next === -1 ? undefined : marks.slice(next)
    this.#sinceMs = nowMs
  }

  /** How long the member has been waited for; 0: it keeps up. `seq`: the last one that it was given, by whatever way. */
  ms(seq: number, nowMs: number): number {
    if (this.#acked === -1) return 0
    if (this.#marks === undefined && seq > this.#acked) this.given(seq, nowMs)
    return seq - this.#acked > LIMITS.lagEvents ? nowMs - this.#sinceMs : 0
  }
}
