/** Where a struct lies: in which type, under which key, how deep, and between which structs that the document has. */
export interface Id {
  readonly client: number
  readonly clock: number
}

export interface Spot {
  /** The type around it: the name of a root, or the item that holds the type. */
  readonly root: string | null
  readonly holder: Id | null
  /** Its key in that type; null: it lies in the list. */
  readonly key: string | null
  /** How many types are around it; a root counts. */
  readonly depth: number
  /**
   * The nearest structs of the document known to lie before and behind it; null: it may be the first, or the last.
   * Of a struct that is applied both are itself: the same object.
   */
  readonly after: Id | null
  readonly before: Id | null
}

export const isApplied = (spot: Spot): boolean => spot.after !== null && spot.after === spot.before

export const isSameId = (a: Id | null, b: Id | null): boolean =>
  a === b || (a !== null && b !== null && a.client === b.client && a.clock === b.clock)

/** Whether both lie in the same list, or under the same key of the same type. */
export const isSameList = (a: Spot, b: Spot): boolean =>
  a.key === b.key && a.root === b.root && isSameId(a.holder, b.holder)
