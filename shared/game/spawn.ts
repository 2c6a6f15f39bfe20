/** How a player comes into the arena. */
import { isFree } from './arena.ts'
import { equip } from './bodies.ts'
import { MAX_HEALTH, PLAYERS, RADIUS, SHIELD_TICKS, STATUS, metres } from './rules.ts'
import { nextBelow } from '../sfc32.ts'
import type { World } from './world.ts'

const PLACES_TRIED = 8

/** Puts a slot into the arena, as far from others as eight tries find. */
export const spawn = (world: World, slot: number): void => {
  const { arena, bodies, random } = world
  const room = arena.size - metres(2)
  let bestX = arena.size >> 1
  let bestY = arena.size >> 1
  let best = -1
  for (let tries = 0, found = 0; tries < PLACES_TRIED * 4 && found < PLACES_TRIED; tries++) {
    const x = metres(1) + nextBelow(random, room)
    const y = metres(1) + nextBelow(random, room)
    if (!isFree(arena, x, y, RADIUS)) continue
    found++
    const apart = nearestDistance(world, slot, x, y)
    if (apart <= best) continue
    best = apart
    bestX = x
    bestY = y
  }
  equip(bodies, slot, bestX, bestY)
  world.status[slot] = STATUS.ALIVE
  world.eye[slot] = slot
  world.health[slot] = MAX_HEALTH
  world.armour[slot] = 0
  world.shield[slot] = SHIELD_TICKS
  world.respawn[slot] = 0
  world.owed[slot] = 0
  world.leastOwed[slot] = 0
  // Visible from the end of this step on.
  world.born[slot] = world.tick + 1
}

const nearestDistance = (world: World, slot: number, x: number, y: number): number => {
  let nearest = Infinity
  for (let other = 0; other < PLAYERS; other++) {
    if (other === slot || world.status[other] !== STATUS.ALIVE) continue
    nearest = Math.min(nearest, Math.abs(world.bodies.x[other]! - x) + Math.abs(world.bodies.y[other]! - y))
  }
  return nearest
}
