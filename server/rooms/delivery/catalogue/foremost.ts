/** The foremost few of many that are offered in any order: a heap with the last of them on top. */
import { isBehind } from './listing.ts'
import type { Listing } from './listing.ts'

export interface Found {
  readonly key: number
  readonly tie: number
  readonly id: string
  readonly listing: Listing
}

export class Foremost {
  readonly #most: number
  readonly #heap: Found[] = []

  constructor(most: number) {
    this.#most = most
  }

  /** Whoever has a larger key is not among them. */
  get worstKey(): number {
    return this.#heap.length < this.#most ? Infinity : this.#heap[0]!.key
  }

  offer(key: number, tie: number, listing: Listing): void {
    const heap = this.#heap
    const { id } = listing
    if (heap.length < this.#most) {
      heap.push({ key, tie, id, listing })
      this.#up(heap.length - 1)
    } else if (isBehind(heap[0]!.key, heap[0]!.tie, heap[0]!.id, { key, tie, id })) {
      heap[0] = { key, tie, id, listing }
      this.#down()
    }
  }

  /** The first one first. */
  sorted(): Found[] {
    return this.#heap.toSorted((a, b) => (isBehind(a.key, a.tie, a.id, b) ? 1 : -1))
  }

  #up(from: number): void {
    const heap = this.#heap
    for (let i = from; i > 0;) {
      const parent = (i - 1) >> 1
      if (!isBehind(heap[i]!.key, heap[i]!.tie, heap[i]!.id, heap[parent]!)) return
      this.#swap(i, parent)
      i = parent
    }
  }

  #down(): void {
    const heap = this.#heap
    for (let i = 0; ;) {
      const left = 2 * i + 1
      if (left >= heap.length) return
      const right = left + 1
      const last =
        right < heap.length && isBehind(heap[right]!.key, heap[right]!.tie, heap[right]!.id, heap[left]!) ? right : left
      if (!isBehind(heap[last]!.key, heap[last]!.tie, heap[last]!.id, heap[i]!)) return
      this.#swap(i, last)
      i = last
    }
  }

  #swap(i: number, j: number): void {
    const heap = this.#heap
    ;[heap[i], heap[j]] = [heap[j]!, heap[i]!]
  }
}
