/** Which notices an inbox holds: their keys, and which are unread. Bounded, so that a room can know them all. */
import { INBOX } from '../../../shared/inbox/contract.ts'

export interface Slip {
  readonly id: string
  readonly key: string
  read: boolean
  removed: boolean
}

/** So many read ones too many before any is dropped: they go together. */
const SLACK = 50

export class Shelf {
  /** By id, oldest first. */
  readonly #slips = new Map<string, Slip>()
  /** Ids by key. */
  readonly #keys = new Map<string, string>()
  #unread = 0

  /** `slips`: oldest first. */
  constructor(slips: Iterable<Slip>) {
    for (const slip of slips) this.add(slip)
  }

  get unread(): number {
    return this.#unread
  }

  knows(key: string): boolean {
    return this.#keys.has(key)
  }

  /** The id of the notice with this key. */
  idOf(key: string): string | undefined {
    return this.#keys.get(key)
  }

  add(slip: Slip): void {
    this.#slips.set(slip.id, slip)
    this.#keys.set(slip.key, slip.id)
    if (!slip.read) this.#unread++
  }

  /** Those of them that are unread, from now on read. */
  read(ids: Iterable<string>): string[] {
    const changed: string[] = []
    for (const id of ids) {
      const slip = this.#slips.get(id)
      if (slip === undefined || slip.read) continue
      slip.read = true
      this.#unread--
      changed.push(id)
    }
    return changed
  }

  /** As read(), of all up to and including `id`. */
  readUpTo(id: string): string[] {
    const unread: string[] = []
    for (const slip of this.#slips.values()) if (!slip.read && slip.id <= id) unread.push(slip.id)
    return this.read(unread)
  }

  /** As read(), of the oldest that are too many. */
  readTooMany(): string[] {
    const unread: string[] = []
    for (const slip of this.#slips.values()) {
      if (this.#unread - unread.length <= INBOX.unreadMax) break
      if (!slip.read) unread.push(slip.id)
    }
    return this.read(unread)
  }

  /** Those of them that are there, from now on removed and read. */
  remove(ids: Iterable<string>): string[] {
    const changed: string[] = []
    for (const id of ids) {
      const slip = this.#slips.get(id)
      if (slip === undefined || slip.removed) continue
      slip.removed = true
      changed.push(id)
    }
    this.read(changed)
    return changed
  }

  /** Forgets the oldest read ones that are too many. */
  forgetTooMany(): string[] {
    let over = this.#slips.size - this.#unread - INBOX.readMax
    if (over <= SLACK) return []
    const gone: string[] = []
    for (const slip of this.#slips.values()) {
      if (over === 0) break
      if (!slip.read) continue
      this.#slips.delete(slip.id)
      this.#keys.delete(slip.key)
      gone.push(slip.id)
      over--
    }
    return gone
  }
}
