/** The game's contract: what players ask, what they are told. What happens in the arena travels in `snap`, as bytes. */
import { contract, newest, ordered } from '../contract.ts'
import { boolean, object, optional, text } from '../guards.ts'
import { MAX_INPUT_BYTES } from './input-codec.ts'
import type { Phase, Weapon } from './rules.ts'
import type { Mode } from './world.ts'

export interface Player {
  readonly slot: number
  readonly name: string
  readonly bot: boolean
  /** The user's id, so that a person looks the same everywhere; '' for bots. */
  readonly user: string
}

/** JOIN options. `watch`: sees a match through the eyes of a player, takes no slot; the command `play` takes one. */
export const joinOptions = object({ watch: optional(boolean()) })

/** What JOINED carries, and the reply to `play`. A key snapshot follows at once. */
export interface JoinState {
  /** NOBODY: only watching. */
  readonly slot: number
  /** The first command to send has the next one (u16). */
  readonly seq: number
  readonly tick: number
  readonly seed: number
  /** Metres. */
  readonly side: number
  readonly mode: Mode
  readonly phase: Phase
  /** Tick; 0: open end. */
  readonly phaseEnds: number
  readonly match: number
  readonly players: readonly (Player & { readonly alive: boolean })[]
}

export interface PhaseChange {
  readonly match: number
  readonly phase: Phase
  readonly ends: number
  readonly seed: number
  readonly side: number
  readonly players: number
}

export interface Elimination {
  readonly slot: number
  /** NOBODY: the ring, or the player left. */
  readonly by: number
  readonly weapon: Weapon
  readonly alive: number
}

export interface Standing extends Player {
  readonly kills: number
  readonly damage: number
  /** 1 is the winner; 0: watched only. */
  readonly place: number
}

export interface Result {
  readonly match: number
  readonly winner: number
  readonly ticks: number
  readonly standings: readonly Standing[]
}

export const gameContract = contract('game', {
  commands: {
    /** Everything anew, because a frame was lost or a hash differs. */
    keyframe: object({}),
    /** A watcher takes a slot. The reply is a JoinState. */
    play: object({}),
    rename: object({ name: text(1, 24) }),
  },
  events: {
    snap: newest<Uint8Array>(),
    joined: ordered<Player>(),
    left: ordered<{ readonly slot: number }>(),
    renamed: ordered<{ readonly slot: number; readonly name: string }>(),
    phase: ordered<PhaseChange>(),
    eliminated: ordered<Elimination>(),
    result: ordered<Result>(),
  },
  queries: {},
  // A frame every 50 ms, and after a stall the whole backlog at once: none of it may be lost, or numbers would have gaps.
  input: { maxBytes: MAX_INPUT_BYTES, keep: 32 },
})

export type GameContract = typeof gameContract
