/** The bots that a room keeps for company: they see what the room sees, and their commands go the way of everyone's. */
import { STATUS } from '../../../shared/game/rules.ts'
import type { Inlet, World } from '../../../shared/game/world.ts'
import { Pilot } from './pilot.ts'
import type { Self, Sight } from './pilot.ts'
import type { Scene } from './scene.ts'

const NAMES =
  'Alto Basso Canto Dolce Etude Forte Giga Hymn Intro Jazz Koda Lento Mezzo Nonet Opus Presto Quint Rondo Solo Tempo Unison Vivace Waltz Zither'.split(
    ' ',
  )

export class Crew {
  readonly #world: World
  readonly #inlet: Inlet
  readonly #random: () => number
  readonly #pilots = new Map<number, Pilot>()
  readonly #sight: Sight
  readonly #self: Self = { slot: 0, x: 0, y: 0, health: 0, magazine: 0, rockets: 0 }
  #named = 0

  constructor(world: World, inlet: Inlet, scene: Scene, random: () => number) {
    this.#world = world
    this.#inlet = inlet
    this.#random = random
    this.#sight = {
      get tick() {
        return world.tick
      },
      get arena() {
        return world.arena
      },
      get ring() {
        return world.ring
      },
      others: scene.now,
      present: scene.live,
      gone: (pickup) => world.pickupWait[pickup]! > 0,
    }
  }

  get size(): number {
    return this.#pilots.size
  }

  get slots(): Iterable<number> {
    return this.#pilots.keys()
  }

  /** @returns the bot's name */
  hire(slot: number): string {
    this.#pilots.set(slot, new Pilot(this.#random))
    this.#inlet.join(slot, true, false)
    return NAMES[this.#named++ % NAMES.length]!
  }

  dismiss(slot: number): void {
    this.#pilots.delete(slot)
    this.#inlet.leave(slot)
  }

  /** One command of every bot; a third of them decides anew. */
  play(): void {
    const world = this.#world
    const { bodies } = world
    const self = this.#self
    for (const [slot, pilot] of this.#pilots) {
      if (world.status[slot] !== STATUS.ALIVE) continue
      if ((world.tick + slot) % 3 === 0) {
        self.slot = slot
        self.x = bodies.x[slot]!
        self.y = bodies.y[slot]!
        self.health = world.health[slot]!
        self.magazine = bodies.magazine[slot]!
        self.rockets = bodies.rockets[slot]!
        pilot.decide(this.#sight, self)
      }
      this.#inlet.command(slot, pilot.buttons, pilot.dir, pilot.yaw, world.tick & 255, 0)
    }
  }
}
