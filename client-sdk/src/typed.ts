/** Types of the SDK, all read off the registry of kinds: no generated code, and nothing of the server at run time. */
import type { ErrorCode } from '../../shared/errors.ts'
import type { Key, Position } from '../../shared/frames.ts'
import type { Off } from './listeners.ts'

/**
 * What the SDK needs of a contract. Guards are known by the Standard Schema face that they carry, so that whoever
 * installs the SDK needs no validation library.
 */
export interface AnyContract {
  readonly kind: string
  readonly commands: Readonly<Record<string, unknown>>
  readonly events: Readonly<Record<string, { readonly delivery: string; readonly body?: unknown }>>
  readonly queries: Readonly<Record<string, { readonly guard: unknown; readonly answer?: unknown }>>
}

/** A namespace of kinds, as `typeof rooms` of the registry. */
export type AnyRegistry = Readonly<Record<string, { readonly contract: AnyContract }>>

type IsAny<T> = 0 extends 1 & T ? true : false

/** The contracts among the exports of R; whatever else it exports is not a kind. */
type Contracts<R> = {
  [Name in keyof R]: R[Name] extends { readonly contract: infer C extends AnyContract }
    ? IsAny<C> extends true
      ? never
      : C
    : never
}[keyof R]

export type KindName<R> = Contracts<R>['kind']
/** Without a registry, every kind may have anything. */
export type ContractOf<R, K extends KindName<R>> =
  string extends KindName<R> ? Contracts<R> : Extract<Contracts<R>, { readonly kind: K }>

interface Standard<I, O> {
  readonly '~standard': { readonly types?: { readonly input: I; readonly output: O } | undefined }
}
/** What may be given to a guard; where that is not said, what comes out of it. */
type Given<G> = G extends Standard<infer I, infer O> ? (unknown extends I ? O : I) : unknown

export type CommandName<C extends AnyContract> = keyof C['commands'] & string
export type CommandBody<C extends AnyContract, T extends CommandName<C>> = Given<C['commands'][T]>
export type EventName<C extends AnyContract> = keyof C['events'] & string
export type EventBody<C extends AnyContract, T extends EventName<C>> = C['events'][T] extends {
  readonly body?: infer B
}
  ? Exclude<B, undefined>
  : unknown
export type QueryName<C extends AnyContract> = keyof C['queries'] & string
export type QueryBody<C extends AnyContract, T extends QueryName<C>> = Given<C['queries'][T]['guard']>
export type QueryAnswer<C extends AnyContract, T extends QueryName<C>> = C['queries'][T] extends {
  readonly answer?: infer A
}
  ? Exclude<A, undefined>
  : unknown
/** What JOINED carries, where the contract says so in a field `state` that only the compiler sees. */
export type StateOf<C extends AnyContract> = C extends { readonly state?: infer S } ? Exclude<S, undefined> : unknown

export interface EventMeta {
  /** Of an `ordered` event; 0 for the others. */
  readonly seq: number
  /** Of a `newest` event; null where it has none. */
  readonly key: Key
}

/** `joining`: asked, no answer yet. `lost`: no connection; it comes back by itself. `left`: over. */
export type RoomStatus = 'joining' | 'live' | 'lost' | 'left'

/** A JOINED after the first. `recovered`: nothing was missed, and what was sent meanwhile follows as events. */
export interface JoinedAgain<S = unknown> {
  readonly state: S
  readonly recovered: boolean
}

/** Events between `before` and `after` are missing for good: draw from `state`. */
export interface Discontinuity<S = unknown> {
  readonly state: S
  readonly before: Position | null
  readonly after: Position
}

export interface RequestOptions {
  /** After this, the promise rejects with `timeout`; the command may still be done. Default: waits as long as it takes. */
  readonly timeoutMs?: number | undefined
  /**
   * The command's own, from makeNonce(): whoever keeps it may repeat the command in a later session, and it is done
   * once. Null: none, and it may be done twice, for commands to which that means nothing.
   */
  readonly nonce?: Uint8Array | null | undefined
}

export interface Room<C extends AnyContract> {
  readonly kind: string
  readonly id: string
  /** The first state, of the last JOINED. */
  readonly state: StateOf<C>
  readonly status: RoomStatus
  readonly position: Position | null
  /** Since when requests are refused with `unavailable` and tried again, Unix ms of the host; null: they are not. */
  readonly retrying: number | null
  on<T extends EventName<C>>(event: T, run: (body: EventBody<C, T>, meta: EventMeta) => void): Off
  onJoined(run: (again: JoinedAgain<StateOf<C>>) => void): Off
  onDiscontinuity(run: (what: Discontinuity<StateOf<C>>) => void): Off
  /** The host ended the membership, for good. */
  onLeft(run: (code: ErrorCode) => void): Off
  onStatus(run: (status: RoomStatus) => void): Off
  /** What is asked cannot be done now and is tried again, or that is over. */
  onRetrying(run: (since: number | null) => void): Off
  /** Without an answer; waits in order while offline. False: not taken, because the queue is full or the room left. */
  send<T extends CommandName<C>>(command: T, body: CommandBody<C, T>): boolean
  /** Done exactly once, over as many connections as it takes. Rejects with TuttiError: a refusal, `overloaded`, `timeout`. */
  request<T extends CommandName<C>>(command: T, body: CommandBody<C, T>, options?: RequestOptions): Promise<unknown>
  /** Raw INPUT. False: dropped, because there is no seat right now. */
  input(bytes: Uint8Array): boolean
  leave(): void
}

/** `waiting`: between two tries. `draining`: works, and moves to another host soon. */
export type ClientState = 'connecting' | 'ready' | 'waiting' | 'draining' | 'closed'

export interface ClosedBy {
  readonly code: ErrorCode
  readonly reason: string
}
