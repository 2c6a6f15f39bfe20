/** What the frame gives a kind of load to work with, and what it wants back. */
import { COMMON, readSwitches } from './arguments.ts'
import type { Switches, Values } from './arguments.ts'
import type { Cores } from './cores.ts'
import type { Family } from './family.ts'
import type { Percentiles } from './histogram.ts'

export interface Run {
  readonly common: Values<typeof COMMON>
  readonly cores: Cores
  readonly family: Family
  /** Aborted when the run shall end early. */
  readonly signal: AbortSignal
  /** A line for who waits. */
  readonly say: (line: string) => void
}

export interface ServerFigures {
  readonly cpuPercent: number | null
  /** Time in which it could have run and its core was taken by others: above a percent or two, times are not its own. */
  readonly waitedPercent: number | null
  readonly rssMb: number | null
  readonly rssStartMb: number | null
  /** Over the window, by least squares. */
  readonly rssSlopeKbPerSecond: number | null
  readonly eventLoopDelayMs: Percentiles | null
}

/** Named figures: numbers, percentiles, lists; null is "not measured". */
export type Figures = Readonly<Record<string, unknown>>

export interface PeerOutcome {
  readonly name: string
  readonly version: string | null
  readonly server: ServerFigures | null
  readonly result: Figures | null
  /** Why there are no figures, or what to know about them. */
  readonly note?: string
}

export interface Outcome {
  readonly params: Figures
  /** The measured window, as it really was. */
  readonly seconds: number
  readonly server: ServerFigures
  readonly result: Figures
  readonly peers: readonly PeerOutcome[]
  /** Why this run proves nothing; empty: it is valid. */
  readonly faults: readonly string[]
}

export interface LoadKind<S extends Switches = Switches> {
  readonly name: string
  readonly about: string
  readonly switches: S
  run(run: Run, values: Values<S>): Promise<Outcome>
}

/** A kind with the types of its switches forgotten, for the list of kinds. */
export interface AnyLoadKind {
  readonly name: string
  readonly about: string
  readonly switches: Switches
  readonly start: (run: Run, args: readonly string[]) => Promise<Outcome>
}

/** The run cannot give valid figures: exit status 3 with this reason. */
export class InvalidRun extends Error {
  override readonly name = 'InvalidRun'
}

export const NOT_MEASURED: ServerFigures = {
  cpuPercent: null,
  waitedPercent: null,
  rssMb: null,
  rssStartMb: null,
  rssSlopeKbPerSecond: null,
  eventLoopDelayMs: null,
}

/** Binds a kind's table of switches to what it runs. */
export const defineLoad = <const S extends Switches>(kind: LoadKind<S>): AnyLoadKind => ({
  name: kind.name,
  about: kind.about,
  switches: kind.switches,
  start: (run, args) => kind.run(run, readSwitches({ ...COMMON, ...kind.switches }, args)),
})
