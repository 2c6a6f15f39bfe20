/** A socket of a foreign wire as the sweep over all of them sees it. */
import type { ConnectionEvents } from '../ports.ts'
import type { Line } from './line.ts'

export interface WireSocket extends ConnectionEvents {
  readonly line: Line
  /** Ends what was silent too long or is nobody's any more. */
  sweep(nowMs: number, wallMs: number): void
  /** Says something that its client counts as a sign of life, where it does not listen to the topic of all. */
  keepAlive?(): void
}
