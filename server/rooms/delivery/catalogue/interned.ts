/** Values that many restaurants share, by number: each is kept once, as long as somebody uses it. */

export class Interned<T> {
  readonly #ids = new Map<string, number>()
  readonly #names: string[] = []
  readonly #values: (T | undefined)[] = []
  readonly #users: number[] = []
  readonly #free: number[] = []

  get size(): number {
    return this.#ids.size
  }

  /** One more uses it. */
  take(name: string, value: T): number {
    let id = this.#ids.get(name)
    if (id === undefined) {
      id = this.#free.pop() ?? this.#names.length
      this.#ids.set(name, id)
      this.#names[id] = name
      this.#values[id] = value
      this.#users[id] = 0
    }
    this.#users[id]!++
    return id
  }

  /** One less does. */
  drop(id: number): void {
    if (--this.#users[id]! > 0) return
    this.#ids.delete(this.#names[id]!)
    this.#values[id] = undefined
    this.#free.push(id)
  }

  get(id: number): T {
    return this.#values[id]!
  }
}
