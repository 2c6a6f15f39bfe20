/** The contract that a kind of room implements: all of the world that a room can see. */
import type { Bot } from '../../shared/bot.ts'
import type { Commands, Contract, Events, EventsOf, QueryAnswer, QueryInput } from '../../shared/contract.ts'
import type { ErrorCode, TuttiError } from '../../shared/errors.ts'
import type { Key } from '../../shared/frames.ts'
import type { Reader, Signer, User } from '../ports.ts'
import type { Asking, Told } from './asking.ts'
import type { RowOf, Tables, Write } from './tables.ts'

export type { Act, Bot } from '../../shared/bot.ts'
export type { Reader, Signer } from '../ports.ts'
export type { Asking, Told } from './asking.ts'

export type Role = string

/** One session's seat in one room: the same object from join to leave, so rooms may key Maps by it. */
export interface Member {
  /** Unique in the room while it lives; not reused. */
  readonly id: number
  readonly user: User
  readonly role: Role
  /** What authorize() found out beside the role, for join(); as old as that read. */
  readonly facts?: unknown
}

/** The answer that a command is owed: given once, in any tick. Whoever is gone meanwhile gets none. */
export interface Later {
  /** Done; it leaves when this tick is durable. */
  reply(body?: unknown): void
  refuse(error: TuttiError): void
}

/** What a kind may know of the host that runs it. */
export interface HostFacts {
  /** Channels that leave the house, by name. */
  readonly channels: readonly string[]
  /** What a browser's push subscription needs (VAPID, public). */
  readonly pushKey: string
  /** Webhooks may lead to http and to private addresses. */
  readonly privateWebhooks: boolean
  readonly signer?: Signer
  /** Monotonic ms with fraction, for figures of how long things take: nothing that happens in a room may depend on it. */
  readonly stopwatch?: () => number
}

/** What a kind may record: its writes by name. */
type Writes = Readonly<Record<string, Write>>

/** No socket, no Redis, no Date, no Math.random: a room can be replayed from its inputs. */
export interface RoomContext<C extends Contract, W extends Writes = Writes> {
  readonly id: string
  readonly members: ReadonlySet<Member>
  /** Milliseconds of room time since it opened; constant within a tick. */
  now(): number
  /** Unix milliseconds, whole; constant within a tick, and never less than in an earlier one. */
  wall(): number
  /** In [0, 1), from the room's seed. */
  random(): number
  /** A new snowflake as sortable text (shared/id.ts): unique in the cluster. */
  newId(): string
  /**
   * A row that must not be forgotten (kinds with `tables` only). What this tick says waits until it is durable, but for
   * `newest` (settled ones do wait) and `fleeting`, which therefore must not show it. The row is copied now. Check everything before the first
   * record() or broadcast() of a command: what throws after it reloads the room.
   */
  record<T extends keyof W & string>(write: T, row: RowOf<W[T]>): void
  /**
   * Tells another room something, in the same commit: Room.mail[op] of that room runs once, soon, in its own tick.
   * Kinds with `tables` only, to kinds with `tables`.
   */
  post(kind: string, room: string, op: string, body: unknown): void
  /** Gives something to a channel that leaves the house (`webhook`, `push`, `email`), in the same commit; from `dueMs` on, Unix ms. */
  sendOut(channel: string, target: string, payload: unknown, dueMs?: number): void
  /** Asks for a tick, with Room.woke(), in at most `ms`; the earliest wish counts, and one that was met is gone. */
  wakeIn(ms: number): void
  /**
   * What watchers of the room see without being members (quiet joins): the latest value, coalesced over two seconds,
   * for everybody alike. It leaves when this tick is durable.
   */
  badge(body: unknown): void
  /** This user may no longer watch the room. */
  unwatch(userId: string): void
  /** To all members, at the end of the tick. `key` (newest only) names what this replaces. The body is encoded now. */
  broadcast<T extends keyof Events<C>>(event: T, body: Events<C>[T], key?: Key): void
  /** To some members. Ordered events go to all or their numbers would have gaps, so they cannot be sent. */
  send<T extends EventsOf<C, 'newest' | 'fleeting'>>(
    to: Member | Iterable<Member>,
    event: T,
    body: Events<C>[T],
    key?: Key,
  ): void
  /** Several values of one event to one member, as one message: a send() of its own costs the socket 5 µs. */
  sendEach<T extends EventsOf<C, 'newest'>>(
    to: Member,
    event: T,
    values: Iterable<readonly [key: Key, body: Events<C>[T]]>,
  ): void
  /** False while this member's socket is behind: a `newest` event built now would only wait. Never decides what happens in the room. */
  writable(member: Member): boolean
  /** Answers the command being handled; without it the answer is empty. */
  reply(body: unknown): void
  /**
   * The command being handled is answered later, by what this gives; what its handler throws is its answer still. Such
   * an answer is not remembered by nonce: for commands that do no harm when they are done again.
   */
  later(): Later
  /** Runs once what this tick does is durable, outside of ticks: for what lives beside the room, which it must not touch. */
  kept(run: () => void): void
  /** Begins one of the kind's jobs: Room.did[name] hears what came of it, in a later tick. The input is copied now. */
  job(name: string, input: unknown): void
  /** Removes a member at the end of the tick; leave() is called with 'lost'. */
  kick(member: Member, code: ErrorCode): void
}

