/** A binary heap of column numbers whose keys may fall; equal keys: the lower column. */

export class ColumnHeap {
  /** Of every column that was offered since clear(). */
  key = new Float64Array(0)
  #at = new Int32Array(0)
  #heap = new Int32Array(0)
  #touched = new Int32Array(0)
  #size = 0
  #count = 0

  /** Makes it empty, for column numbers below `columns`. */
  begin(columns: number): void {
    if (this.key.length < columns) {
      this.key = new Float64Array(columns)
      this.#at = new Int32Array(columns)
      this.#heap = new Int32Array(columns)
      this.#touched = new Int32Array(columns)
    }
    this.key.fill(Infinity)
    this.#size = this.#count = 0
  }

  clear(): void {
    for (let i = 0; i < this.#count; i++) this.key[this.#touched[i]!] = Infinity
    this.#size = this.#count = 0
  }

  /** Takes the key if it is less than what this column has: whether it is. */
  offer(column: number, key: number): boolean {
    const before = this.key[column]!
    if (key >= before) return false
    this.key[column] = key
    if (before === Infinity) {
      this.#touched[this.#count++] = column
      this.#at[column] = this.#size++
    }
    this.#rise(column, this.#at[column]!)
    return true
  }

  /** The column with the least key, or -1. Its key must not fall any more. */
  pop(): number {
    if (this.#size === 0) return -1
    const top = this.#heap[0]!
    this.#size--
    if (this.#size > 0) this.#sink(this.#heap[this.#size]!)
    return top
  }

  #before(a: number, b: number): boolean {
    const ka = this.key[a]!
    const kb = this.key[b]!
    return ka < kb || (ka === kb && a < b)
  }

  #put(column: number, at: number): void {
    this.#heap[at] = column
    this.#at[column] = at
  }

  #rise(column: number, from: number): void {
    let at = from
    while (at > 0) {
      const up = (at - 1) >> 1
      const other = this.#heap[up]!
      if (!this.#before(column, other)) break
      this.#put(other, at)
      at = up
    }
    this.#put(column, at)
  }

  #sink(column: number): void {
    let at = 0
    for (;;) {
      let down = 2 * at + 1
      if (down >= this.#size) break
      if (down + 1 < this.#size && this.#before(this.#heap[down + 1]!, this.#heap[down]!)) down++
      const other = this.#heap[down]!
      if (!this.#before(other, column)) break
      this.#put(other, at)
      at = down
    }
    this.#put(column, at)
  }
}
