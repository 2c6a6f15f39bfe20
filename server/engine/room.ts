/** The contract that a kind of room implements: all of the world that a room can see. */
import type { Commands, Contract, Events, EventsOf, QueryAnswer, QueryInput } from '../../shared/contract.ts'
import type { ErrorCode } from '../../shared/errors.ts'
import type { Key } from '../../shared/frames.ts'
import type { User } from '../ports.ts'

export type Role = string

/** One session's seat in one room: the same object from join to leave, so rooms may key Maps by it. */
export interface Member {
  /** Unique in the room while it lives; not reused. */
  readonly id: number
  readonly user: User
  readonly role: Role
}

/** No socket, no Redis, no Date, no Math.random: a room can be replayed from its inputs. */
export interface RoomContext<C extends Contract> {
  readonly id: string
  readonly members: ReadonlySet<Member>
  /** Milliseconds of room time since it opened; constant within a tick. */
  now(): number
  /** In [0, 1), from the room's seed. */
  random(): number
  /** To all members, at the end of the tick. `key` (newest only) names what this replaces. The body is encoded now. */
  broadcast<T extends keyof Events<C>>(event: T, body: Events<C>[T], key?: Key): void
  /** To some members. Ordered events go to all or their numbers would have gaps, so they cannot be sent. */
  send<T extends EventsOf<C, 'newest' | 'fleeting'>>(
    to: Member | Iterable<Member>,
    event: T,
    body: Events<C>[T],
    key?: Key,
  ): void
  /** False while this member's socket is behind: a `newest` event built now would only wait. Never decides what happens in the room. */
  writable(member: Member): boolean
  /** Answers the command being handled; without it the answer is empty. */
  reply(body: unknown): void
  /** Removes a member at the end of the tick; leave() is called with 'lost'. */
  kick(member: Member, code: ErrorCode): void
}

/**
 * One live room. Every method runs inside a tick, one at a time. Throw TuttiError to refuse a command or a join;
 * anything else thrown is a bug: logged, answered `internal`, and the room is reloaded if it goes on.
 */
export interface Room<C extends Contract> {
  /** Bodies arrive guarded, in order per member. Check first, change and broadcast after. */
  readonly on: { readonly [T in keyof Commands<C>]: (from: Member, body: Commands<C>[T]) => void }
  /** May refuse. What it returns is the member's first state; `recovered` when it comes back and gets what it missed. */
  join?(who: Member, how: 'fresh' | 'recovered', options: unknown): unknown
  leave?(who: Member, why: 'left' | 'lost'): void
  /** A raw INPUT frame, before the tick that follows. Unvalidated bytes, at most contract.input.maxBytes. */
  input?(from: Member, body: Uint8Array): void
  /** Present: the room is simulated, and steps at tickHz with constant dt. Absent: it runs when something arrives. */
  tick?(dtMs: number): void
  /** The host was too busy: this many ticks were skipped since the last one. */
  overrun?(skipped: number): void
  /** A few public facts for the list of rooms. */
  summary?(): unknown
  /** Snapshot, for rooms whose state is not in the database. */
  save?(): Uint8Array
}

/** What a bot does next: a command, a raw input, or nothing. */
export type Act<C extends Contract> =
  | { [T in keyof Commands<C>]: { readonly command: T; readonly body: Commands<C>[T] } }[keyof Commands<C>]
  | { readonly input: Uint8Array }

/** A legal user, driven by its ears and a clock: fuzz, load tests and demos use it. */
export interface Bot<C extends Contract> {
  /** How often act() wants to be called. */
  readonly hz: number
  joined?(state: unknown): void
  heard?<T extends keyof Events<C>>(event: T, body: Events<C>[T]): void
  act(nowMs: number): Act<C> | undefined
}

export interface RoomKind<C extends Contract> {
  readonly contract: C
  /** Steps a second of a simulated room; a reactive room's highest rate. */
  readonly tickHz: number
  readonly maxMembers: number
  /** How long an empty room is kept open. */
  readonly idleMs: number
  /** The member's role in this room. @throws TuttiError to refuse. */
  authorize(user: User, room: string): Role | Promise<Role>
  /** Asynchronous reads beside the room, never in it. */
  readonly queries?: {
    readonly [T in keyof C['queries'] & string]: (
      user: User,
      room: string,
      body: QueryInput<C['queries'][T]>,
    ) => Promise<QueryAnswer<C['queries'][T]>>
  }
  /** Pure: the same stored state and the same context give the same room. */
  open(ctx: RoomContext<C>, stored: Uint8Array | undefined): Room<C>
  bot(random: () => number): Bot<C>
}

/** A kind with its contract's types forgotten: what the engine runs. Only the registry makes one. */
// oxlint-disable-next-line no-explicit-any -- a kind is both producer and consumer of its bodies; the guard re-establishes the type
export type AnyRoomKind = RoomKind<any>

export const defineRoom = <C extends Contract>(kind: RoomKind<C>): RoomKind<C> => kind
