/** What the words and bars around the picture say: filled by the match, read by the HUD ten times a second. */
import type { Phase } from '../../shared/game/rules.ts'

export type Standing = 'alive' | 'down' | 'watching'

export interface Facts {
  room: string
  phase: Phase
  /** Until the phase ends; undefined: open end. */
  phaseLeftMs: number | undefined
  match: number
  standing: Standing
  /** Of 100. */
  health: number
  armour: number
  magazine: number
  reserve: number
  rockets: number
  /** 0–1: how much of a wait is left. */
  reload: number
  rocketWait: number
  dashWait: number
  kills: number
  place: number
  alive: number
  /** Whose surroundings are shown while I am not in the fight. */
  watched: string | undefined
  /** Until I stand again, in rooms where people do. */
  respawnLeftMs: number
  /** Until the ring begins to close, or how long it closes still. */
  ring: { readonly closing: boolean; readonly leftMs: number } | undefined
  /** I stand outside the ring. */
  burning: boolean
}

export interface Player {
  readonly slot: number
  name: string
  readonly bot: boolean
  mine: boolean
  out: boolean
  /** Seen since I came. */
  kills: number
}

export interface Placed {
  readonly slot: number
  readonly name: string
  readonly bot: boolean
  readonly kills: number
  readonly damage: number
  readonly place: number
}

/** What people on the page are told as it happens. */
export interface Happenings {
  eliminated(victim: Player, by: Player | undefined, weapon: string): void
  result(match: number, winner: Player | undefined, standings: readonly Placed[]): void
  phase(phase: Phase): void
  hit(damage: number): void
  /** `bySlot`: NOBODY where it was the ring. */
  hurt(damage: number, bySlot: number): void
}
