/** Somebody who looks after their inbox: reads, removes, and cannot make up their mind about settings. */
import type { Events } from '../../../shared/contract.ts'
import { CHANNELS, NOTICE_TYPES } from '../../../shared/inbox/contract.ts'
import type { InboxContract, InboxState, Notice } from '../../../shared/inbox/contract.ts'
import type { Act, Bot } from '../../engine/room.ts'

const SEEN_MAX = 50

export class InboxBot implements Bot<InboxContract> {
  readonly hz = 1
  readonly #random: () => number
  #seen: string[] = []

  constructor(random: () => number) {
    this.#random = random
  }

  joined(state: unknown): void {
    // What this kind's join() returned.
    this.#seen = (state as InboxState).recent.map(({ id }) => id)
  }

  heard<T extends keyof Events<InboxContract>>(event: T, body: Events<InboxContract>[T]): void {
    // The event's name fixes its body's type.
    if (event === 'notified') this.#seen = [(body as Notice).id, ...this.#seen].slice(0, SEEN_MAX)
  }

  act(): Act<InboxContract> {
    const dice = Math.floor(this.#random() * 8)
    const id = this.#seen[Math.floor(this.#random() * this.#seen.length)]
    if (dice < 2 && id !== undefined) return { command: 'read', body: { ids: [id] } }
    if (dice < 3 && id !== undefined) return { command: 'read', body: { upTo: id } }
    if (dice < 4 && id !== undefined) return { command: 'remove', body: { ids: [id] } }
    if (dice < 5) {
      const from = this.#minute()
      return { command: 'quiet', body: { from, to: this.#minute(), zone: 60 } }
    }
    if (dice < 6)
      return { command: 'addTarget', body: { channel: 'webhook', target: 'https://hooks.example.com/tutti' } }
    const type = NOTICE_TYPES[Math.floor(this.#random() * NOTICE_TYPES.length)]!
    const out = CHANNELS.filter(() => this.#random() < 0.5)
    return { command: 'prefer', body: { type, show: this.#random() < 0.8, out } }
  }

  #minute(): number {
    return Math.floor(this.#random() * 1440)
  }
}
