/** Where a struct lies: in which type, under which key, how deep. */
export interface Spot {
  /** The type around it: the name of a root, or the id of the item that holds the type. */
  readonly root: string | null
  readonly client: number
  readonly clock: number
  /** Its key in that type; null: it lies in the list. */
  readonly key: string | null
  /** How many types are around it; a root counts. */
  readonly depth: number
}

export const inRoot = (root: string, key: string | null): Spot => ({ root, client: 0, clock: 0, key, depth: 1 })

export const inType = (client: number, clock: number, key: string | null, depth: number): Spot => ({
  root: null,
  client,
  clock,
  key,
  depth,
})

export const isSameSpot = (a: Spot, b: Spot): boolean =>
  a === b || (a.root === b.root && a.client === b.client && a.clock === b.clock && a.key === b.key)
