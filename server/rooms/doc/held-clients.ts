/** Yjs clients that write in forks: what they have written there must not be written in the document otherwise. */

export class HeldClients {
  readonly #users = new Map<number, string>()

  hold(user: string, clients: Iterable<number>): void {
    for (const client of clients) this.#users.set(client, user)
  }

  /** All of theirs. */
  letGo(user: string): void {
    for (const [client, of] of this.#users) if (of === user) this.#users.delete(client)
  }

  holds(client: number): boolean {
    return this.#users.has(client)
  }

  /** Whose it is. */
  of(client: number): string | undefined {
    return this.#users.get(client)
  }

  clear(): void {
    this.#users.clear()
  }
}
