/** People who type into one document, and write down what they were promised: the witnesses of a chaos test. */
import { openDoc } from '../../client-sdk/src/doc.ts'
import type { DocProvider } from '../../client-sdk/src/doc.ts'
import { connect } from '../../client-sdk/src/index.ts'
import type { Client } from '../../client-sdk/src/index.ts'
import type * as rooms from '../../server/rooms/registry.ts'
import { until } from '../support/until.ts'

const ROOM = 'chaos'
/** Behind every word: others' words come between words only, so that each stays whole. */
const END = '.'
const SEEN_MS = 30_000

/** Over the whole test, whoever typed it. */
export class Promises {
  /** Saved, as its typist was told. */
  readonly written = new Set<string>()
  readonly struck = new Set<string>()
  /** Struck out by somebody, whether or not that was saved. */
  readonly touched = new Set<string>()
  /** Read by somebody who did not write it: so it was in the database. */
  readonly seen = new Set<string>()
}

const wordsOf = (provider: DocProvider): string[] => provider.doc.getText('code').toJSON().split(END).slice(0, -1)

export class Typists {
  readonly #promises: Promises
  readonly #random: () => number
  readonly #clients: Client<typeof rooms>[] = []
  readonly #docs: DocProvider[] = []
  readonly #names: string
  #typed = 0
  #running = true
  #notify = (): void => {}

  private constructor(promises: Promises, random: () => number, names: string) {
    this.#promises = promises
    this.#random = random
    this.#names = names
  }

  /** `names`: what all their words begin with. */
  static async arrive(
    url: string,
    count: number,
    promises: Promises,
    random: () => number,
    names: string,
  ): Promise<Typists> {
    const typists = new Typists(promises, random, names)
    for (let i = 0; i < count; i++) await typists.#enter(url, i)
    return typists
  }

  /** Something was saved. */
  onNews(run: () => void): void {
    this.#notify = run
  }

  /** Each types and strikes out until stop(). */
  type(): void {
    for (const [i, provider] of this.#docs.entries()) void this.#chain(provider, `${this.#names}${i}-`)
  }

  /** All are gone, with everything that they had. */
  stop(): void {
    this.#running = false
    for (const provider of this.#docs) provider.close()
    for (const client of this.#clients) client.close()
  }

  /** What somebody reads who was never here. */
  static async read(url: string): Promise<Set<string>> {
    const client = connect<typeof rooms>(url, { name: 'reader', probeMs: 0 })
    const provider = openDoc(client, ROOM)
    try {
      await provider.ready
      return new Set(wordsOf(provider))
    } finally {
      provider.close()
      client.close()
    }
  }

  async #enter(url: string, i: number): Promise<void> {
    const client = connect<typeof rooms>(url, { name: `${this.#names}${i}`, probeMs: 0 })
    this.#clients.push(client)
    const provider = openDoc(client, ROOM, { create: { title: 'Chaos', public: 'editor' } })
    this.#docs.push(provider)
    await until(
      () => provider.role !== null,
      (look) => {
        provider.on('role', look)
        provider.on('sync', look)
      },
      SEEN_MS,
    )
    const mine = `${this.#names}${i}-`
    provider.doc.on('update', (_update: Uint8Array, origin: unknown) => {
      if (origin === mine) return
      for (const word of wordsOf(provider)) if (!word.startsWith(mine)) this.#promises.seen.add(word)
    })
  }

  async #chain(provider: DocProvider, mine: string): Promise<void> {
    while (this.#running) {
      const written: string[] = []
      const struck: string[] = []
      const edits = 1 + Math.floor(this.#random() * 4)
      for (let k = 0; k < edits; k++) this.#edit(provider, mine, written, struck)
      try {
        await provider.whenSaved()
      } catch {
        return // Closed with something unsaved: nothing was promised.
      }
      for (const word of written) this.#promises.written.add(word)
      for (const word of struck) this.#promises.struck.add(word)
      this.#notify()
    }
  }

  #edit(provider: DocProvider, mine: string, written: string[], struck: string[]): void {
    const text = provider.doc.getText('code')
    const words = wordsOf(provider)
    const place = Math.floor(this.#random() * words.length)
    const at = words.slice(0, place).reduce((sum, word) => sum + word.length + END.length, 0)
    const old = words[place]
    if (old !== undefined && words.length > 20 && this.#random() < 0.4) {
      this.#promises.touched.add(old)
      struck.push(old)
      provider.doc.transact(() => text.delete(at, old.length + END.length), mine)
      return
    }
    const word = `${mine}${this.#typed++}`
    written.push(word)
    provider.doc.transact(() => text.insert(at, word + END), mine)
  }
}