/**
 * One live room. Every method runs inside a tick, one at a time. Throw TuttiError to refuse a command or a join;
 * anything else thrown is a bug: logged, answered `internal`, and the room is reloaded if it goes on.
 */
export interface Room<C extends Contract> {
  /** Bodies arrive guarded, in order per member, with what `load` of that command has read (or undefined). Check first, change and broadcast after. */
  readonly on: { readonly [T in keyof Commands<C>]: (from: Member, body: Commands<C>[T], loaded?: unknown) => void }
  /** What other rooms post() here. Runs exactly once for each, in a tick; a TuttiError drops it. */
  readonly mail?: Readonly<Record<string, (body: unknown, id: string) => void>>
  /** What came of a job; undefined where it did not come to its end. */
  readonly did?: Readonly<Record<string, (result: unknown) => void>>
  /** May refuse. What it returns is the member's first state; `recovered` when it comes back and gets what it missed. */
  join?(who: Member, how: 'fresh' | 'recovered', options: unknown): unknown
  leave?(who: Member, why: 'left' | 'lost'): void
  /** The member's client has every ordered event up to `seq` (a transport's word, not a person's). */
  acked?(from: Member, seq: number): void
  /** A wakeIn() came due. */
  woke?(): void
  /**
   * The last of every tick, before what it said leaves: what its commands have gathered is done here. Nobody can be
   * refused by throwing, but by what later() gave. Members who were kicked leave() behind it.
   */
  ended?(): void
  /** The room is about to be closed, empty: the last chance to record(). */
  closing?(): void
  /** A raw INPUT frame, before the tick that follows. Unvalidated bytes, at most contract.input.maxBytes. */
  input?(from: Member, body: Uint8Array): void
  /** Present: the room is simulated, and steps at tickHz with constant dt. Absent: it runs when something arrives. */
  tick?(dtMs: number): void
  /** The host was too busy: this many ticks were skipped since the last one. */
  overrun?(skipped: number): void
  /**
   * True: it has something to do though nobody is in it, so it stays open; asked whenever it might be closed. Where the
   * kind has residents(), such a room is opened again after it was reloaded.
   */
  busy?(): boolean
  /** A few public facts for the list of rooms. A room of a durable kind that has none (null) is not listed at all. */
  summary?(): unknown
  /** Snapshot, for rooms whose state is not in the database. */
  save?(): Uint8Array
}

/** Too heavy for a tick: pure functions of plain data, run on another thread. Their module exports them as `jobs`. */
export interface KindJobs {
  /** The module's own `import.meta.url`. */
  readonly url: string
  readonly run: Readonly<Record<string, (input: never) => unknown>>
}

export type Granted = Role | { readonly role: Role; readonly facts: unknown }

export interface Rate {
  readonly perSecond: number
  readonly burst: number
}

