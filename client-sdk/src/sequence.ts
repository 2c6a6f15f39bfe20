/** A room's numbered events, kept once and in order (PROTOCOL D1). */
import type { FRAME, Position, ServerFrame } from '../../shared/frames.ts'

export class Sequence {
  #epoch: string | undefined
  #seq = 0

  get position(): Position | null {
    return this.#epoch === undefined ? null : { epoch: this.#epoch, seq: this.#seq }
  }

  set(epoch: string, seq: number): void {
    this.#epoch = epoch
    this.#seq = seq
  }

  /** Whether a HEAD tells of something that is not here. */
  behind(epoch: string, seq: number): boolean {
    return epoch !== this.#epoch || seq > this.#seq
  }

  /**
   * Passes on what is new, until `take` says that it is enough.
   * @returns false when an event before these is missing
   */
  accept(
    frame: Extract<ServerFrame, { type: typeof FRAME.EVENTS }>,
    take: (op: number, body: unknown, seq: number) => boolean,
  ): boolean {
    let { seq } = frame
    for (const { op, body } of frame.events) {
      if (seq > this.#seq + 1) return false
      if (seq === this.#seq + 1) {
        this.#seq = seq
        if (!take(op, body, seq)) return true
      }
      seq++
    }
    return true
  }
}
