/** What the guard asks, answered by a live document. */
import { ContentType, Item } from 'yjs'
import type { AbstractType, Doc, GC } from 'yjs'
import { Ranges } from './ranges.ts'
import type { Id, Spot } from './spot.ts'
import type { Accepted, GuardView, Owners, Placed } from './verdict.ts'

type Struct = Item | GC
type Type = AbstractType<unknown>

/** What was accepted of one client and is not applied yet: the first clock of each update, and what it placed. */
interface Ahead {
  readonly author: string
  readonly froms: number[]
  readonly placed: Placed[]
  to: number
}

/**
 * Lives as long as its Y.Doc. Updates may be judged before earlier ones of the same tick are applied: `took` each
 * that was accepted, and say `applied` when the document has them.
 */
export class DocView implements GuardView {
  author = ''
  readonly #doc: Doc
  readonly #owners: Owners
  /** What was found deleted: never undone, so it is walked over once. */
  readonly #deleted = new Map<number, Ranges>()
  readonly #ahead = new Map<number, Ahead>()
  /** By whom each will have been brought. */
  readonly #aheadRoots = new Map<string, string>()

  /** `owners`: whose each client id is; the room keeps it. */
  constructor(doc: Doc, owners: Owners) {
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

  ownRoots(): number {
    let count = 0
    for (const author of this.#aheadRoots.values()) if (author === this.author) count++
    for (const type of this.#doc.share.values()) {
      const first = firstIn(type)
      if (first !== null && this.#owners.get(first.id.client) === this.author) count++
    }
    return count
  }

  get clients(): number {
    return this.#doc.store.clients.size + this.#ahead.size
  }

  clock(client: number): number {
    return this.#ahead.get(client)?.to ?? stateOf(this.#structs(client))
  }

  owner(client: number): string | undefined {
    return this.#owners.get(client) ?? this.#ahead.get(client)?.author
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

  spot(client: number, clock: number): Spot | undefined {
    const structs = this.#structs(client)
    if (structs === undefined || clock >= stateOf(structs)) return this.#aheadSpot(client, clock)
    const struct = structs[indexOf(structs, clock)]
    if (!(struct instanceof Item)) return undefined
    // An integrated item's parent is a type.
    const type = struct.parent as Type
    const id = { client, clock }
    const holder = type._item === null ? null : type._item.id
    const root = holder === null ? this.#nameOf(type) : null
    return { root, holder, key: struct.parentSub, depth: depthIn(type), after: id, before: id }
  }

  /** Walks from both at once, so that it takes no longer than they lie apart. */
  isBefore(a: Id, b: Id): boolean {
    const first = this.#struct(a)
    const second = this.#struct(b)
    if (first === second) return a.clock < b.clock
    // Collected since it was asked for: whatever hangs on it is lost, wherever it would lie.
    if (!(first instanceof Item) || !(second instanceof Item)) return true
    let fromA: Item | null = first
    let fromB: Item | null = second
    for (;;) {
      fromA = fromA?.right ?? null
      if (fromA === second) return true
      fromB = fromB?.right ?? null
      if (fromB === first || (fromA === null && fromB === null)) return false
    }
  }

  between(spot: Spot, max: number): number {
    const stop = spot.before === null ? null : this.#struct(spot.before)
    const after = spot.after === null ? undefined : this.#struct(spot.after)
    // Between two parts of one there is nothing; and nothing is put beside what is collected.
    if (after !== undefined && (after === stop || !(after instanceof Item))) return 0
    let item = after === undefined ? this.#first(spot) : after.right
    let steps = 0
    for (; item !== null && item !== stop && steps < max; steps++) item = item.right
    return steps
  }

  /** The first in the list of a spot. */
  #first({ root, holder, key }: Spot): Item | null {
    const type = root === null ? this.#typeOf(holder) : this.#doc.share.get(root)
    if (type === undefined) return null
    if (key === null) return type._start
    let item = type._map.get(key) ?? null
    while (item !== null && item.left !== null) item = item.left
    return item
  }

  #typeOf(holder: Id | null): Type | undefined {
    const struct = holder === null ? undefined : this.#struct(holder)
    return struct instanceof Item && struct.content instanceof ContentType ? struct.content.type : undefined
  }

  #struct({ client, clock }: Id): Struct | undefined {
    const structs = this.#structs(client)
    return structs === undefined || clock >= stateOf(structs) ? undefined : structs[indexOf(structs, clock)]
  }

  #nameOf(root: Type): string {
    for (const [name, type] of this.#doc.share) if (type === root) return name
    throw new Error('a type without an item is no root')
  }

  /** An accepted update that the document does not have yet. */
  took({ written, roots, placed }: Accepted): void {
    for (const { client, from, to } of written) {
      const ahead = this.#ahead.get(client)
      if (ahead === undefined) this.#ahead.set(client, { author: this.author, froms: [from], placed: [placed], to })
      else {
        ahead.froms.push(from)
        ahead.placed.push(placed)
        ahead.to = to
      }
    }
    for (const root of roots) this.#aheadRoots.set(root, this.author)
  }

  /** The document has all that was taken, or none of it is to come. */
  applied(): void {
    this.#ahead.clear()
    this.#aheadRoots.clear()
  }

  #aheadSpot(client: number, clock: number): Spot | undefined {
    const ahead = this.#ahead.get(client)
    if (ahead === undefined) return undefined
    return (ahead.placed[lastAtMost(ahead.froms, clock)] as Placed).spot(client, clock)
  }

  #structs(client: number): readonly Struct[] | undefined {
    return this.#doc.store.clients.get(client)
  }
}

/** What was put into a type first, or deleted from there. */
const firstIn = ({ _start, _map }: Pick<Type, '_start' | '_map'>): Item | null => {
  if (_start !== null) return _start
  const [value] = _map.values()
  let item = value ?? null
  while (item !== null && item.left !== null) item = item.left
  return item
}

const endOf = (struct: Struct): number => struct.id.clock + struct.length

/** How many types are around what lies in this one. */
const depthIn = (type: Type): number => {
  let depth = 0
  for (let at: Type | null = type; at !== null; depth++) at = (at._item?.parent ?? null) as Type | null
  return depth
}

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

/** The index of the last number that is at most `wanted`; the first one always is. */
const lastAtMost = (sorted: readonly number[], wanted: number): number => {
  let low = 0
  let high = sorted.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((sorted[middle] as number) <= wanted) low = middle
    else high = middle - 1
  }
  return low
}
