/** Puts messages that are to leave the house where a room's commit puts them. */
import type { Acquired, Journal, Outbound } from '../../server/ports.ts'
import { EPOCH, NAMES, after, commitAfter } from './room-commit.ts'

export type Leaving = Omit<Outbound, 'tries'> & { readonly dueMs: number }

/** A room of a storage with the kind `note` that does nothing else. */
export class OutboundRows {
  readonly #journal: Journal
  #at: Acquired | undefined

  constructor(journal: Journal) {
    this.#journal = journal
  }

  async put(...messages: readonly Leaving[]): Promise<void> {
    const at = (this.#at ??= await this.#journal.acquire('note', 'sends-out', EPOCH, NAMES))
    const rows = messages.map(({ id, channel, target, payload, dueMs }) => ({
      write: 'engine.outbound',
      values: [id, channel, target, payload, dueMs],
    }))
    const commit = commitAfter(at, { rows })
    const [outcome] = await this.#journal.commit([commit])
    if (outcome?.is !== 'committed') throw new Error(`not kept: ${JSON.stringify(outcome)}`)
    this.#at = after(at, commit, outcome.fence)
  }
}
