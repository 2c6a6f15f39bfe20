/** What everyone hears in order, wherever they are: eliminations, phases, results. */
import type { Elimination, GameContract, Player } from '../../../shared/game/contract.ts'
import { HAPPENING } from '../../../shared/game/happenings.ts'
import { PHASE, PHASES, PLAYERS, STATUS, WEAPONS } from '../../../shared/game/rules.ts'
import type { World } from '../../../shared/game/world.ts'
import type { RoomContext } from '../../engine/room.ts'

/** In a sandbox somebody falls all the time: twice a second is often enough, and spares a frame to everyone each time. */
const SANDBOX_EVERY_TICKS = 30

export class Feed {
  readonly #ctx: RoomContext<GameContract>
  readonly #world: World
  readonly #player: (slot: number) => Player
  #fallen: Elimination[] = []
  #phase: number
  #match: number

  constructor(ctx: RoomContext<GameContract>, world: World, player: (slot: number) => Player) {
    this.#ctx = ctx
    this.#world = world
    this.#player = player
    this.#phase = world.phase
    this.#match = world.match
  }

  /** After a step. */
  tell(): void {
    const world = this.#world
    const { happenings } = world
    for (let i = 0; i < happenings.count; i++) {
      if (happenings.type[i] !== HAPPENING.DOWN) continue
      const weapon = WEAPONS[happenings.c[i]!]!
      this.#fallen.push({ slot: happenings.a[i]!, by: happenings.b[i]!, weapon, alive: world.alive })
    }
    if (world.settings.mode === 'match' || world.tick % SANDBOX_EVERY_TICKS === 0) {
      for (const one of this.#fallen) this.#ctx.broadcast('eliminated', one)
      this.#fallen = []
    }
    if (world.phase === this.#phase && world.match === this.#match) return
    this.#phase = world.phase
    this.#match = world.match
    this.#ctx.broadcast('phase', {
      match: world.match,
      phase: PHASES[world.phase]!,
      ends: world.phaseEnds,
      seed: world.arena.seed,
      side: world.arena.side,
      players: world.alive,
    })
    if (world.phase === PHASE.ENDED) this.#result()
  }

  #result(): void {
    const world = this.#world
    const standings = []
    for (let slot = 0; slot < PLAYERS; slot++) {
      if (world.status[slot] === STATUS.EMPTY) continue
      const [kills, damage, place] = [world.kills[slot]!, world.damage[slot]!, world.place[slot]!]
      standings.push({ ...this.#player(slot), kills, damage, place })
    }
    // Who only watched comes last.
    standings.sort((a, b) => (a.place || PLAYERS + 1) - (b.place || PLAYERS + 1))
    const ticks = world.phaseStarted - world.matchStarted
    this.#ctx.broadcast('result', { match: world.match, winner: world.winner, ticks, standings })
  }
}
