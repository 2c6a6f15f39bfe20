/** The world as others see it: quantized once a tick, and kept for a second as what differences are made to. */
import { ENTITIES, FLAG, HISTORY_TICKS, PLAYERS, PROJECTILES, STATUS, WIRE_SHIFT } from '../../../shared/game/rules.ts'
import { Appearances } from '../../../shared/game/snapshot-layout.ts'
import type { World } from '../../../shared/game/world.ts'

const MASK = HISTORY_TICKS - 1

export class Scene {
  readonly now = new Appearances(ENTITIES)
  readonly live = new Uint8Array(ENTITIES)
  /** Rows of tick t begin at rowOf(t). */
  readonly past = new Appearances(HISTORY_TICKS * ENTITIES)

  rowOf(tick: number): number {
    return (tick & MASK) * ENTITIES
  }

  capture(world: World): void {
    const { now, live } = this
    for (let slot = 0; slot < PLAYERS; slot++) {
      live[slot] = world.status[slot] === STATUS.ALIVE ? 1 : 0
      if (live[slot] === 1) this.#player(world, slot)
    }
    for (let i = 0; i < PROJECTILES; i++) {
      const id = PLAYERS + i
      live[id] = world.projectileLife[i]! > 0 ? 1 : 0
      if (live[id] === 0) continue
      now.x[id] = world.projectileX[i]! >> WIRE_SHIFT
      now.y[id] = world.projectileY[i]! >> WIRE_SHIFT
      now.yaw[id] = world.projectileYaw[i]! >> 8
    }
    const row = this.rowOf(world.tick)
    const { past } = this
    past.x.set(now.x, row)
    past.y.set(now.y, row)
    past.yaw.set(now.yaw, row)
    past.health.set(now.health, row)
    past.armour.set(now.armour, row)
    past.flags.set(now.flags, row)
  }

  #player(world: World, slot: number): void {
    const { now } = this
    const { bodies } = world
    now.x[slot] = bodies.x[slot]! >> WIRE_SHIFT
    now.y[slot] = bodies.y[slot]! >> WIRE_SHIFT
    now.yaw[slot] = bodies.yaw[slot]! >> 8
    now.health[slot] = world.health[slot]!
    now.armour[slot] = world.armour[slot]!
    now.lag[slot] = world.lag[slot]!
    now.flags[slot] =
      (world.absent[slot] === 1 ? FLAG.AWAY : 0) |
      (world.bot[slot] === 1 ? FLAG.BOT : 0) |
      (bodies.dash[slot]! > 0 ? FLAG.DASH : 0) |
      (bodies.reload[slot]! > 0 ? FLAG.RELOAD : 0) |
      (world.shield[slot]! > 0 ? FLAG.SHIELD : 0)
  }
}
