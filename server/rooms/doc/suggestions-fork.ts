/** What one person proposes, as its room holds it: bytes, and what the guard asks about them. */
import * as Y from 'yjs'
import type { Suggester } from '../../../shared/doc/types.ts'
import { TuttiError } from '../../../shared/errors.ts'
import { inspect } from './guard/inspect.ts'
import { Ranges } from './guard/ranges.ts'
import type { Accepted, GuardView, Placed } from './guard/verdict.ts'
import type { StoredFork } from './read/stored-forks.ts'

export class Proposed {
  readonly user: string
  name: string
  at: number
  /** The number of its last update. */
  m: number
  #rows: { readonly m: number; readonly update: Uint8Array }[] = []
  #bytes = 0
  /** Client → clock behind its last struct. */
  readonly #clocks = new Map<number, number>()
  readonly #deletes = new Map<number, Ranges>()
  readonly #roots = new Set<string>()
  /** Where its structs lie: of each client in order, what was judged in one go. */
  readonly #placed = new Map<number, { readonly from: number; readonly placed: Placed }[]>()
  /** What came from the database, or was cut, is judged when something builds on it. */
  #isPlaced: boolean

  constructor({ user, name, at, m, updates }: StoredFork) {
    this.user = user
    this.name = name
    this.at = at
    this.m = m
    // Which of them had which number does not matter any more.
    for (const update of updates) this.#add(m, update)
    this.#isPlaced = updates.length === 0
  }

  get bytes(): number {
    return this.#bytes
  }

  /** How many updates it lies in. */
  get count(): number {
    return this.#rows.length
  }

  get shown(): Suggester {
    return { user: this.user, name: this.name, at: this.at }
  }

  /** The Yjs clients that write here. */
  clients(): IterableIterator<number> {
    return this.#clocks.keys()
  }

  /** All of it as one update. */
  merged(): Uint8Array {
    return Y.mergeUpdates(this.#rows.map(({ update }) => update))
  }

  /** Its updates behind that one; undefined: they cannot be told apart any more. */
  since(m: number): Uint8Array[] | undefined {
    const [first] = this.#rows
    if (first === undefined || first.m > m) return undefined
    return this.#rows.filter((row) => row.m > m).map(({ update }) => update)
  }

  take(judged: Accepted): void {
    this.#add(++this.m, judged.update)
    this.#place(judged)
  }

  /** It is that from now on. */
  replace(update: Uint8Array): void {
    this.#rows = []
    this.#bytes = 0
    this.#deletes.clear()
    this.#roots.clear()
    this.#placed.clear()
    this.#isPlaced = false
    this.#add(++this.m, update)
  }

  /**
   * The document and this, as its author's next update is judged. `main`: the document alone, for the same author.
   * @throws TuttiError `conflict` where this does not fit the document
   */
  view(main: GuardView): GuardView {
    if (!this.#isPlaced) this.#judge(main)
    return {
      author: this.user,
      roots: main.roots + [...this.#roots].filter((root) => !main.hasRoot(root)).length,
      hasRoot: (name) => this.#roots.has(name) || main.hasRoot(name),
      ownRoots: () => main.ownRoots() + this.#roots.size,
      clients: main.clients + this.#clocks.size,
      clock: (client) => Math.max(main.clock(client), this.#clocks.get(client) ?? 0),
      owner: (client) => this.#owner(main, client),
      deleted: (client, clock, length) =>
        (this.#deletes.get(client)?.endOf(clock) ?? clock) >= clock + length || main.deleted(client, clock, length),
      spot: (client, clock) =>
        clock < main.clock(client)
          ? main.spot(client, clock)
          : this.#placed
              .get(client)
              ?.findLast(({ from }) => from <= clock)
              ?.placed.spot(client, clock),
      isBefore: (a, b) => main.isBefore(a, b),
      between: (spot, max) => main.between(spot, max),
    }
  }

  #owner(main: GuardView, client: number): string | undefined {
    return this.#clocks.has(client) ? this.user : main.owner(client)
  }

  #judge(main: GuardView): void {
    const judged = inspect(this.merged(), {
      author: this.user,
      roots: main.roots,
      hasRoot: (name) => main.hasRoot(name),
      ownRoots: () => main.ownRoots(),
      clients: main.clients,
      clock: (client) => main.clock(client),
      owner: (client) => this.#owner(main, client),
      deleted: (client, clock, length) => main.deleted(client, clock, length),
      spot: (client, clock) => main.spot(client, clock),
      isBefore: (a, b) => main.isBefore(a, b),
      between: (spot, max) => main.between(spot, max),
    })
    if (judged.verdict === 'accept') this.#place(judged)
    else if (judged.verdict !== 'nothing')
      throw new TuttiError('conflict', 'what you proposed does not fit the document any more')
    this.#isPlaced = true
  }

  #place({ written, roots, placed }: Accepted): void {
    for (const { client, from } of written) {
      const known = this.#placed.get(client)
      if (known === undefined) this.#placed.set(client, [{ from, placed }])
      else known.push({ from, placed })
    }
    for (const root of roots) this.#roots.add(root)
  }

  #add(m: number, update: Uint8Array): void {
    this.#rows.push({ m, update })
    this.#bytes += update.length
    for (const [client, clock] of Y.parseUpdateMeta(update).to)
      this.#clocks.set(client, Math.max(clock, this.#clocks.get(client) ?? 0))
    // An update without deletes ends with their number.
    if (update.at(-1) === 0) return
    for (const [client, ranges] of Y.decodeUpdate(update).ds.clients) {
      let known = this.#deletes.get(client)
      if (known === undefined) this.#deletes.set(client, (known = new Ranges()))
      for (const { clock, len } of ranges) known.add(clock, clock + len)
    }
  }
}
