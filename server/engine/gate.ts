/** Holds a member's commands until what they need was read: later work of the same member waits behind, others go on. */
import type { Work } from './inbox.ts'
import type { Membership } from './membership.ts'

export type Needs = (work: Work) => Promise<Work> | undefined
type From = Work & { readonly from: Membership }

export class Gate {
  readonly #needs: Needs
  readonly #pass: (work: Work) => void
  /** Of each member with work that waits, in order; the first one's need is being read. */
  readonly #lines = new Map<Membership, From[]>()
  #size = 0

  /** `needs`: undefined when the work needs nothing; the promise gives it back with what it needed, and never rejects. */
  constructor(needs: Needs, pass: (work: Work) => void) {
    this.#needs = needs
    this.#pass = pass
  }

  /** How much waits. */
  get size(): number {
    return this.#size
  }

  put(work: From): void {
    const line = this.#lines.get(work.from)
    if (line !== undefined) {
      line.push(work)
      this.#size++
      return
    }
    const need = this.#needs(work)
    if (need === undefined) return this.#pass(work)
    this.#lines.set(work.from, [work])
    this.#size++
    void this.#drain(work.from, need)
  }

  /** Everything that waits, and nothing passes any more. */
  stop(): Work[] {
    const all = [...this.#lines.values()].flat()
    this.#lines.clear()
    this.#size = 0
    return all
  }

  async #drain(from: Membership, first: Promise<Work>): Promise<void> {
    let need: Promise<Work> | undefined = first
    while (need !== undefined) {
      const work: Work = await need
      const line = this.#lines.get(from)
      if (line === undefined) return // It was stopped.
      need = undefined
      this.#take(line, work)
      while (line[0] !== undefined && need === undefined) {
        need = this.#needs(line[0])
        if (need === undefined) this.#take(line, line[0])
      }
      if (need === undefined) this.#lines.delete(from)
    }
  }

  #take(line: From[], work: Work): void {
    line.shift()
    this.#size--
    this.#pass(work)
  }
}
