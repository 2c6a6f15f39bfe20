/**
 * What restaurants were before they changed, for a while: whoever goes through pages sees all of them as they stood at
 * the first one, so nobody is skipped or shown twice because it moved meanwhile.
 */
import type { Listing } from './listing.ts'

/** Changes that are remembered, and for how long. */
const CHANGES = 10_000
const KEPT_MS = 10 * 60_000

interface Change {
  /** The version that it made. */
  readonly version: number
  readonly at: number
  /** Undefined: there was none before. */
  readonly was: Listing | undefined
  readonly ms: number
}

export class Past {
  #changes: Change[] = []
  #first = 0
  #since: number

  /** @param version how far back is known: nothing is of what was before */
  constructor(version: number) {
    this.#since = version
  }

  get size(): number {
    return this.#changes.length - this.#first
  }

  add(version: number, at: number, was: Listing | undefined, ms: number): void {
    this.#changes.push({ version, at, was, ms })
    const changes = this.#changes
    while (this.size > CHANGES || changes[this.#first]!.ms < ms - KEPT_MS) this.#since = changes[this.#first++]!.version
    if (this.#first < CHANGES) return
    this.#changes = changes.slice(this.#first)
    this.#first = 0
  }

  /** By number, those that changed since, as they were then; undefined where nobody remembers so far. */
  since(version: number): ReadonlyMap<number, Listing | undefined> | undefined {
    if (version < this.#since) return undefined
    const before = new Map<number, Listing | undefined>()
    for (let i = this.#changes.length - 1; i >= this.#first && this.#changes[i]!.version > version; i--)
      before.set(this.#changes[i]!.at, this.#changes[i]!.was)
    return before
  }
}
