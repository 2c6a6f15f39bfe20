/** Suggestions: everybody who may only propose writes in a fork of their own, and editors take over what they like. */
import * as Y from 'yjs'
import type { DocContract } from '../../../shared/doc/contract.ts'
import { DOC } from '../../../shared/doc/rules.ts'
import type { Suggester } from '../../../shared/doc/types.ts'
import { TuttiError } from '../../../shared/errors.ts'
import type { Member, Room } from '../../engine/room.ts'
import { believe } from './access-facts.ts'
import { Assembly } from './assembly.ts'
import type { DocDesk } from './desk.ts'
import { inspect } from './guard/inspect.ts'
import type { Author } from './log.ts'
import type { Parking } from './parking.ts'
import type { StoredFork } from './read/stored-forks.ts'
import { Proposed } from './suggestions-fork.ts'
import type { Settling } from './suggestions-load.ts'

/** Rows of one fork: more become one. */
const ROWS_MAX = 200

/** A room that is opened again numbers on by the clock: fewer updates come in. */
const M_PER_MS = 1_000

interface Cut {
  readonly client: number
  readonly taken: Uint8Array
  readonly rest: Uint8Array
}

/** The fork was not there yet when it was read for the command. */
const NOT_READ = { m: 0, settled: { is: 'changed' } } as const

export class Suggestions {
  readonly #desk: DocDesk
  readonly #parking: Parking
  readonly #assembly: Assembly
  readonly #forks = new Map<string, Proposed>()
  /** Who has let in what is behind and up to which position of the log. */
  #accepting: { readonly by: Author; readonly after: number; readonly upTo: number }[] = []
  /** Updates of forks are numbered on from here, so that no number ever means another one of a later fork. */
  #lastM = 0

  constructor(desk: DocDesk, parking: Parking, stored: readonly StoredFork[]) {
    this.#desk = desk
    this.#parking = parking
    this.#assembly = new Assembly(desk, 'suggested parts', DOC.forkBytesMax)
    for (const fork of stored) {
      const proposed = new Proposed(fork)
      this.#forks.set(fork.user, proposed)
      desk.log.door.held.hold(fork.user, proposed.clients())
    }
    desk.onEdited((rows) => {
      for (const { type, n } of rows) if (type === 'accept') this.#noteAccepted(n)
      this.#accepting = []
    })
  }

  readonly on: Pick<Room<DocContract>['on'], 'suggest' | 'suggestPart' | 'accept' | 'reject'> = {
    suggest: (from, update) => this.#suggest(from, update),
    suggestPart: (from, part) => {
      const whole = this.#assembly.add(from, part)
      if (whole !== undefined) this.#suggest(from, whole)
    },
    accept: (from, { user, ids }, loaded) => {
      const fork = this.#fork(user)
      const cut = ids === undefined ? 'all' : this.#cut(fork, ids, loaded as Settling | undefined)
      if (cut === 'all') return this.#acceptAll(from, fork)
      const { log } = this.#desk
      if (log.door.clients.owners.has(cut.client) || log.door.held.holds(cut.client))
        throw new TuttiError('unavailable', 'once more', { retryMs: 0 })
      this.#submit(from, fork, cut.taken)
      this.#replace(fork, cut.rest)
    },
    reject: (from, { user, ids }, loaded) => {
      if (user !== from.user.id) this.#desk.allow(from, 'editor')
      const fork = this.#fork(user)
      const cut = ids === undefined ? 'all' : this.#cut(fork, ids, loaded as Settling | undefined)
      if (cut === 'all') this.#drop(fork)
      else this.#replace(fork, cut.rest)
    },
  }

  /** Who proposes something. */
  suggesters(): Suggester[] {
    return Array.from(this.#forks.values(), ({ shown }) => shown)
  }

  leave(member: Member): void {
    this.#assembly.forget(member)
  }

  #suggest(from: Member, update: Uint8Array): void {
    if (this.#take(from, update)) return
    const later = this.#desk.ctx.later()
    this.#parking.park(from, update.length, later, () => {
      this.#desk.allow(from, 'suggester')
      if (!this.#take(from, update)) return false
      later.reply()
      return true
    })
  }

