/** What the frame and its client processes say to each other. */

/** What a client process is told to be. */
export interface Share {
  /** Of all client processes, counting from 0. */
  readonly index: number
  readonly count: number
}

export type Order =
  | { readonly do: 'join'; readonly driver: string; readonly plan: unknown; readonly share: Share }
  /** The window opens: what was counted before counts no more. */
  | { readonly do: 'open' }
  | { readonly do: 'close' }

/** Numbers since the last progress line. */
export type Counts = Readonly<Record<string, number>>

export interface Harvest {
  /** By name; encoded as Histogram.encode() does. */
  readonly histograms: Readonly<Record<string, string>>
  /** By name; added up over the client processes. */
  readonly counts: Counts
  /** Of one core, over the window. */
  readonly cpuPercent: number
  /** Trouble that makes the run invalid. */
  readonly faults: readonly string[]
}

export type Report =
  | { readonly is: 'joined'; readonly clients: number }
  | { readonly is: 'progress'; readonly counts: Counts; readonly cpuPercent: number }
  | ({ readonly is: 'harvest' } & Harvest)
  | { readonly is: 'failed'; readonly reason: string }
