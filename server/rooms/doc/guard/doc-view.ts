/** What the guard asks, answered by a live document. */
import { Item } from 'yjs'
import type { AbstractType, Doc, GC } from 'yjs'
import { Ranges } from './ranges.ts'
import type { Accepted, GuardView } from './verdict.ts'

type Struct = Item | GC

/**
 * Lives as long as its Y.Doc. Updates may be judged before earlier ones of the same tick are applied: `took` each
 * that was accepted, and say `applied` when the document has them.
 */
export class DocView implements GuardView {
  author = ''
  readonly #doc: Doc
  readonly #owners: ReadonlyMap<number, string>
  /** What was found deleted: never undone, so it is walked over once. */
  readonly #deleted = new Map<number, Ranges>()
  readonly #aheadClocks = new Map<number, number>()
  readonly #aheadOwners = new Map<number, string>()
  readonly #aheadRoots = new Set<string>()
  #aheadDepth = 0

  /** `owners`: whose each client id is; the room keeps it. */
  constructor(doc: Doc, owners: ReadonlyMap<number, string>) {
    this.#doc = doc
    this.#owners = owners
  }

  /** The same view, for an update of that author. */
  by(author: string): this {
    this.author = author
    return this
  }

  get roots(): number {
    return this.#doc.share.size + this.#aheadRoots.size
  }

  hasRoot(name: string): boolean {
    return this.#doc.share.has(name) || this.#aheadRoots.has(name)
  }

  clock(client: number): number {
    return this.#aheadClocks.get(client) ?? stateOf(this.#structs(client))
  }

  owner(client: number): string | undefined {
    return this.#owners.get(client) ?? this.#aheadOwners.get(client)
  }

  deleted(client: number, clock: number, length: number): boolean {
    const structs = this.#structs(client)
    const end = clock + length
    if (structs === undefined || end > stateOf(structs)) return false
    let known = this.#deleted.get(client)
    if (known === undefined) this.#deleted.set(client, (known = new Ranges()))
    let at = known.endOf(clock)
    while (at < end) {
      const from = at
      for (let i = indexOf(structs, at); i < structs.length && structs[i]?.deleted === true && at < end; i++) {
        at = endOf(structs[i] as Struct)
      }
      if (at === from) return false
      known.add(from, at)
      at = known.endOf(at)
    }
    return true
  }

  depthOf(client: number, clock: number): number {
    const structs = this.#structs(client)
    // Accepted but not applied: no deeper than the deepest of those.
    if (structs === undefined || clock >= stateOf(structs)) return this.#aheadDepth
    const struct = structs[indexOf(structs, clock)]
    if (!(struct instanceof Item)) return 0
    let depth = 0
    // An integrated item's parent is a type.
    let type = struct.parent as AbstractType<unknown> | null
    for (; type !== null; depth++) type = (type._item?.parent ?? null) as AbstractType<unknown> | null
    return depth
  }

  /** An accepted update that the document does not have yet. */
  took({ written, roots, depth }: Accepted): void {
    for (const { client, to } of written) {
      this.#aheadClocks.set(client, to)
      if (!this.#owners.has(client)) this.#aheadOwners.set(client, this.author)
    }
    for (const root of roots) this.#aheadRoots.add(root)
    this.#aheadDepth = Math.max(this.#aheadDepth, depth)
  }

  /** The document has all that was taken, or none of it is to come. */
  applied(): void {
    this.#aheadClocks.clear()
    this.#aheadOwners.clear()
    this.#aheadRoots.clear()
    this.#aheadDepth = 0
  }

  #structs(client: number): readonly Struct[] | undefined {
    return this.#doc.store.clients.get(client)
  }
}

const endOf = (struct: Struct): number => struct.id.clock + struct.length

const stateOf = (structs: readonly Struct[] | undefined): number => {
  const last = structs?.at(-1)
  return last === undefined ? 0 : endOf(last)
}

/** The struct that holds a clock below the state. Most questions are about the last ones. */
const indexOf = (structs: readonly Struct[], clock: number): number => {
  let low = 0
  let high = structs.length - 1
  if ((structs[high] as Struct).id.clock <= clock) return high
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((structs[middle] as Struct).id.clock <= clock) low = middle
    else high = middle - 1
  }
  return low
}
