/** Whose Yjs clients write here: who writes first with one has it for good. */
import type { DocContext } from './desk.ts'
import type { Written } from './guard/verdict.ts'

export class Clients {
  readonly #ctx: DocContext
  readonly #owners: Map<number, string>

  constructor(ctx: DocContext, owners: ReadonlyMap<number, string> = new Map()) {
    this.#ctx = ctx
    this.#owners = new Map(owners)
  }

  get owners(): ReadonlyMap<number, string> {
    return this.#owners
  }

  /** The user wrote that, in the row `n`. */
  wrote(user: string, written: readonly Written[], n: number): void {
    for (const { client } of written) {
      if (this.#owners.has(client)) continue
      this.#owners.set(client, user)
      this.#ctx.record('client', { room: this.#ctx.id, client, user_id: user, first_n: n })
    }
  }

  reset(): void {
    this.#owners.clear()
  }
}
