/**
 * What restaurants were before they changed, for a while: whoever goes through pages sees all of them as they stood at
 * the first one, so nobody is skipped or shown twice because it moved meanwhile.
 */
import type { Columns } from './columns.ts'
import { WordIndex } from './words.ts'

/** Changes that are remembered, and for how long. */
const CHANGES = 10_000
const KEPT_MS = 10 * 60_000

interface Change {
  /** The version that it made. */
  readonly version: number
  readonly at: number
  /** The number under which it stands as it was; undefined: there was none before. */
  readonly was: number | undefined
  readonly ms: number
}

export class Past {
  /** By which words they were found then. */
  readonly words = new WordIndex()
  readonly #columns: Columns
  #changes: Change[] = []
  #first = 0
  #since: number

  /** @param version how far back is known: nothing is of what was before */
  constructor(columns: Columns, version: number) {
    this.#columns = columns
    this.#since = version
  }

  get size(): number {
    return this.#changes.length - this.#first
  }

  /** This one is about to become another, or to be. */
  add(version: number, at: number, ms: number): void {
    const changes = this.#changes
    changes.push({ version, at, was: this.#kept(at), ms })
    while (this.size > CHANGES || changes[this.#first]!.ms < ms - KEPT_MS) this.#forget(changes[this.#first++]!)
    if (this.#first < CHANGES) return
    this.#changes = changes.slice(this.#first)
    this.#first = 0
  }

  /** By number, those that changed since, with the number of what they were then; undefined where nobody remembers so far. */
  since(version: number): ReadonlyMap<number, number | undefined> | undefined {
    if (version < this.#since) return undefined
    const before = new Map<number, number | undefined>()
    for (let i = this.#changes.length - 1; i >= this.#first && this.#changes[i]!.version > version; i--)
      before.set(this.#changes[i]!.at, this.#changes[i]!.was)
    return before
  }

  #kept(at: number): number | undefined {
    const listing = this.#columns.listings[at]
    if (listing === undefined) return undefined
    const was = this.#columns.next()
    this.#columns.set(was, listing)
    this.words.add(was, listing)
    return was
  }

  #forget({ version, was }: Change): void {
    this.#since = version
    if (was === undefined) return
    this.words.remove(was, this.#columns.listings[was]!)
    this.#columns.free(was)
  }
}
