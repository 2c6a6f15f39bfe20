/** Updates that no editor makes: honest ones bent, and forged ones that know a document's ids. */
import { Item } from 'yjs'
import type { AbstractType, Doc } from 'yjs'
import { any, bytes, KEY, ORIGIN, RIGHT, u8 } from './yjs-bytes.ts'
import type { Part } from './yjs-bytes.ts'

type Random = () => number
type Id = readonly [client: number, clock: number]

const below = (random: Random, n: number): number => Math.floor(random() * n)
const pick = <T>(random: Random, list: readonly T[]): T => list[below(random, list.length)] as T

const bomb = (random: Random): Uint8Array =>
  bytes(pick(random, [127, 2 ** 14, 2 ** 31, 2 ** 32, 2 ** 50, Number.MAX_SAFE_INTEGER]))

const spliced = (update: Uint8Array, at: number, remove: number, insert: Uint8Array): Uint8Array => {
  const out = new Uint8Array(Math.max(0, update.length - remove) + insert.length)
  out.set(update.subarray(0, at))
  out.set(insert, at)
  out.set(update.subarray(at + remove, at + remove + out.length - at - insert.length), at + insert.length)
  return out
}

/** One or some of: a bit turned, a byte changed, a piece lost, doubled or taken from elsewhere, a number made huge. */
export const bend = (random: Random, update: Uint8Array, other: Uint8Array): Uint8Array => {
  let bent: Uint8Array = update.slice()
  for (let i = 1 + below(random, 3); i > 0 && bent.length > 0; i--) {
    const at = below(random, bent.length)
    const size = Math.min(1 + below(random, 6), bent.length - at)
    const roll = below(random, 8)
    if (roll < 2) bent[at] = (bent[at] as number) ^ (1 << below(random, 8))
    else if (roll === 2) bent[at] = below(random, 256)
    else if (roll === 3) bent = bent.slice(0, at)
    else if (roll === 4) bent = spliced(bent, at, size, new Uint8Array(0))
    else if (roll === 5) bent = spliced(bent, at, 0, bent.slice(at, at + size))
    else if (roll === 6) bent = spliced(bent, at, size, other.slice(0, below(random, Math.min(other.length, 40) + 1)))
    else bent = spliced(bent, at, 1, bomb(random))
  }
  return bent
}

/** [kind, content and its length, weight] */
const CONTENTS: readonly (readonly [number, (random: Random) => readonly [Part, number], number])[] = [
  [0, (random) => lengthy(random), 2],
  [1, (random) => lengthy(random), 3],
  [2, (random) => pick(random, [[[1, '1'], 1] as const, [[2, '{"a":[]}', 'undefined'], 2] as const]), 1],
  [3, () => [[2, u8(1, 2)], 1], 1],
  [
    4,
    (random) =>
      pick(random, [
        ['x', 1],
        ['hello', 5],
        ['né', 2],
        ['👍', 2],
      ] as const),
    8,
  ],
  [5, () => ['{"image":"x"}', 1], 2],
  [6, (random) => [[pick(random, ['bold', 'link']), pick(random, ['true', 'null', '{"a":1}'])], 1], 5],
  [7, (random) => [pick(random, [0, 1, 2, [3, 'p'], 4, [5, 'hook'], 6] as const), 1], 6],
  [8, () => [[2, any(1), any({ a: [] })], 2], 3],
  [9, () => [['guid', any({})], 1], 0.1],
  [10, (random) => lengthy(random), 0.1],
]

const lengthy = (random: Random): readonly [Part, number] => {
  const length = pick(random, [1, 2, 7, 3_000_000])
  return [length, length]
}

const contentOf = (random: Random): readonly [kind: number, content: Part, length: number] => {
  let roll = random() * CONTENTS.reduce((sum, [, , weight]) => sum + weight, 0)
  for (const [kind, make, weight] of CONTENTS) {
    if ((roll -= weight) > 0) continue
    return [kind, ...make(random)]
  }
  return [4, 'x', 1]
}

/** The list that some item of a document lies in. */
const listOf = (random: Random, doc: Doc): Id[] => {
  const structs = pick(random, [...doc.store.clients.values()])
  const struct = structs === undefined ? undefined : pick(random, structs)
  const ids: Id[] = []
  if (!(struct instanceof Item)) return ids
  let item = (struct.parent as AbstractType<unknown>)._start
  for (; item !== null && ids.length < 100; item = item.right)
    ids.push([item.id.client, item.id.clock + below(random, item.length)])
  return ids
}

