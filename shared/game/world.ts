/** The state of one game: integers only, in columns. Everything that changes it comes in through the five methods of Inlet. */
import { makeArena } from './arena.ts'
import type { Arena } from './arena.ts'
import { Bodies } from './bodies.ts'
import { moveProjectiles, shoot } from './combat.ts'
import { Happenings } from './happenings.ts'
import { History } from './history.ts'
import { burnOutside, collectPickups, liveOn } from './life.ts'
import { joinMatch, leaveMatch, openMatch, runMatch } from './match.ts'
import {
  ENTITIES,
  MAX_LAG_TICKS,
  MAX_PICKUPS,
  NOBODY,
  PHASE,
  PLAYERS,
  PROJECTILES,
  STATUS,
  arenaSide,
} from './rules.ts'
import { openRing } from './ring.ts'
import type { Ring } from './ring.ts'
import { seedSfc32 } from '../sfc32.ts'
import { step } from './step.ts'

export type Mode = 'match' | 'sandbox'

export interface Settings {
  readonly seed: number
  /** `sandbox`: no ring, no end, the fallen come back. */
  readonly mode: Mode
  /** Metres; 0: as the number of players wants it. */
  readonly side: number
}

/** All that can happen to a world from outside. A recorder implements it too: see replay.ts. */
export interface Inlet {
  /** @param barred watches until the next match, even if others still get in: it left this one */
  join(slot: number, bot: boolean, barred: boolean): void
  leave(slot: number): void
  /** A body loses or finds its driver. */
  away(slot: number, away: boolean): void
  /**
   * One command of a slot, executed now.
   * @param seq low byte, for whoever wants to tell its shot from others
   * @param rewind how far in the past the player sees others, in 1/256 tick
   * @returns ACTION and JUDGED bits
   */
  command(slot: number, buttons: number, dir: number, yaw: number, seq: number, rewind: number): number
  /** Ends the step: projectiles, pickups, ring, match. */
  advance(): void
}

export class World implements Inlet {
  readonly settings: Settings
  tick = 0
  match = 0
  phase: number = PHASE.WAITING
  /** Tick; 0: open end. */
  phaseEnds = 0
  phaseStarted = 0
  matchStarted = 0
  /** Participants of this match that are still in it. */
  alive = 0
  winner: number = NOBODY
  /** Counts changes of what all clients show: phase, ring, number alive. */
  revision = 0
  arena: Arena
  ring: Ring
  readonly random = new Uint32Array(4)
  readonly bodies = new Bodies(PLAYERS)
  readonly status = new Uint8Array(PLAYERS)
  readonly bot = new Uint8Array(PLAYERS)
  readonly absent = new Uint8Array(PLAYERS)
  readonly health = new Uint8Array(PLAYERS)
  readonly armour = new Uint8Array(PLAYERS)
  readonly shield = new Uint8Array(PLAYERS)
  readonly respawn = new Uint8Array(PLAYERS)
  /** Whose surroundings a slot sees: its own, or those of whom it watches. */
  readonly eye = new Uint8Array(PLAYERS).fill(NOBODY)
  readonly kills = new Uint16Array(PLAYERS)
  readonly damage = new Uint32Array(PLAYERS)
  readonly place = new Uint8Array(PLAYERS)
  /** Commands that should have come by now, and the least of that lately: a player's command clock. */
  readonly owed = new Uint8Array(PLAYERS)
  readonly leastOwed = new Uint8Array(PLAYERS)
  /** `owed` at the end of the last step: the ticks by which a position is behind its time. */
  readonly lag = new Uint8Array(PLAYERS)
  /** The tick in which an entity appeared where it is. */
  readonly born = new Uint32Array(ENTITIES)
  readonly projectileX = new Int32Array(PROJECTILES)
  readonly projectileY = new Int32Array(PROJECTILES)
  readonly projectileYaw = new Uint16Array(PROJECTILES)
  readonly projectileOwner = new Uint8Array(PROJECTILES)
  /** Ticks; 0: the place is free. */
  readonly projectileLife = new Uint8Array(PROJECTILES)
  /** Ticks until a pickup is back; 0: it is there. */
  readonly pickupWait = new Uint16Array(MAX_PICKUPS)
  readonly history = new History()
  /** Of the step that goes on; whoever reads it clears it. */
  readonly happenings = new Happenings()

  constructor(settings: Settings) {
    this.settings = settings
    seedSfc32(this.random, settings.seed)
    this.arena = makeArena(settings.seed, settings.side === 0 ? arenaSide(0) : settings.side)
    this.ring = openRing(this.arena.size)
    openMatch(this)
  }

  join(slot: number, bot: boolean, barred: boolean): void {
    joinMatch(this, slot, bot, barred)
  }

  leave(slot: number): void {
    leaveMatch(this, slot)
  }

  away(slot: number, away: boolean): void {
    this.absent[slot] = away ? 1 : 0
  }

  command(slot: number, buttons: number, dir: number, yaw: number, seq: number, rewind: number): number {
    if (this.status[slot] !== STATUS.ALIVE) return 0
    if (this.owed[slot]! > 0) this.owed[slot]!--
    const actions = step(this.bodies, slot, buttons, dir, yaw, this.arena)
    return actions === 0 ? 0 : actions | shoot(this, slot, actions, seq, rewind)
  }

  advance(): void {
    moveProjectiles(this)
    liveOn(this)
    collectPickups(this)
    burnOutside(this)
    runMatch(this)
    this.tick++
    this.#remember()
  }

  #remember(): void {
    const { tick, bodies, owed, leastOwed } = this
    const rebase = (tick & 63) === 0
    for (let slot = 0; slot < PLAYERS; slot++) {
      if (this.status[slot] !== STATUS.ALIVE) continue
      if (owed[slot]! < leastOwed[slot]!) leastOwed[slot] = owed[slot]!
      if (rebase) {
        // Commands that never came are forgiven, or a player would lag for ever after one pause.
        owed[slot]! -= leastOwed[slot]!
        leastOwed[slot] = owed[slot]!
      }
      this.lag[slot] = owed[slot]!
      this.history.record(tick, slot, bodies.x[slot]!, bodies.y[slot]!, owed[slot]!)
      if (owed[slot]! < MAX_LAG_TICKS) owed[slot]!++
    }
  }
}
