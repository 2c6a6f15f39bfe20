/** What a kind of room promises both ends: its commands, events and queries, with types for both and guards for the server. */
import * as v from 'valibot'
import { TuttiError } from './errors.ts'

/** A guard: validates and types what enters. Any synchronous valibot schema; prefer the bounded ones of guards.ts. */
export type Guard<T = unknown> = v.GenericSchema<unknown, T>
export type Guarded<G> = G extends Guard<infer T> ? T : never

/**
 * What a slow or absent client gets (PROTOCOL D1–D3).
 * `ordered`: every event once, in order, numbered. `newest`: the latest per key. `fleeting`: now or never.
 */
export type DeliveryClass = 'ordered' | 'newest' | 'fleeting'

/** An event's delivery class; `T` is its body, seen by the compiler only. */
export interface EventType<T = unknown, D extends DeliveryClass = DeliveryClass> {
  readonly delivery: D
  /** `newest` alone: it leaves when its tick is durable, and may show what was recorded there (PROTOCOL J3). */
  readonly settled?: boolean
  readonly body?: T
}
export type EventBody<E> = E extends EventType<infer T> ? T : never

export interface QueryType<I = unknown, O = unknown> {
  readonly guard: Guard<I>
  readonly answer?: O
}

export type QueryInput<Q> = Q extends { readonly guard: Guard<infer I> } ? I : never
export type QueryAnswer<Q> = Q extends { readonly answer?: infer O } ? O : never

/** How raw INPUT frames enter: `keep` unread ones wait for a tick, older ones make room (1 = the newest wins). */
export interface InputType {
  readonly maxBytes: number
  readonly keep: number
}

export interface Contract {
  readonly kind: string
  readonly commands: Readonly<Record<string, Guard>>
  readonly events: Readonly<Record<string, EventType>>
  readonly queries: Readonly<Record<string, QueryType>>
  readonly input?: InputType
}

export const ordered = <T>(): EventType<T, 'ordered'> => ({ delivery: 'ordered' })
export const newest = <T>(): EventType<T, 'newest'> => ({ delivery: 'newest' })
/** A `newest` event that waits until what its tick recorded is durable. */
export const settled = <T>(): EventType<T, 'newest'> => ({ delivery: 'newest', settled: true })
export const fleeting = <T>(): EventType<T, 'fleeting'> => ({ delivery: 'fleeting' })

/** Declares a query: what enters is guarded, what leaves is typed. */
export const query =
  <O>() =>
  <G extends Guard>(guard: G): QueryType<Guarded<G>, O> => ({ guard: guard as Guard<Guarded<G>> })

/** Names the kind and fixes the types. Kind names are short lower-case words: they stand in URLs. */
export const contract = <const K extends string, C extends Omit<Contract, 'kind'>>(
  kind: K,
  parts: C,
): C & { readonly kind: K } => ({ kind, ...parts })

/** @throws TuttiError `bad_body`, naming the first field at fault. */
export const check = <T>(guard: Guard<T>, body: unknown): T => {
  const result = v.safeParse(guard, body, { abortEarly: true })
  if (result.success) return result.output
  const issue = result.issues[0]
  const path = v.getDotPath(issue)
  throw new TuttiError('bad_body', (path === null ? issue.message : `${path}: ${issue.message}`).slice(0, 200))
}

// What the SDK and rooms read off a contract.
export type Commands<C extends Contract> = { [T in keyof C['commands'] & string]: Guarded<C['commands'][T]> }
export type Events<C extends Contract> = { [T in keyof C['events'] & string]: EventBody<C['events'][T]> }
export type EventsOf<C extends Contract, D extends DeliveryClass> = {
  [T in keyof C['events'] & string]: C['events'][T]['delivery'] extends D ? T : never
}[keyof C['events'] & string]