/** Forges against one document: most of what it names is there. */
export class Forger {
  readonly #random: Random
  readonly #known: readonly (readonly [client: number, clock: number])[]
  readonly #mine: (readonly [client: number, clock: number])[]
  /** Some list of the document, and what the update at hand adds to it. */
  readonly #list: Id[]
  /** Clocks that the update at hand claims. */
  #claimed: (readonly [client: number, clock: number])[] = []

  constructor(random: Random, doc: Doc, mine: readonly number[]) {
    this.#random = random
    this.#known = [...doc.store.clients].map(([client, structs]) => {
      const last = structs.at(-1)
      return [client, last === undefined ? 0 : last.id.clock + last.length]
    })
    this.#mine = this.#known.filter(([client]) => mine.includes(client))
    this.#list = listOf(random, doc)
  }

  update(): Uint8Array {
    const random = this.#random
    this.#claimed = []
    const sections: Part[] = []
    for (let i = pick(random, [0, 1, 1, 1, 2, 3]); i > 0; i--) sections.push(this.#section())
    const ranges: Part[] = []
    for (let i = pick(random, [0, 0, 1, 2]); i > 0; i--) ranges.push(this.#range())
    return bytes(sections.length, sections, ranges.length, ranges)
  }

  #section(): Part {
    const random = this.#random
    const fresh = [1 + below(random, 1e9), 0] as const
    const [client, known] = random() < 0.3 || this.#mine.length === 0 ? fresh : pick(random, this.#mine)
    const roll = random()
    const from = roll < 0.75 ? known : roll < 0.95 ? below(random, known + 1) : known + 1
    const structs: Part[] = []
    let clock = from
    for (let i = 1 + below(random, 5); i > 0; i--) {
      const [kind, content, length] = contentOf(random)
      if (kind === 0 || kind === 10) structs.push([u8(kind), content])
      else if (random() < 0.4 && this.#list.length > 1) {
        structs.push(this.#neighbour(kind, content))
        this.#list.push([client, clock])
      } else structs.push(this.#item(kind, content))
      clock += length
      this.#claimed.push([client, clock])
    }
    return [structs.length, client, from, structs]
  }

  /** Between two of one list, mostly in their order. */
  #neighbour(kind: number, content: Part): Part {
    const random = this.#random
    const at = below(random, this.#list.length - 1)
    const [left, right] = [this.#list[at] as Id, this.#list[at + 1 + below(random, this.#list.length - at - 1)] as Id]
    const roll = random()
    if (roll < 0.15) return [u8(kind | ORIGIN), left, content]
    if (roll < 0.3) return [u8(kind | RIGHT), right, content]
    return [u8(kind | ORIGIN | RIGHT), roll < 0.4 ? [right, left] : [left, right], content]
  }

  #item(kind: number, content: Part): Part {
    const random = this.#random
    const key = random() < 0.3 ? KEY : 0
    const name = key === 0 ? [] : [pick(random, ['a', 'b', 'level'])]
    switch (below(random, 5)) {
      case 0:
        return [u8(kind | key), 1, pick(random, ['text', 'map', 'array', 'xml', 'other']), name, content]
      case 1:
        return [u8(kind | key), 0, this.#id(), name, content]
      case 2:
        return [u8(kind | key | ORIGIN), this.#id(), content]
      case 3:
        return [u8(kind | key | RIGHT), this.#id(), content]
      default:
        return [u8(kind | key | ORIGIN | RIGHT), this.#id(), this.#id(), content]
    }
  }

  #id(): Id {
    const random = this.#random
    const [client, clock] =
      random() < 0.25 && this.#claimed.length > 0 ? pick(random, this.#claimed) : pick(random, this.#known)
    return [
      client,
      random() < 0.05 ? clock + 1 : Math.max(0, clock - 1 - below(random, random() < 0.5 ? 3 : clock + 1)),
    ]
  }

  #range(): Part {
    const random = this.#random
    const [client, clock] =
      random() < 0.3 && this.#claimed.length > 0 ? pick(random, this.#claimed) : pick(random, this.#known)
    const from = below(random, clock + 1)
    return [client, 1, from, 1 + below(random, Math.min(20, clock - from + 1))]
  }
}
