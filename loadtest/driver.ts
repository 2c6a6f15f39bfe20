/** One client process's part of a load: what each kind of load implements, once a kind. */
import type { Histogram } from './histogram.ts'
import type { Counts, Share } from './swarm-messages.ts'

export interface Driver {
  /** Connects everything, and starts the load. Resolves with how many clients are in; rejects when one is refused. */
  join(): Promise<number>
  /** The window opens. */
  open(): void
  /** The window closes: measured until now, the load may go on. What is worth a wait is looked at before it resolves. */
  close(): void | Promise<void>
  /** Counts since the last call. */
  progress(): Counts
  histograms(): Readonly<Record<string, Histogram>>
  /** Of the window. */
  counts(): Counts
  /** Trouble within the window that makes the run invalid. */
  faults(): readonly string[]
}

/** What a driver's module exports. */
export interface DriverModule {
  readonly createDriver: (plan: unknown, share: Share) => Driver | Promise<Driver>
}
