/** Raises the rate of a chat load until it no longer holds. */
import type { Figures } from './run.ts'

/** Messages a second in all rooms together; thousandths of a member's share are rounded away by the driver. */
const RUNGS = [500, 1000, 2000, 3000, 4000, 5000, 6000, 7000, 8000, 9000, 10_000, 12_000, 15_000]
/** A rung holds while deliveries are quicker than this, and the core is not full. */
const HELD_P99_MS = 250
const FULL_PERCENT = 97

export interface Rung {
  readonly rate: number
  readonly cpuPercent: number | null
  readonly result: Figures
  readonly faults: readonly string[]
}

/** Every rung that was climbed; the first that fails is the last. */
export const climb = async (from: number, step: (rate: number) => Promise<Rung>): Promise<readonly Rung[]> => {
  const rungs: Rung[] = []
  for (const rate of RUNGS.filter((one) => one >= from)) {
    const rung = await step(rate)
    rungs.push(rung)
    if (!holds(rung)) break
  }
  return rungs
}

export const holds = ({ cpuPercent, result, faults }: Rung): boolean => {
  const p99 = (result['deliveryLatencyMs'] as { p99: number | null } | null)?.p99 ?? null
  return faults.length === 0 && p99 !== null && p99 <= HELD_P99_MS && (cpuPercent ?? 0) < FULL_PERCENT
}
