/** Which couriers are where: by box and by distance. */

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
