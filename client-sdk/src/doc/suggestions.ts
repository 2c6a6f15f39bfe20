/** Who proposes what: the forks that are looked at, and the list of people. */
import type { Suggester, Suggestion } from '../../../shared/doc/types.ts'
import { TuttiError, toError } from '../../../shared/errors.ts'
import { Backoff } from '../backoff.ts'
import { passes } from '../requests.ts'
import { Fork } from './fork.ts'
import type { ForkParts, OwnParts } from './fork-parts.ts'
import type { DocFork, DocSuggestions } from './suggestion-types.ts'
import type { Asking } from './versions.ts'

export interface SuggestionsParts extends Asking, Pick<ForkParts, 'clock' | 'main' | 'keepCopy'> {
  readonly own: OwnParts
  readonly me: () => string | undefined
  /** May I suggest? Undefined: not known yet. */
  readonly may: () => boolean | undefined
  /** There is a connection, and the document is what the host has. */
  readonly synced: () => boolean
  /** Every edit of mine is durable: a suggestion may hang on any of them. */
  readonly settled: () => boolean
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

interface Open {
  readonly fork: Fork
  readonly ready: Promise<DocFork>
  asking: Promise<void> | undefined
}

export class Suggestions implements DocSuggestions {
  people: readonly Suggester[] = []
  readonly #parts: SuggestionsParts
  readonly #backoff: Backoff
  readonly #forks = new Map<string, Open>()
  /** Wait for the document itself. */
  #waiting: { readonly resolve: () => void; readonly reject: (error: TuttiError) => void }[] = []
  #cancel: (() => void) | undefined

  constructor(parts: SuggestionsParts) {
    this.#parts = parts
    this.#backoff = new Backoff(parts.clock, () => 0.5)
  }

  async list(user?: string): Promise<readonly Suggestion[]> {
    return (await this.#parts.query('suggestions', user === undefined ? {} : { user })).changes
  }

  async mine(): Promise<DocFork> {
    return this.own()
  }
  async unsent(): Promise<boolean> {
    const me = this.#parts.me()
    const open = me === undefined ? undefined : this.#forks.get(me)?.fork
    if (open !== undefined) return !open.saved
    const copy = this.#parts.own.copy()
    const kept = await copy?.loaded
    copy?.close()
    return kept !== undefined && kept.mine.length > 0
  }
  of(user: string): Promise<DocFork> {
    return this.#open(user).ready
  }

  async accept(user: string, ids?: readonly string[]): Promise<void> {
    await this.#parts.command('accept', ids === undefined ? { user } : { user, ids: [...ids] })
  }
  async reject(user: string, ids?: readonly string[]): Promise<void> {
    await this.#parts.command('reject', ids === undefined ? { user } : { user, ids: [...ids] })
  }

  // For the document.

  /** My own, to be written in. Rejects with `forbidden` where I may not. */
  async own(): Promise<Fork> {
    const me = this.#parts.me()
    if (me === undefined || this.#parts.may() !== true) throw new TuttiError('forbidden')
    const { fork, ready } = this.#open(me)
    await ready
    return fork
  }

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
    if (recovered) return
    this.people = people
    this.#parts.changed()
    for (const { fork } of this.#forks.values()) fork.isUnsure = true
  }

  /** My role, the connection, or what of the document is durable is another. */
  gate(): void {
    const { me, may, synced, settled } = this.#parts
    if (synced()) for (const { resolve } of this.#waiting.splice(0)) resolve()
    for (const one of this.#forks.values()) {
      const { fork } = one
      if (fork.isUnsure && synced() && one.asking === undefined) this.#ask(one).catch(this.#later)
      if (fork.user !== me()) continue
      if (may() === false) fork.allow('forbidden')
      else fork.allow(may() === true && synced() && settled() && !fork.isUnsure ? 'open' : 'shut')
    }
  }

  /** The document is built anew. `same`: it is the same one. */
  replaced(same: boolean): void {
    for (const { fork } of this.#forks.values()) fork.replaced(same)
  }

  close(): void {
    this.#cancel?.()
    for (const { reject } of this.#waiting.splice(0)) reject(new TuttiError('not_joined', 'the document was closed'))
    for (const { fork } of this.#forks.values()) fork.close()
  }

  #open(user: string): Open {
    const known = this.#forks.get(user)
    if (known !== undefined) return known
    const { clock, main, keepCopy, own, me } = this.#parts
    const fork = new Fork(user, {
      clock,
      main,
      keepCopy,
      own: user === me() ? own : undefined,
      unsure: () => this.gate(),
      closed: () => this.#forks.delete(user),
    })
    const one: Open = { fork, ready: this.#load(fork), asking: undefined }
    one.ready.catch(() => fork.close())
    this.#forks.set(user, one)
    return one
  }

  /** Without a connection from its copy; the host is asked as soon as there is one. */
  async #load(fork: Fork): Promise<DocFork> {
    const kept = await fork.restore()
    if (this.#parts.synced() || !kept) {
      await this.#synced()
      const one = this.#forks.get(fork.user)
      try {
        if (one?.fork === fork && fork.isUnsure) await this.#ask(one)
      } catch (thrown) {
        if (!kept || !passes(toError(thrown).code)) throw thrown
        this.#later(thrown)
      }
    }
    this.gate()
    return fork
  }

  #synced(): Promise<void> {
    if (this.#parts.synced()) return Promise.resolve()
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }))
  }

  /** One at a time for each. */
  #ask(one: Open): Promise<void> {
    const { fork } = one
    const query = async (): Promise<Uint8Array | undefined> => {
      const { forks } = await this.#parts.query('suggestions', { user: fork.user })
      return forks.find(({ user }) => user === fork.user)?.update
    }
    one.asking ??= fork
      .restore()
      .then(() => fork.ask(query))
      .then(() => {
        this.#backoff.healthy()
        one.asking = undefined
        this.gate()
      })
      .catch((thrown: unknown) => {
        one.asking = undefined
        throw thrown
      })
    return one.asking
  }

  /** What could not be asked is asked again; where it is not to be had, with the next seat. */
  readonly #later = (thrown: unknown): void => {
    const { code, retryMs } = toError(thrown)
    if (!passes(code)) return
    this.#cancel?.()
    this.#cancel = this.#parts.clock.after(this.#backoff.nextMs(retryMs), () => this.gate())
  }
}
