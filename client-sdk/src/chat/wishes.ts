/** What I have asked to be changed about messages, shown as if it were done until the host has answered. */
import type { Happenings } from './happenings.ts'
import type { ChatLine } from './types.ts'

/** Does nothing to a line where it is done already. */
export type Wish = (line: ChatLine) => ChatLine

export class Wishes {
  readonly #all = new Map<number, Set<Wish>>()
  readonly #happenings: Happenings
  readonly #changed: () => void

  constructor(happenings: Happenings, changed: () => void) {
    this.#happenings = happenings
    this.#changed = changed
  }

  seen(line: ChatLine): ChatLine {
    let wished = line
    for (const wish of this.#all.get(line.n) ?? []) wished = wish(wished)
    return wished
  }

  /** Rejects as `asked` does, and then things are as they were. */
  async until(n: number, wish: Wish, asked: Promise<unknown>): Promise<void> {
    let wishes = this.#all.get(n)
    if (wishes === undefined) this.#all.set(n, (wishes = new Set()))
    wishes.add(wish)
    this.#changed()
    const before = Array.from(this.#happenings.windows(), (window) => [window, window.find(n)] as const)
    try {
      await asked
      // The event that says so is on its way.
      for (const [window, line] of before) if (line !== undefined) window.adopt(line, wish)
    } finally {
      wishes.delete(wish)
      if (wishes.size === 0) this.#all.delete(n)
      this.#changed()
    }
  }
}
