/** What is to happen later, earliest first; of the same moment what was put down first. */

interface Entry<T> {
  readonly atMs: number
  readonly n: number
  readonly what: T
}

export class Agenda<T> {
  readonly #heap: Entry<T>[] = []
  #n = 0

  get size(): number {
    return this.#heap.length
  }

  at(atMs: number, what: T): void {
    const entry = { atMs, n: this.#n++, what }
    const heap = this.#heap
    let at = heap.push(entry) - 1
    while (at > 0) {
      const above = (at - 1) >> 1
      if (!before(entry, heap[above]!)) break
      heap[at] = heap[above]!
      at = above
    }
    heap[at] = entry
  }

  /** What is due; undefined: nothing yet. */
  take(nowMs: number): T | undefined {
    const heap = this.#heap
    const top = heap[0]
    if (top === undefined || top.atMs > nowMs) return undefined
    const last = heap.pop()!
    if (heap.length === 0) return top.what
    let at = 0
    for (;;) {
      let below = 2 * at + 1
      if (below >= heap.length) break
      if (below + 1 < heap.length && before(heap[below + 1]!, heap[below]!)) below++
      if (!before(heap[below]!, last)) break
      heap[at] = heap[below]!
      at = below
    }
    heap[at] = last
    return top.what
  }
}

const before = <T>(a: Entry<T>, b: Entry<T>): boolean => a.atMs < b.atMs || (a.atMs === b.atMs && a.n < b.n)
