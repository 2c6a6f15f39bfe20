/** The course of a match: waiting, countdown, playing, ended, and again. Who is in it, who is out, who won. */
import { makeArena } from './arena.ts'
import { eliminate, watch } from './elimination.ts'
import { MATCH, NOBODY, PHASE, PLAYERS, STATUS, TICK_HZ, WEAPON, arenaSide } from './rules.ts'
import { hurryRing, lastStage, nextStage, openRing } from './ring.ts'
import { nextU32 } from '../sfc32.ts'
import { spawn } from './spawn.ts'
import type { World } from './world.ts'

const enter = (world: World, phase: number, ticks: number): void => {
  world.phase = phase
  world.phaseStarted = world.tick
  world.phaseEnds = ticks === 0 ? 0 : world.tick + ticks
  world.revision++
}

/** The first state of a world. */
export const openMatch = (world: World): void => {
  if (world.settings.mode === 'sandbox') enter(world, PHASE.PLAYING, 0)
  else enter(world, PHASE.WAITING, 0)
}

const seated = (world: World): number => {
  let count = 0
  for (let slot = 0; slot < PLAYERS; slot++) if (world.status[slot] !== STATUS.EMPTY) count++
  return count
}

/** Whether someone who comes now still gets into what is going on. */
const takesMore = (world: World): boolean =>
  world.settings.mode === 'sandbox' ||
  world.phase === PHASE.WAITING ||
  world.phase === PHASE.COUNTDOWN ||
  (world.phase === PHASE.PLAYING && world.tick - world.phaseStarted < MATCH.lateJoinTicks)

export const joinMatch = (world: World, slot: number, bot: boolean, barred: boolean): void => {
  if (world.status[slot] !== STATUS.EMPTY) return
  world.bot[slot] = bot ? 1 : 0
  world.absent[slot] = 0
  world.kills[slot] = 0
  world.damage[slot] = 0
  world.place[slot] = 0
  if (!barred && takesMore(world)) {
    spawn(world, slot)
    world.alive++
    world.revision++
  } else {
    world.status[slot] = STATUS.WATCHING
    watch(world, slot, NOBODY)
  }
}

export const leaveMatch = (world: World, slot: number): void => {
  if (world.status[slot] === STATUS.EMPTY) return
  if (world.status[slot] === STATUS.ALIVE) {
    if (world.phase === PHASE.PLAYING) eliminate(world, slot, NOBODY, WEAPON.LEFT)
    else {
      world.alive--
      world.revision++
    }
  }
  world.status[slot] = STATUS.EMPTY
  world.eye[slot] = NOBODY
  world.respawn[slot] = 0
}

export const runMatch = (world: World): void => {
  if (world.settings.mode === 'sandbox') return
  const due = world.phaseEnds !== 0 && world.tick >= world.phaseEnds
  if (world.phase === PHASE.WAITING) {
    if (seated(world) >= MATCH.minPlayers) enter(world, PHASE.COUNTDOWN, MATCH.countdownTicks)
  } else if (world.phase === PHASE.COUNTDOWN) {
    if (seated(world) < MATCH.minPlayers) enter(world, PHASE.WAITING, 0)
    else if (due) begin(world)
  } else if (world.phase === PHASE.PLAYING) {
    runRing(world)
    if (world.alive <= 1 || due) end(world)
  } else if (due) {
    gather(world)
    enter(world, PHASE.WAITING, 0)
  }
}

/** A new arena of the right size, everybody in it, the ring wide open. */
const begin = (world: World): void => {
  world.match++
  const side = world.settings.side === 0 ? arenaSide(seated(world)) : world.settings.side
  world.arena = makeArena(nextU32(world.random), side)
  gather(world)
  nextStage(world.ring, world.tick, side, world.random)
  world.matchStarted = world.tick
  enter(world, PHASE.PLAYING, MATCH.limitTicks)
}

const gather = (world: World): void => {
  world.alive = 0
  world.winner = NOBODY
  world.ring = openRing(world.arena.size)
  world.projectileLife.fill(0)
  world.pickupWait.fill(0)
  for (let slot = 0; slot < PLAYERS; slot++) {
    if (world.status[slot] === STATUS.EMPTY) continue
    // Not yet there for those who look for the loneliest place.
    world.status[slot] = STATUS.WATCHING
  }
  for (let slot = 0; slot < PLAYERS; slot++) {
    if (world.status[slot] === STATUS.EMPTY) continue
    world.kills[slot] = 0
    world.damage[slot] = 0
    world.place[slot] = 0
    spawn(world, slot)
    world.alive++
  }
}

const runRing = (world: World): void => {
  const { ring, tick } = world
  if (tick >= ring.ends && !lastStage(ring)) {
    nextStage(ring, tick, world.arena.side, world.random)
    world.revision++
  }
  if (ring.starts > tick && tick % TICK_HZ === 0 && onlyBotsFight(world)) {
    hurryRing(ring, tick)
    world.revision++
  }
}

/** People are here, and all of them are out: nobody wants to watch bots for minutes. */
const onlyBotsFight = (world: World): boolean => {
  let people = 0
  for (let slot = 0; slot < PLAYERS; slot++) {
    if (world.bot[slot] === 1 || world.status[slot] === STATUS.EMPTY) continue
    if (world.status[slot] === STATUS.ALIVE) return false
    if (world.absent[slot] === 0) people++
  }
  return people > 0
}

const end = (world: World): void => {
  const standing: number[] = []
  for (let slot = 0; slot < PLAYERS; slot++) if (world.status[slot] === STATUS.ALIVE) standing.push(slot)
  standing.sort(
    (a, b) =>
      world.kills[b]! - world.kills[a]! ||
      world.damage[b]! - world.damage[a]! ||
      world.health[b]! - world.health[a]! ||
      a - b,
  )
  standing.forEach((slot, i) => (world.place[slot] = i + 1))
  // When the last ones fall in the same step, the one that fell last has won.
  world.winner = standing[0] ?? Math.max(0, world.place.indexOf(1))
  enter(world, PHASE.ENDED, MATCH.endedTicks)
}
