/** Where other people live: near their doors a courier is shown only as the middle of a square, as before the pickup. */
import { DELIVERY } from '../../../../shared/delivery/rules.ts'

const { coarseM } = DELIVERY

/** Who parks across a square's edge is at the door, too; metres. */
const NEAR_M = 150

/** In the region's frame, metres. */
export interface Door {
  readonly xM: number
  readonly yM: number
}

const metres2 = (x: number, y: number, { xM, yM }: Door): number => (x - xM) * (x - xM) + (y - yM) * (y - yM)

/** In the door's own square of 500 m, or next to it: more precisely than that nobody is to learn where it is. */
export const isAround = (x: number, y: number, door: Door): boolean => {
  const sameColumn = Math.floor(x / coarseM) === Math.floor(door.xM / coarseM)
  const sameRow = Math.floor(y / coarseM) === Math.floor(door.yM / coarseM)
  return (sameColumn && sameRow) || metres2(x, y, door) <= NEAR_M * NEAR_M
}

/** A courier that is there may be at that other door: it is around it, and no nearer to the door of whoever looks. */
export const betrays = (x: number, y: number, other: Door, own: Door): boolean =>
  isAround(x, y, other) && metres2(x, y, other) < metres2(x, y, own)

/** Of what a courier has for others, as it is shown to these. */
interface Other {
  readonly sight: { readonly coarse: boolean; readonly door: Door }
}

/** The doors of a region's couriers, by slot: of what they carry, and of what they have brought and stand before yet. */
export class Doors {
  readonly #brought: (Door[] | undefined)[] = []

  /** It has brought something somewhere, and has not left yet. */
  has(slot: number): boolean {
    return this.#brought[slot] !== undefined
  }

  /** What it carried it carries no more: it may be at that door just now. */
  brought(slot: number, x: number, y: number, door: Door): void {
    if (isAround(x, y, door)) (this.#brought[slot] ??= []).push(door)
  }

  moved(slot: number, x: number, y: number): void {
    const still = this.#brought[slot]?.filter((door) => isAround(x, y, door)) ?? []
    this.#brought[slot] = still.length === 0 ? undefined : still
  }

  /** Whether its place would tell where somebody lives to the one whose door is `own`. */
  betrays(slot: number, x: number, y: number, own: Door, others: readonly Other[]): boolean {
    for (const { sight } of others)
      if (!sight.coarse && sight.door !== own && betrays(x, y, sight.door, own)) return true
    return this.#brought[slot]?.some((door) => betrays(x, y, door, own)) ?? false
  }
}
