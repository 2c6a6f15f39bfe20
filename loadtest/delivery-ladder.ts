/** Raises the rate of fixes until customers see their couriers too late, or somebody falls behind. */
import type { Figures } from './run.ts'

/** Fixes a second. */
export const RUNGS = [20_000, 40_000, 60_000, 80_000, 100_000, 120_000, 140_000]
const HELD_P99_MS = 5_000

export interface Rung {
  readonly fixes: number
  readonly cpuPercent: number | null
  readonly result: Figures
  readonly faults: readonly string[]
}

/** Every rung from `from` on that was climbed; the first that fails is the last. */
export const climb = async (from: number, step: (fixes: number) => Promise<Rung>): Promise<readonly Rung[]> => {
  const rungs: Rung[] = []
  for (const fixes of RUNGS.filter((one) => one >= from)) {
    const rung = await step(fixes)
    rungs.push(rung)
    if (!holds(rung)) break
  }
  return rungs
}

export const holds = ({ result, faults }: Rung): boolean => {
  const p99 = (result['watcherLatencyMs'] as { p99: number | null } | null)?.p99 ?? null
  return faults.length === 0 && p99 !== null && p99 <= HELD_P99_MS
}
