/** Which couriers are where: by box and by distance. */
import type { LocalFrame } from '../../../../shared/delivery/geo.ts'

/** How far apart two places of a region are, metres. */
export interface Metric {
  metres(xA: number, yA: number, xB: number, yB: number): number
  /** What is so many planar metres away is at least this part of them away. */
  readonly shrink: number
}

export const planar: Metric = { metres: (xA, yA, xB, yB) => Math.hypot(xB - xA, yB - yA), shrink: 1 }

/** Along the earth: the nearest of a region at 64° are not those of its map. Holds within 50 km of the centre. */
export const onEarth = (frame: LocalFrame): Metric => ({
  metres: (xA, yA, xB, yB) => frame.metres(xA, yA, xB, yB),
  shrink: 1 - 2 * frame.distortion,
})

/** Fills `out` with these, sorted; how many. */
export const sortedInto = (found: number[], out: Int32Array | number[]): number => {
  found.sort((a, b) => a - b)
  for (let i = 0; i < found.length; i++) out[i] = found[i]!
  return found.length
}

export interface CourierIndex {
  /** Adds or moves. */
  place(slot: number, xM: number, yM: number): void
  remove(slot: number): void
  has(slot: number): boolean
  readonly size: number
  /** Fills `out` with the slots within, edges too, sorted; how many. */
  within(minX: number, minY: number, maxX: number, maxY: number, out: Int32Array | number[]): number
  /** Fills `out` with the slots of the `k` nearest, nearest first, equals by slot; how many. */
  nearest(
    xM: number,
    yM: number,
    k: number,
    maxM: number,
    admits: ((slot: number) => boolean) | undefined,
    out: Int32Array,
  ): number
}
