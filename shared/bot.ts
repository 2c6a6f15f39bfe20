/** A legal user of a kind, driven by its ears and a clock: fuzz, load tests and demos use it. */
import type { Commands, Contract, Events } from './contract.ts'

/** What a bot does next: a command, a raw input, or nothing. */
export type Act<C extends Contract> =
  | { [T in keyof Commands<C>]: { readonly command: T; readonly body: Commands<C>[T] } }[keyof Commands<C>]
  | { readonly input: Uint8Array }

export interface Bot<C extends Contract> {
  /** How often act() wants to be called. */
  readonly hz: number
  /** What it joins with. */
  readonly options?: unknown
  joined?(state: unknown): void
  heard?<T extends keyof Events<C>>(event: T, body: Events<C>[T]): void
  act(nowMs: number): Act<C> | undefined
}
