/** Suggestions: everybody who may only propose writes in a fork of their own, and editors take over what they like. */
import type { DocContract } from '../../../shared/doc/contract.ts'
import { DOC } from '../../../shared/doc/rules.ts'
import type { Suggester } from '../../../shared/doc/types.ts'
import { TuttiError } from '../../../shared/errors.ts'
import type { Member, Room } from '../../engine/room.ts'
import type { DocDesk } from './desk.ts'
import { Fork } from './fork.ts'
import { inspect } from './guard/inspect.ts'
import type { Author } from './log.ts'
import type { StoredFork } from './read/stored-forks.ts'
import { Proposed } from './suggestions-fork.ts'

/** Rows of one fork: more become one. */
const ROWS_MAX = 200
const CLIENTS = 0xfffffffe

export class Suggestions {
  readonly #desk: DocDesk
  readonly #forks = new Map<string, Proposed>()
  /** Whose decisions the next accepted rows of the log are, in order. */
  #accepting: Author[] = []

  constructor(desk: DocDesk, stored: readonly StoredFork[]) {
    this.#desk = desk
    for (const fork of stored) {
      const proposed = new Proposed(fork)
      this.#forks.set(fork.user, proposed)
      desk.log.held.hold(fork.user, proposed.clients())
    }
    desk.onEdited((rows) => {
      for (const { type, n } of rows) if (type === 'accept') this.#noteAccepted(n)
      this.#accepting = []
    })
  }

  readonly on: Pick<Room<DocContract>['on'], 'suggest' | 'accept' | 'reject'> = {
    suggest: (from, update) => this.#suggest(from, update),
    accept: (from, { user, ids }) => this.#accept(from, user, ids),
    reject: (from, { user, ids }) => {
      if (user !== from.user.id) this.#desk.allow(from, 'editor')
      const fork = this.#fork(user)
      const left = ids === undefined ? undefined : this.#rest(fork, ids)
      if (left === undefined || left.ids.size === left.work.changes.length) this.#drop(fork)
      else this.#replace(fork, left.work.without(left.ids))
    },
  }

  /** Who proposes something. */
  suggesters(): Suggester[] {
    return Array.from(this.#forks.values(), ({ shown }) => shown)
  }

  #suggest(from: Member, update: Uint8Array): void {
    const { ctx, log } = this.#desk
    const { id: user, name } = this.#desk.author(from)
    const known = this.#forks.get(user)
    const fork = known ?? new Proposed({ user, name, at: 0, m: 0, updates: [] })
    const judged = inspect(update, fork.view(log.view(user)))
    if (judged.verdict === 'refuse') throw new TuttiError(judged.code, `the update is not taken: ${judged.reason}`)
    if (judged.verdict === 'gap') throw new TuttiError('conflict', 'it builds on what is not there')
    if (judged.verdict === 'nothing') return
    if (judged.written.some(({ client }) => (log.held.of(client) ?? user) !== user))
      throw new TuttiError('forbidden', 'this Yjs client is somebody else’s')
    if (known === undefined && this.#forks.size >= DOC.forksMax)
      throw new TuttiError('conflict', 'too many people propose something: settle some first')
    if (fork.bytes + judged.update.length > DOC.forkBytesMax)
      throw new TuttiError('body_too_large', 'this is too much to propose at once')
    fork.take(judged)
    log.held.hold(
      user,
      judged.written.map(({ client }) => client),
    )
    fork.at = ctx.wall()
    if (known === undefined || fork.name !== name) {
      this.#forks.set(user, fork)
      fork.name = name
      ctx.record('fork', { room: ctx.id, user_id: user, name })
    }
    if (fork.count > ROWS_MAX) this.#rewrite(fork)
    else this.#record(fork, judged.update)
    ctx.broadcast('suggested', { user, name, update: judged.update })
  }

  #accept(from: Member, user: string, ids: readonly string[] | undefined): void {
    const fork = this.#fork(user)
    const left = ids === undefined ? undefined : this.#rest(fork, ids)
    if (left === undefined || left.ids.size === left.work.changes.length) return this.#acceptAll(from, fork)
    const client = this.#freshClient(fork)
    const { work } = left
    // Both are made before anything is changed.
    const taken = work.taken(left.ids, client)
    const rest = work.without(left.ids)
    this.#desk.submit(taken, { id: fork.user, name: fork.name }, 'accept')
    this.#accepting.push(this.#desk.author(from))
    this.#replace(fork, rest)
  }

