/** Every fix of some couriers, with the batch it went out in: what of them was acknowledged must be in the tracks. */

/** By courier id: Unix ms of each fix, and its batch. */
export type Sampled = Record<string, { readonly ts: readonly number[]; readonly batches: readonly number[] }>

/** What one client process remembers. */
export interface SamplesFile {
  readonly fixes: Sampled
  /** By courier id: the last batch that was acknowledged. */
  readonly acked: Record<string, number>
}

export class Samples {
  readonly #every: number
  readonly #ts = new Map<number, number[]>()
  readonly #batches = new Map<number, number[]>()

  /** Of so many couriers, so many are remembered. */
  constructor(couriers: number, samples: number) {
    this.#every = Math.max(1, Math.floor(couriers / Math.max(1, samples)))
  }

  sent(courier: number, t: number, batch: number): void {
    if (courier % this.#every !== 0) return
    let ts = this.#ts.get(courier)
    if (ts === undefined) {
      this.#ts.set(courier, (ts = []))
      this.#batches.set(courier, [])
    }
    ts.push(t)
    this.#batches.get(courier)!.push(batch)
  }

  file(idOf: (courier: number) => string, ackedOf: (courier: number) => number): SamplesFile {
    const fixes: Sampled = {}
    const acked: Record<string, number> = {}
    for (const [courier, ts] of this.#ts) {
      fixes[idOf(courier)] = { ts, batches: this.#batches.get(courier)! }
      acked[idOf(courier)] = ackedOf(courier)
    }
    return { fixes, acked }
  }
}

/** How many of the remembered fixes are not in the track: of all, and of those that were acknowledged. */
export const missing = (
  { fixes, acked }: SamplesFile,
  courier: string,
  track: ReadonlySet<number>,
): { sent: number; lost: number; acked: number; ackedLost: number } => {
  const { ts, batches } = fixes[courier]!
  const count = { sent: ts.length, lost: 0, acked: 0, ackedLost: 0 }
  ts.forEach((t, i) => {
    const isAcked = batches[i]! <= acked[courier]!
    if (isAcked) count.acked++
    if (track.has(t)) return
    count.lost++
    if (isAcked) count.ackedLost++
  })
  return count
}
