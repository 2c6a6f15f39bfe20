/** What a room holds of what it tells: the same thing, which it may change. */

export type Mutable<T> = { -readonly [K in keyof T]: T[K] }
