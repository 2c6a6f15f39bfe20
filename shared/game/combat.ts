/** Shots, projectiles and what they do to those they meet. */
import { castRay, isFree } from './arena.ts'
import { eliminate } from './elimination.ts'
import { HAPPENING } from './happenings.ts'
import {
  ACTION,
  LAUNCHER,
  NOBODY,
  PHASE,
  PLAYERS,
  PROJECTILES,
  RADIUS,
  REWIND_TICKS,
  RIFLE,
  STATUS,
  WEAPON,
} from './rules.ts'
import { WIRE_SHIFT, metres } from './rules.ts'
import { SINE_ONE, angleOf, cosine, isqrt, sine } from './trigonometry.ts'
import type { World } from './world.ts'

/** What became of a shot; stands beside ACTION bits. BLOCKED: only a wall saved the one it pointed at. */
export const JUDGED = { HIT: 16, BLOCKED: 32 } as const

// Nobody moves farther than this while a shot looks back in time.
const FARTHEST = metres(4)
const was = new Int32Array(2)

/** Does what step() says a command fired. @returns JUDGED bits */
export const shoot = (world: World, slot: number, actions: number, seq: number, rewind: number): number => {
  if ((actions & ACTION.LAUNCHED) !== 0) launch(world, slot, seq)
  return (actions & ACTION.FIRED) === 0 ? 0 : fire(world, slot, seq, rewind)
}

const fire = (world: World, slot: number, seq: number, rewind: number): number => {
  const { bodies, status, born, history, tick } = world
  const x = bodies.x[slot]!
  const y = bodies.y[slot]!
  const yaw = bodies.yaw[slot]!
  const dirX = cosine(yaw)
  const dirY = sine(yaw)
  const when = tick * 256 - Math.max(0, Math.min(REWIND_TICKS * 256, rewind))
  const wall = castRay(world.arena, x, y, yaw, RIFLE.range)
  let nearest = RIFLE.range
  let victim: number = NOBODY
  for (let other = 0; other < PLAYERS; other++) {
    if (status[other] !== STATUS.ALIVE || other === slot || born[other]! > tick) continue
    const aside = Math.abs((bodies.x[other]! - x) * dirY - (bodies.y[other]! - y) * dirX)
    if (aside > (RADIUS + FARTHEST) * SINE_ONE) continue
    history.at(other, when, tick, born[other]!, was)
    const distance = meets(was[0]! - x, was[1]! - y, dirX, dirY)
    if (distance < nearest) {
      nearest = distance
      victim = other
    }
  }
  if (victim !== NOBODY && nearest <= wall) {
    world.happenings.add(HAPPENING.HIT, slot, seq, victim)
    hurt(world, victim, slot, RIFLE.damage, WEAPON.RIFLE)
    return JUDGED.HIT
  }
  world.happenings.add(HAPPENING.SHOT, slot, seq, wall >> 8, yaw)
  return victim === NOBODY ? 0 : JUDGED.BLOCKED
}

/** How far along a ray a player's circle begins, Infinity if it is missed or behind. */
const meets = (dx: number, dy: number, dirX: number, dirY: number): number => {
  const ahead = Math.floor((dx * dirX + dy * dirY) / SINE_ONE)
  if (ahead < 0) return Infinity
  const aside = Math.abs(Math.trunc((dx * dirY - dy * dirX) / SINE_ONE))
  return aside > RADIUS ? Infinity : Math.max(0, ahead - isqrt(RADIUS * RADIUS - aside * aside))
}

const launch = (world: World, slot: number, seq: number): void => {
  const free = world.projectileLife.indexOf(0)
  // Sixty in the air at once are more than anyone sees: this one fizzles.
  if (free === -1) return
  world.projectileX[free] = world.bodies.x[slot]!
  world.projectileY[free] = world.bodies.y[slot]!
  world.projectileYaw[free] = world.bodies.yaw[slot]!
  world.projectileOwner[free] = slot
  world.projectileLife[free] = LAUNCHER.lifeTicks
  // Visible from the end of this step on.
  world.born[PLAYERS + free] = world.tick + 1
  world.happenings.add(HAPPENING.LAUNCH, slot, seq, PLAYERS + free)
}

export const moveProjectiles = (world: World): void => {
  const { projectileX, projectileY, projectileYaw, projectileLife } = world
  for (let i = 0; i < PROJECTILES; i++) {
    if (projectileLife[i] === 0) continue
    const yaw = projectileYaw[i]!
    const x = projectileX[i]! + Math.trunc((cosine(yaw) * LAUNCHER.speed) / SINE_ONE)
    const y = projectileY[i]! + Math.trunc((sine(yaw) * LAUNCHER.speed) / SINE_ONE)
    // It bursts in front of a wall, not in it: the blast has to see whom it reaches.
    if (!isFree(world.arena, x, y, LAUNCHER.hitRadius)) {
      explode(world, i)
      continue
    }
    projectileX[i] = x
    projectileY[i] = y
    if (--projectileLife[i]! === 0 || touches(world, i)) explode(world, i)
  }
}

const touches = (world: World, i: number): boolean => {
  const { bodies, status } = world
  const x = world.projectileX[i]!
  const y = world.projectileY[i]!
  const reach = RADIUS + LAUNCHER.hitRadius
  for (let slot = 0; slot < PLAYERS; slot++) {
    const dx = bodies.x[slot]! - x
    if (dx > reach || dx < -reach || status[slot] !== STATUS.ALIVE || slot === world.projectileOwner[i]) continue
    const dy = bodies.y[slot]! - y
    if (dx * dx + dy * dy < reach * reach) return true
  }
  return false
}

const explode = (world: World, i: number): void => {
  const { bodies, status } = world
  const x = world.projectileX[i]!
  const y = world.projectileY[i]!
  const owner = world.projectileOwner[i]!
  world.projectileLife[i] = 0
  world.happenings.add(HAPPENING.BOOM, PLAYERS + i, owner, 0, x >> WIRE_SHIFT, y >> WIRE_SHIFT)
  for (let slot = 0; slot < PLAYERS; slot++) {
    if (status[slot] !== STATUS.ALIVE) continue
    const dx = bodies.x[slot]! - x
    const dy = bodies.y[slot]! - y
    const square = dx * dx + dy * dy
    if (square >= LAUNCHER.splash * LAUNCHER.splash) continue
    const distance = isqrt(square)
    if (castRay(world.arena, x, y, angleOf(dx, dy), distance) < distance - RADIUS) continue
    const damage = Math.floor((LAUNCHER.damage * (LAUNCHER.splash - distance)) / LAUNCHER.splash)
    hurt(world, slot, owner, slot === owner ? damage >> 1 : damage, WEAPON.LAUNCHER)
  }
}

/** Takes armour first, half and half, then health. Outside a running match nobody is hurt. */
export const hurt = (world: World, victim: number, by: number, damage: number, weapon: number): void => {
  if (world.phase !== PHASE.PLAYING || world.shield[victim]! > 0 || world.status[victim] !== STATUS.ALIVE) return
  if (damage <= 0) return
  const soaked = weapon === WEAPON.RING ? 0 : Math.min(world.armour[victim]!, damage >> 1)
  const lost = Math.min(world.health[victim]!, damage - soaked)
  world.armour[victim]! -= soaked
  world.health[victim]! -= lost
  if (by !== NOBODY && by !== victim) world.damage[by]! += lost + soaked
  world.happenings.add(HAPPENING.HURT, victim, by, Math.min(255, damage))
  if (world.health[victim] === 0) eliminate(world, victim, by, weapon)
}