export interface RoomKind<C extends Contract, W extends Writes = Writes> {
  readonly contract: C
  /** Steps a second of a simulated room; a reactive room's highest rate. */
  readonly tickHz: number
  /**
   * A reactive room that may wait longer between two ticks, by how many are in it: what a tick says is then worth more,
   * and one that was idle still runs at once. Absent, or less: members × 30 µs.
   */
  readonly periodMs?: (members: number) => number
  readonly maxMembers: number
  /** How long an empty room is kept open. */
  readonly idleMs: number
  /**
   * The member's role in this room, or the role with facts for join(). Asked at every JOIN, a resume too, and before
   * every query (`options` undefined then). @throws TuttiError to refuse.
   */
  authorize(user: User, room: string, asking: Asking, options?: unknown): Granted | Promise<Granted>
  readonly jobs?: KindJobs
  /** Present: the kind is durable. What it keeps in the database. */
  readonly tables?: Tables<W>
  /** Reads what open() needs, after the room was taken over: nobody else writes it meanwhile. */
  stored?(room: string, reader: Reader): Promise<unknown>
  /** Which rooms this host opens when it starts, because they have something to do though nobody is in them. */
  residents?(reader: Reader): Promise<readonly string[]>
  /**
   * Reads what a command needs and its room does not have, before its tick. Undefined: nothing is needed, and the
   * command does not wait. It sees what is committed: what the room did since, the room itself knows better.
   * @throws TuttiError to refuse the command
   */
  readonly load?: {
    readonly [T in keyof Commands<C>]?: (
      body: Commands<C>[T],
      asking: Asking & { readonly role: Role },
    ) => Promise<unknown> | undefined
  }
  /**
   * What members missed and are told again, as it may be told by now: as many events, in their order; the same list
   * where nothing changed. `gone`: not any more, and they begin with what there is. Absent: as it was said.
   */
  retold?(events: readonly Told[], asking: Pick<Asking, 'room' | 'reader'>): Promise<readonly Told[] | 'gone'>
  /** How often one user may give a command here: sustained, and at once. */
  readonly limits?: { readonly [T in keyof Commands<C>]?: Rate }
  /** Asynchronous reads beside the room, never in it. */
  readonly queries?: {
    readonly [T in keyof C['queries'] & string]: (
      user: User,
      room: string,
      body: QueryInput<C['queries'][T]>,
      asking: Asking,
    ) => Promise<QueryAnswer<C['queries'][T]>>
  }
  /** Which of these rooms the user may watch (WATCH); absent: none. */
  watchable?(user: User, rooms: readonly string[], asking: Asking): Promise<readonly string[]>
  /** Files that members put beside the room, over HTTP; absent: none. */
  readonly files?: {
    readonly maxBytes: number
    /** Media types that may be stored; what is not here is refused. */
    readonly types: readonly string[]
    /** @throws TuttiError to refuse */
    mayPut(asking: Asking): Promise<void>
    /** @throws TuttiError to refuse, `not_found` where the room shows no such file */
    mayRead(hash: string, asking: Asking): Promise<void>
    /** Those of these files of `room` that are still needed; a sweep may remove the others once they are a day old. Absent: all. */
    kept?(room: string, hashes: readonly string[], reader: Reader): Promise<readonly string[]>
  }
  /** Long answers, streamed over HTTP as NDJSON at `/v1/<kind>/<room>/<name>.ndjson`: one object a line. @throws TuttiError to refuse, before the first line */
  readonly exports?: Readonly<Record<string, (asking: Asking) => AsyncIterable<object>>>
  /** The kind as this host runs it; absent: as it is. */
  hosted?(facts: HostFacts): RoomKind<C, W>
  /** Pure: the same stored state and the same context give the same room. */
  open(ctx: RoomContext<C, W>, stored: unknown): Room<C>
  bot(random: () => number): Bot<C>
}

/** A kind with its contract's types forgotten: what the engine runs. Only the registry makes one. */
// oxlint-disable-next-line no-explicit-any -- a kind is both producer and consumer of its bodies and rows; guard and write re-establish the types
export type AnyRoomKind = RoomKind<any, any>

export const defineRoom = <C extends Contract, W extends Writes = Writes>(kind: RoomKind<C, W>): RoomKind<C, W> => kind