  /** False: it builds on what is not there. @throws TuttiError, and then nothing has changed */
  #take(from: Member, update: Uint8Array): boolean {
    const { ctx, log } = this.#desk
    const { id: user, name } = this.#desk.author(from)
    const known = this.#forks.get(user)
    const fork =
      known ?? new Proposed({ user, name, at: 0, m: Math.max(this.#lastM, ctx.wall() * M_PER_MS), updates: [] })
    const judged = inspect(update, fork.view(log.view(user)), log.door.limits)
    if (judged.verdict === 'refuse') throw new TuttiError(judged.code, `the update is not taken: ${judged.reason}`)
    if (judged.verdict === 'gap') return false
    if (judged.verdict === 'nothing') return true
    if (judged.written.some(({ client }) => (log.door.held.of(client) ?? user) !== user))
      throw new TuttiError('forbidden', 'this Yjs client is somebody else’s')
    if (known === undefined && this.#forks.size >= DOC.forksMax)
      throw new TuttiError('conflict', 'too many people propose something: settle some first')
    if (fork.bytes + judged.update.length > DOC.forkBytesMax)
      throw new TuttiError('body_too_large', 'this is too much to propose at once')
    fork.at = ctx.wall()
    fork.take(judged)
    log.door.held.hold(
      user,
      judged.written.map(({ client }) => client),
    )
    if (known === undefined || fork.name !== name) {
      this.#forks.set(user, fork)
      fork.name = name
      ctx.record('fork', { room: ctx.id, user_id: user, name })
    }
    if (fork.count > ROWS_MAX) this.#rewrite(fork, fork.merged())
    else this.#record(fork, judged.update)
    ctx.broadcast('suggested', { user, name, update: judged.update })
    this.#parking.news()
    return true
  }

  /** The fork becomes part of the document as it is: whatever its author writes next goes on from there. */
  #acceptAll(from: Member, fork: Proposed): void {
    const { held } = this.#desk.log.door
    held.letGo(fork.user)
    try {
      this.#submit(from, fork, fork.merged())
    } catch (refusal) {
      held.hold(fork.user, fork.clients())
      throw refusal
    }
    this.#drop(fork)
  }

  /** As an edit of its author's. @throws TuttiError, and then nothing has changed */
  #submit(from: Member, fork: Proposed, update: Uint8Array): void {
    const after = this.#desk.head
    const upTo = this.#desk.submit(update, { id: fork.user, name: fork.name }, 'accept')
    this.#accepting.push({ by: this.#desk.author(from), after, upTo })
  }

  #noteAccepted(n: number): void {
    const found = this.#accepting.find(({ after, upTo }) => n > after && n <= upTo)
    if (found === undefined) return
    const { ctx } = this.#desk
    const { id, name } = found.by
    ctx.record('accepted', { room: ctx.id, n, by_id: id, by_name: name, at: ctx.wall() })
  }

  /** These changes cut out of the fork as it is by now; `all`: there are no others. @throws TuttiError */
  #cut(fork: Proposed, ids: readonly string[], loaded: Settling | undefined): 'all' | Cut {
    if (ids.length === 0) throw new TuttiError('bad_body', 'ids: there are none')
    const { m, settled } = loaded === undefined ? NOT_READ : believe(loaded, this.#desk.ctx.wall())
    if (settled.is === 'unfit') throw new TuttiError('conflict', 'it does not fit the document: reject all of it')
    const since = fork.since(m)
    if (settled.is !== 'cut' || since === undefined)
      throw new TuttiError('conflict', 'it has changed meanwhile: look again')
    if (settled.all && since.length === 0) return 'all'
    const { client, taken, rest } = settled
    return { client, taken, rest: since.length === 0 ? rest : Y.mergeUpdates([rest, ...since]) }
  }

  /** Nothing is left of it. */
  #drop(fork: Proposed): void {
    const { ctx, log } = this.#desk
    const { user, name } = fork
    this.#forks.delete(user)
    this.#lastM = Math.max(this.#lastM, fork.m)
    log.door.held.letGo(user)
    ctx.record('unfork', { room: ctx.id, user_id: user })
    ctx.record('unforkUpdates', { room: ctx.id, user_id: user })
    ctx.broadcast('suggested', { user, name, update: null })
  }

  #replace(fork: Proposed, rest: Uint8Array): void {
    const { user, name } = fork
    this.#rewrite(fork, rest)
    this.#desk.ctx.broadcast('suggested', { user, name, update: rest, whole: true })
  }

  /** As one row. */
  #rewrite(fork: Proposed, whole: Uint8Array): void {
    const { ctx } = this.#desk
    fork.replace(whole)
    ctx.record('unforkUpdates', { room: ctx.id, user_id: fork.user })
    this.#record(fork, whole)
  }

  #record(fork: Proposed, data: Uint8Array): void {
    const { ctx } = this.#desk
    ctx.record('forkUpdate', { room: ctx.id, user_id: fork.user, m: fork.m, at: fork.at, data })
  }

  /** @throws TuttiError `not_found` */
  #fork(user: string): Proposed {
    const fork = this.#forks.get(user)
    if (fork === undefined) throw new TuttiError('not_found', 'they propose nothing')
    return fork
  }
}
