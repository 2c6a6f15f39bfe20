/** What a room has changed so lately that the database, or a read that is under way, may not know it yet. */

/** A read older than this is not believed; what changed is remembered for longer than that. */
export const READ_MS = 20_000
const KEEP_MS = 60_000

export class Overlay<K, V> {
  readonly #entries = new Map<K, { readonly value: V; readonly wallMs: number }>()

  get size(): number {
    return this.#entries.size
  }

  get(key: K): V | undefined {
    return this.#entries.get(key)?.value
  }

  values(): Iterable<{ readonly value: V }> {
    return this.#entries.values()
  }

  set(key: K, value: V, wallMs: number): void {
    this.#entries.delete(key)
    for (const [old, entry] of this.#entries) {
      if (wallMs - entry.wallMs < KEEP_MS) break
      this.#entries.delete(old)
    }
    this.#entries.set(key, { value, wallMs })
  }

  delete(key: K): void {
    this.#entries.delete(key)
  }
}