  /** The fork becomes part of the document as it is: whatever its author writes next goes on from there. */
  #acceptAll(from: Member, fork: Proposed): void {
    const { held } = this.#desk.log
    held.letGo(fork.user)
    try {
      this.#desk.submit(fork.merged(), { id: fork.user, name: fork.name }, 'accept')
    } catch (refusal) {
      held.hold(fork.user, fork.clients())
      throw refusal
    }
    this.#accepting.push(this.#desk.author(from))
    this.#drop(fork)
  }

  #noteAccepted(n: number): void {
    const by = this.#accepting.shift()
    if (by === undefined) return
    const { ctx } = this.#desk
    ctx.record('accepted', { room: ctx.id, n, by_id: by.id, by_name: by.name, at: ctx.wall() })
  }

  /** @throws TuttiError `conflict` where it cannot be done, or not as whoever asks has seen it */
  #rest(fork: Proposed, ids: readonly string[]): { readonly work: Fork; readonly ids: ReadonlySet<string> } {
    if (ids.length === 0) throw new TuttiError('bad_body', 'ids: there are none')
    let work: Fork
    try {
      work = new Fork(this.#desk.present(), fork.merged())
    } catch (cause) {
      throw new TuttiError('conflict', 'it does not fit the document: reject all of it', { cause })
    }
    if (ids.some((id) => !work.has(id))) throw new TuttiError('conflict', 'it has changed meanwhile: look again')
    return { work, ids: new Set(ids) }
  }

  /** Nothing is left of it. */
  #drop(fork: Proposed): void {
    const { ctx, log } = this.#desk
    const { user, name } = fork
    this.#forks.delete(user)
    log.held.letGo(user)
    ctx.record('unfork', { room: ctx.id, user_id: user })
    ctx.record('unforkUpdates', { room: ctx.id, user_id: user })
    ctx.broadcast('suggested', { user, name, update: null })
  }

  #replace(fork: Proposed, rest: Uint8Array): void {
    const { user, name } = fork
    fork.replace(rest)
    this.#rewrite(fork)
    this.#desk.ctx.broadcast('suggested', { user, name, update: rest, whole: true })
  }

  /** As one row. */
  #rewrite(fork: Proposed): void {
    const { ctx } = this.#desk
    ctx.record('unforkUpdates', { room: ctx.id, user_id: fork.user })
    this.#record(fork, fork.merged())
  }

  #record(fork: Proposed, data: Uint8Array): void {
    const { ctx } = this.#desk
    ctx.record('forkUpdate', { room: ctx.id, user_id: fork.user, m: ++fork.m, at: fork.at, data })
  }

  /** @throws TuttiError `not_found` */
  #fork(user: string): Proposed {
    const fork = this.#forks.get(user)
    if (fork === undefined) throw new TuttiError('not_found', 'they propose nothing')
    return fork
  }

  /** For copies. Yjs puts lower ones first: what its author is writing behind the original comes behind the copy. */
  #freshClient(fork: Proposed): number {
    const { ctx, log } = this.#desk
    const { clients } = this.#desk.present().store
    const lowest = Math.min(CLIENTS, ...fork.clients())
    for (let tries = 0; ; tries++) {
      const client = 1 + Math.floor(ctx.random() * (tries < 8 ? Math.max(1, lowest - 1) : CLIENTS))
      if (!clients.has(client) && !log.owners.has(client) && !log.held.holds(client)) return client
    }
  }
}
