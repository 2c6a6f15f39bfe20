/** What a room holds of what it tells: the same thing, which it may change. */

export type Mutable<T> = { -readonly [K in keyof T]: T[K] }

/** A list's column. */
export const listText = (list: readonly unknown[] | undefined): string | null =>
  list === undefined || list.length === 0 ? null : JSON.stringify(list)
