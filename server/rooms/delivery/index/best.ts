/** The nearest so far, in order: nearest first, equals by slot. A handful, so that putting one in its place is cheap. */

export class Best {
  count = 0
  #k = 0
  #slots = new Int32Array(32)
  #metres = new Float64Array(32)

  begin(k: number): void {
    this.count = 0
    this.#k = k
    if (k <= this.#slots.length) return
    this.#slots = new Int32Array(k)
    this.#metres = new Float64Array(k)
  }

  /** Nothing that is farther away than this can come in any more; equals may, by their slot. */
  get worstM(): number {
    return this.count < this.#k ? Infinity : (this.#metres[this.count - 1] ?? -Infinity)
  }

  offer(slot: number, metres: number): void {
    let at = this.count
    while (
      at > 0 &&
      (this.#metres[at - 1]! > metres || (this.#metres[at - 1] === metres && this.#slots[at - 1]! > slot))
    )
      at--
    if (at >= this.#k) return
    const last = Math.min(this.count, this.#k - 1)
    for (let i = last; i > at; i--) {
      this.#slots[i] = this.#slots[i - 1]!
      this.#metres[i] = this.#metres[i - 1]!
    }
    this.#slots[at] = slot
    this.#metres[at] = metres
    if (this.count < this.#k) this.count++
  }

  fill(out: Int32Array): number {
    for (let i = 0; i < this.count; i++) out[i] = this.#slots[i]!
    return this.count
  }
}
