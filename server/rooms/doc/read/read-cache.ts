/** Answers that are made of a whole document, kept while they are asked for: nothing changes at a log position. */

export class ReadCache {
  readonly #maxLength: number
  readonly #kept = new Map<string, string>()
  readonly #making = new Map<string, Promise<string>>()
  #length = 0

  /** @param maxLength UTF-16 units of all answers */
  constructor(maxLength = 16 * 1024 * 1024) {
    this.#maxLength = maxLength
  }

  /** Made once, however many ask. */
  async get(key: string, make: () => Promise<string>): Promise<string> {
    const kept = this.#kept.get(key)
    if (kept !== undefined) {
      // A Map remembers insertion order: what was just used is the last to go.
      this.#kept.delete(key)
      this.#kept.set(key, kept)
      return kept
    }
    const under = this.#making.get(key)
    if (under !== undefined) return under
    const making = make().finally(() => this.#making.delete(key))
    this.#making.set(key, making)
    const text = await making
    this.#keep(key, text)
    return text
  }

  #keep(key: string, text: string): void {
    if (text.length > this.#maxLength / 4 || this.#kept.has(key)) return
    this.#kept.set(key, text)
    this.#length += text.length
    for (const [old, { length }] of this.#kept) {
      if (this.#length <= this.#maxLength) return
      this.#kept.delete(old)
      this.#length -= length
    }
  }
}
