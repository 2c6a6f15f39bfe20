/** The nodes that a search has reached and not yet left, cheapest first; equals by node, so that ties are the same everywhere. */

export class NodeHeap {
  size = 0
  readonly #heap: Int32Array
  /** Where a node is in the heap; -1: not. */
  readonly #at: Int32Array
  readonly #key: Float64Array

  constructor(nodes: number) {
    this.#heap = new Int32Array(nodes)
    this.#at = new Int32Array(nodes).fill(-1)
    this.#key = new Float64Array(nodes)
  }

  /** Key of the cheapest. */
  get least(): number {
    return this.size === 0 ? Infinity : this.#key[this.#heap[0]!]!
  }

  clear(): void {
    for (let i = 0; i < this.size; i++) this.#at[this.#heap[i]!] = -1
    this.size = 0
  }

  /** Puts a node in, or forward to a smaller key. */
  put(node: number, key: number): void {
    let at = this.#at[node]!
    if (at < 0) at = this.size++
    this.#key[node] = key
    this.#up(node, at)
  }

  /** Takes the cheapest out; there must be one. */
  pop(): number {
    const heap = this.#heap
    const top = heap[0]!
    this.#at[top] = -1
    const last = heap[--this.size]!
    if (this.size > 0) this.#down(last)
    return top
  }

  #before(a: number, b: number): boolean {
    const d = this.#key[a]! - this.#key[b]!
    return d < 0 || (d === 0 && a < b)
  }

  #up(node: number, from: number): void {
    const heap = this.#heap
    let at = from
    while (at > 0) {
      const above = (at - 1) >> 1
      const other = heap[above]!
      if (!this.#before(node, other)) break
      heap[at] = other
      this.#at[other] = at
      at = above
    }
    heap[at] = node
    this.#at[node] = at
  }

  #down(node: number): void {
    const heap = this.#heap
    let at = 0
    for (;;) {
      let below = 2 * at + 1
      if (below >= this.size) break
      if (below + 1 < this.size && this.#before(heap[below + 1]!, heap[below]!)) below++
      const other = heap[below]!
      if (!this.#before(other, node)) break
      heap[at] = other
      this.#at[other] = at
      at = below
    }
    heap[at] = node
    this.#at[node] = at
  }
}
