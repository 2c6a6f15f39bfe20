/** Who proposes what: the forks that are looked at, and the list of people. */
import type { Suggester, Suggestion } from '../../../shared/doc/types.ts'
import { TuttiError } from '../../../shared/errors.ts'
import type { ClientClock } from '../clock.ts'
import type * as Y from 'yjs'
import { Fork } from './fork.ts'
import type { DocFork, DocSuggestions } from './suggestion-types.ts'
import type { Asking } from './versions.ts'

export interface SuggestionsParts extends Asking {
  readonly clock: ClientClock
  readonly main: () => Y.Doc
  readonly suggest: (update: Uint8Array) => Promise<unknown>
  readonly me: () => string | undefined
  readonly may: () => boolean
  readonly live: () => boolean
  readonly changed: () => void
}

/** As the host tells it. */
export interface Suggested {
  readonly user: string
  readonly name: string
  /** Null: nothing is left of it. */
  readonly update: Uint8Array | null
  /** This is all of it. */
  readonly whole?: true
}

export class Suggestions implements DocSuggestions {
  people: readonly Suggester[] = []
  readonly #parts: SuggestionsParts
  readonly #forks = new Map<string, { readonly fork: Fork; readonly ready: Promise<Fork> }>()

  constructor(parts: SuggestionsParts) {
    this.#parts = parts
  }

  async list(user?: string): Promise<readonly Suggestion[]> {
    return (await this.#parts.query('suggestions', user === undefined ? {} : { user })).changes
  }

  async mine(): Promise<DocFork> {
    const me = this.#parts.me()
    if (me === undefined || !this.#parts.may()) throw new TuttiError('forbidden')
    return this.#fork(me)
  }
  of(user: string): Promise<DocFork> {
    return this.#fork(user)
  }

  async accept(user: string, ids?: readonly string[]): Promise<void> {
    await this.#parts.command('accept', ids === undefined ? { user } : { user, ids: [...ids] })
  }
  async reject(user: string, ids?: readonly string[]): Promise<void> {
    await this.#parts.command('reject', ids === undefined ? { user } : { user, ids: [...ids] })
  }

  // For the document.

  heard({ user, name, update, whole }: Suggested, at: number): void {
    const others = this.people.filter((one) => one.user !== user)
    this.people = update === null ? others : [...others, { user, name, at }]
    const fork = this.#forks.get(user)?.fork
    if (update === null) fork?.gone()
    else if (whole === true) fork?.settled(update)
    else fork?.heard(update)
    this.#parts.changed()
  }

  /** `people`: everybody who proposes something now. What the forks missed is asked for. */
  seated(people: readonly Suggester[], recovered: boolean): void {
    if (!recovered) {
      this.people = people
      this.#parts.changed()
      for (const { fork } of this.#forks.values()) void this.#refresh(fork)
    }
    this.gate()
  }

  /** My role, or the connection, is another. */
  gate(): void {
    const me = this.#parts.me()
    for (const { fork } of this.#forks.values())
      if (fork.user === me) fork.allow(this.#parts.live() && this.#parts.may())
  }

  /** The document is another one: forks of the old one are none of the new. */
  replaced(): void {
    for (const { fork } of this.#forks.values()) fork.begin()
  }

  close(): void {
    for (const { fork } of this.#forks.values()) fork.close()
  }

  #fork(user: string): Promise<Fork> {
    const known = this.#forks.get(user)
    if (known !== undefined) return known.ready
    const { clock, main, suggest } = this.#parts
    const send = user === this.#parts.me() ? suggest : undefined
    const fork = new Fork(user, { clock, main, send, closed: ({ user: gone }) => this.#forks.delete(gone) })
    const ready = this.#load(fork)
    ready.catch(() => fork.close())
    this.#forks.set(user, { fork, ready })
    return ready
  }

  async #load(fork: Fork): Promise<Fork> {
    const { forks } = await this.#parts.query('suggestions', { user: fork.user })
    fork.heard(forks.find(({ user }) => user === fork.user)?.update)
    this.gate()
    return fork
  }

  async #refresh(fork: Fork): Promise<void> {
    const known = this.people.some(({ user }) => user === fork.user)
    try {
      if (known) await this.#load(fork)
      // What waits here was never there, and is no sign of a refusal.
      else if (fork.waiting === 0) fork.gone()
    } catch {
      // The next seat asks again.
    }
  }
}
