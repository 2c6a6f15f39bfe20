/** What time does to the living: shields wear off, the fallen return, pickups are taken, the ring burns. */
import { cellOf } from './arena.ts'
import { hurt } from './combat.ts'
import { HAPPENING } from './happenings.ts'
import { LAUNCHER, MAX_ARMOUR, MAX_HEALTH, NOBODY, PHASE, PICKUP, PICKUP_GIVES, PICKUP_REACH } from './rules.ts'
import { PICKUP_RESPAWN_TICKS, PLAYERS, RIFLE, STATUS, WEAPON } from './rules.ts'
import { beyond, burnOf, ringAt } from './ring.ts'
import { spawn } from './spawn.ts'
import type { World } from './world.ts'

const BURN_EVERY_TICKS = 30
const circle = new Int32Array(3)

export const liveOn = (world: World): void => {
  for (let slot = 0; slot < PLAYERS; slot++) {
    if (world.shield[slot]! > 0) world.shield[slot]!--
    if (world.respawn[slot]! > 0 && --world.respawn[slot]! === 0 && world.status[slot] === STATUS.DOWN)
      spawn(world, slot)
  }
  for (let i = 0; i < world.arena.pickups.length; i++) if (world.pickupWait[i]! > 0) world.pickupWait[i]!--
}

export const collectPickups = (world: World): void => {
  if (world.phase !== PHASE.PLAYING) return
  const { pickups, pickupIndex } = world.arena
  for (let slot = 0; slot < PLAYERS; slot++) {
    if (world.status[slot] !== STATUS.ALIVE) continue
    const x = world.bodies.x[slot]!
    const y = world.bodies.y[slot]!
    const cell = cellOf(world.arena, x, y)
    const end = pickupIndex.start[cell + 1]!
    for (let at = pickupIndex.start[cell]!; at < end; at++) {
      const i = pickupIndex.items[at]!
      const dx = pickups[i]!.x - x
      if (dx > PICKUP_REACH || dx < -PICKUP_REACH || world.pickupWait[i] !== 0) continue
      const dy = pickups[i]!.y - y
      if (dx * dx + dy * dy < PICKUP_REACH * PICKUP_REACH && take(world, slot, pickups[i]!.kind)) {
        world.pickupWait[i] = PICKUP_RESPAWN_TICKS
        world.happenings.add(HAPPENING.TOOK, slot, i, 0)
      }
    }
  }
}

/** False: the player has enough of it, and leaves it to others. */
const take = (world: World, slot: number, kind: number): boolean => {
  const { health, armour, bodies } = world
  if (kind === PICKUP.HEALTH) {
    if (health[slot] === MAX_HEALTH) return false
    health[slot] = Math.min(MAX_HEALTH, health[slot]! + PICKUP_GIVES.health)
  } else if (kind === PICKUP.ARMOUR) {
    if (armour[slot] === MAX_ARMOUR) return false
    armour[slot] = Math.min(MAX_ARMOUR, armour[slot]! + PICKUP_GIVES.armour)
  } else {
    if (bodies.reserve[slot] === RIFLE.maxReserve && bodies.rockets[slot] === LAUNCHER.maxRockets) return false
    bodies.reserve[slot] = Math.min(RIFLE.maxReserve, bodies.reserve[slot]! + PICKUP_GIVES.reserve)
    bodies.rockets[slot] = Math.min(LAUNCHER.maxRockets, bodies.rockets[slot]! + PICKUP_GIVES.rockets)
  }
  return true
}

export const burnOutside = (world: World): void => {
  if (world.settings.mode === 'sandbox' || world.phase !== PHASE.PLAYING || world.tick % BURN_EVERY_TICKS !== 0) return
  ringAt(world.ring, world.tick, circle)
  const burns = burnOf(world.ring)
  for (let slot = 0; slot < PLAYERS; slot++) {
    if (world.status[slot] !== STATUS.ALIVE) continue
    if (beyond(circle, world.bodies.x[slot]!, world.bodies.y[slot]!) > 0) hurt(world, slot, NOBODY, burns, WEAPON.RING)
  }
}
