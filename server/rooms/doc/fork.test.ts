/** Changes of a fork: found, taken over and left one by one, whatever else is written meanwhile. */
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { below, handOf, pick, seen, seeded, words, write } from '../../../test/support/doc-writers.ts'
import type { Random } from '../../../test/support/doc-writers.ts'
import { Fork, docOf } from './fork.ts'

const ROUNDS = Number(process.env['DOC_FORK_ROUNDS'] ?? 60)
const ADA = handOf('abcdefgh')
const SUE = handOf('ABCDEFGH')

/** A document, and somebody's fork of it as the host keeps it. */
class Pair {
  readonly random: Random
  readonly main = new Y.Doc()
  update: Uint8Array = Y.encodeStateAsUpdate(new Y.Doc())
  /** The document drops formats that it does not need, as documents do. */
  tidy = false
  #client = 100

  constructor(seed: string) {
    this.random = seeded(seed)
    this.main.clientID = pick(this.random, [1_000, 2_500, 90_000])
    // Values of all kinds under their roots, so that Yjs knows what they are.
    seen(this.main)
  }

  writeMain(): void {
    write(this.main, this.random, ADA)
  }

  /** By the suggester, who has everything; sometimes in another window. */
  propose(): void {
    const view = this.view()
    view.clientID = pick(this.random, [2_000, 2_001, 50_000])
    const update = write(view, this.random, SUE)
    if (update !== undefined) this.update = Y.mergeUpdates([this.update, update])
  }

  view(): Y.Doc {
    const view = docOf(this.main, this.update)
    seen(view)
    return view
  }

  get fork(): Fork {
    return new Fork(this.main, this.update)
  }

  /** As `accept` with ids does it. */
  accept(ids: readonly string[]): void {
    const { fork } = this
    const chosen = new Set(ids)
    this.main.transact((transaction) => {
      Y.applyUpdate(this.main, fork.taken(chosen, ++this.#client))
      // Yjs would tidy up formats that the document alone does not need.
      if (!this.tidy) transaction.local = true
    })
    this.update = fork.without(chosen)
  }

  reject(ids: readonly string[]): void {
    this.update = this.fork.without(new Set(ids))
  }

  ids(): string[] {
    return this.fork.changes.map(({ id }) => id)
  }

  copy(): Pair {
    const copy = new Pair('copy')
    Y.applyUpdate(copy.main, Y.encodeStateAsUpdate(this.main))
    copy.update = this.update
    return copy
  }
}

/** A document of some size with a fork of some changes. */
const grown = (seed: string): Pair => {
  const pair = new Pair(seed)
  for (let i = 0; i < 6; i++) pair.writeMain()
  for (let i = 1 + below(pair.random, 8); i > 0; i--) {
    pair.propose()
    if (pair.random() < 0.3) pair.writeMain()
  }
  return pair
}

const seeds = (name: string) => Array.from({ length: ROUNDS }, (_, n) => `${name}-${n}`)
const each = (name: string, run: (pair: Pair, random: Random) => void) => {
  for (const seed of seeds(name)) {
    const pair = grown(seed)
    try {
      run(pair, pair.random)
    } catch (error) {
      throw new Error(`seed ${seed}`, { cause: error })
    }
  }
}

describe('random forks of random documents', () => {
  test('show nothing more and nothing less than what differs', () => {
    each('differs', (pair) => {
      const differs = JSON.stringify(seen(pair.view())) !== JSON.stringify(seen(pair.main))
      const { changes } = pair.fork
      if (changes.length === 0) expect(differs).toBe(false)
    })
  })

  test('accepted one by one, in any order, give what accepting all gives', () => {
    each('one by one', (pair, random) => {
      const all = pair.view()
      for (let left = pair.ids(); left.length > 0; left = pair.ids()) pair.accept([pick(random, left)])
      expect(seen(pair.main)).toEqual(seen(all))
      expect(seen(pair.view())).toEqual(seen(all))
    })
  })

  test('rejected one by one, in any order, leave the document as it is', () => {
    each('rejected', (pair, random) => {
      const before = seen(pair.main)
      for (let left = pair.ids(); left.length > 0; left = pair.ids()) pair.reject([pick(random, left)])
      expect(seen(pair.main)).toEqual(before)
      expect(seen(pair.view())).toEqual(before)
    })
  })

  test('keep exactly the rest when some are accepted or rejected', () => {
    each('rest', (pair, random) => {
      const ids = pair.ids()
      const some = ids.filter(() => random() < 0.5)
      const rest = ids.filter((id) => !some.includes(id))
      const how = pick(random, ['accept', 'reject'] as const)
      pair[how](some)
      expect(pair.ids().toSorted()).toEqual(rest.toSorted())
    })
  })

  test('accepted in part give what the fork shows without the others, and nothing that was not accepted', () => {
    each('in part', (pair, random) => {
      const ids = pair.ids()
      const some = ids.filter(() => random() < 0.5)
      const others = new Set(ids.filter((id) => !some.includes(id)))
      const wanted = seen(docOf(pair.main, pair.fork.without(others)))
      pair.accept(some)
      expect(seen(pair.main)).toEqual(wanted)
    })
  })

  test('follow a document that others go on writing, and meet it in the end', () => {
    each('meanwhile', (pair, random) => {
      // Formats that nobody sees are tidied up now, as everywhere: the words are what must agree.
      pair.tidy = true
      for (let i = 0; i < 12; i++) {
        const ids = pair.ids()
        const roll = random()
        if (roll < 0.3) pair.writeMain()
        else if (roll < 0.5) pair.propose()
        else if (ids.length > 0) {
          const before = words(pair.main)
          const some = [pick(random, ids)]
          if (roll < 0.75) pair.accept(some)
          else {
            pair.reject(some)
            expect(words(pair.main)).toEqual(before)
          }
        }
      }
      const all = words(pair.view())
      for (let left = pair.ids(); left.length > 0; left = pair.ids()) pair.accept([pick(random, left)])
      expect(words(pair.main)).toEqual(all)
    })
  })
})
