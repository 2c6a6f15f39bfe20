/** Fingerprints of a state: two machines that computed the same thing say the same number. */
import type { Bodies } from './bodies.ts'
import type { World } from './world.ts'

const START = 0x811c9dc5

/** One word into a running hash (FNV's multiplication after murmur's mixing of the word). */
export const mix = (hash: number, word: number): number => {
  const k = Math.imul(word, 0xcc9e2d51)
  return Math.imul(hash ^ ((k << 15) | (k >>> 17)), 0x01000193)
}

const column = (hash: number, values: ArrayLike<number>): number => {
  let h = mix(hash, values.length)
  for (let i = 0; i < values.length; i++) h = mix(h, values[i]!)
  return h
}

const hashBodies = (hash: number, b: Bodies): number =>
  [
    b.x,
    b.y,
    b.yaw,
    b.rifleWait,
    b.rocketWait,
    b.dashWait,
    b.magazine,
    b.reserve,
    b.reload,
    b.rockets,
    b.dash,
    b.dashDir,
  ].reduce(column, hash)

/** Of everything that the future of a world depends on, but the past positions, which follow from the rest. */
export const hashWorld = (world: World): number => {
  const { ring, arena } = world
  const numbers = [
    [world.tick, world.match, world.phase, world.phaseStarted, world.phaseEnds, world.alive, world.winner],
    [arena.seed, arena.side, ring.stage, ring.fromX, ring.fromY, ring.fromR, ring.toX, ring.toY, ring.toR],
    [ring.starts, ring.ends],
  ].flat()
  const columns: ArrayLike<number>[] = [
    [numbers, world.random, world.status, world.bot, world.absent, world.health, world.armour, world.shield],
    [world.respawn, world.eye, world.kills, world.damage, world.place, world.owed, world.leastOwed, world.born],
    [world.projectileX, world.projectileY, world.projectileYaw, world.projectileOwner, world.projectileLife],
    [world.pickupWait],
  ].flat()
  return columns.reduce(column, hashBodies(START, world.bodies)) >>> 0
}

/** What a client holds of one entity, for the hash that server and client compare. */
export const hashHeld = (
  hash: number,
  id: number,
  x: number,
  y: number,
  yaw: number,
  health: number,
  armour: number,
  flags: number,
): number => mix(mix(hash, (x << 16) | y), (((id << 8) | yaw) << 16) | (flags << 8) | (health ^ (armour << 1)))

export const hashStart = (tick: number): number => mix(START, tick & 0xffff)
