/** Writes the parts of a snapshot into bytes. Every function takes the offset to write at and returns the one after. */
import { copyBody } from './bodies.ts'
import type { Bodies } from './bodies.ts'
import { HAPPENING } from './happenings.ts'
import type { Happenings } from './happenings.ts'
import { LAG_SHIFT, OWN, RECORD, SNAPSHOT_VERSION, copyFacts } from './snapshot-layout.ts'
import type { Appearances, OwnFacts } from './snapshot-layout.ts'
import type { World } from './world.ts'

const u16 = (out: Uint8Array, at: number, value: number): number => {
  out[at] = value
  out[at + 1] = value >> 8
  return at + 2
}

const u24 = (out: Uint8Array, at: number, value: number): number => {
  out[at] = value
  out[at + 1] = value >> 8
  out[at + 2] = value >> 16
  return at + 3
}

const u32 = (out: Uint8Array, at: number, value: number): number => {
  out[at] = value
  out[at + 1] = value >> 8
  out[at + 2] = value >> 16
  out[at + 3] = value >>> 24
  return at + 4
}

export const HEAD_BYTES = 6

/** The head goes in front, when it is known which parts follow it. */
export const writeHead = (out: Uint8Array, parts: number, frame: number, tick: number, ackSeq: number): void => {
  out[0] = parts
  out[1] = frame
  u16(out, 2, tick)
  u16(out, 4, ackSeq)
}

export const writeKey = (out: Uint8Array, at: number, world: World, slot: number): number => {
  out[at] = SNAPSHOT_VERSION
  out[at + 1] = slot
  const next = u32(out, u32(out, at + 2, world.tick), world.arena.seed)
  out[next] = world.arena.side
  return next + 1
}

export const writeWorld = (out: Uint8Array, start: number, world: World): number => {
  const { ring } = world
  out[start] = world.phase
  let at = u32(out, u16(out, start + 1, world.match), world.phaseEnds)
  out[at++] = world.alive
  at = u24(out, u24(out, u24(out, at, ring.fromX), ring.fromY), ring.fromR)
  at = u24(out, u24(out, u24(out, at, ring.toX), ring.toY), ring.toR)
  return u32(out, u32(out, at, ring.starts), ring.ends)
}

const isShort = (n: number): boolean => n >= -32768 && n <= 32767

/**
 * What differs between row `i` of what is and what the player was told (row 0 of `held`, brought up to date here).
 * Writes nothing if nothing does.
 */
export const writeOwn = (
  out: Uint8Array,
  start: number,
  now: Bodies,
  i: number,
  facts: OwnFacts,
  held: Bodies,
  heldFacts: OwnFacts,
): number => {
  let mask = 0
  let at = start + 2
  const dx = now.x[i]! - held.x[0]!
  const dy = now.y[i]! - held.y[0]!
  if (dx !== 0 || dy !== 0) {
    const near = isShort(dx) && isShort(dy)
    mask = near ? OWN.MOVED : OWN.PLACED
    at = near ? u16(out, u16(out, at, dx), dy) : u24(out, u24(out, at, now.x[i]!), now.y[i]!)
  }
  if (now.rifleWait[i] !== held.rifleWait[0] || now.magazine[i] !== held.magazine[0]) {
    mask |= OWN.RIFLE
    out[at++] = now.rifleWait[i]!
    out[at++] = now.magazine[i]!
  }
  if (now.reload[i] !== held.reload[0]) {
    mask |= OWN.RELOAD
    out[at++] = now.reload[i]!
  }
  if (now.reserve[i] !== held.reserve[0]) {
    mask |= OWN.RESERVE
    out[at++] = now.reserve[i]!
  }
  if (now.rocketWait[i] !== held.rocketWait[0] || now.rockets[i] !== held.rockets[0]) {
    mask |= OWN.LAUNCHER
    out[at++] = now.rocketWait[i]!
    out[at++] = now.rockets[i]!
  }
  if (now.dash[i] !== held.dash[0] || now.dashDir[i] !== held.dashDir[0]) {
    mask |= OWN.DASH
    out[at++] = now.dash[i]!
    out[at++] = now.dashDir[i]!
  }
  if (now.dashWait[i] !== held.dashWait[0]) {
    mask |= OWN.DASH_WAIT
    out[at++] = now.dashWait[i]!
  }
  if (facts.health !== heldFacts.health || facts.armour !== heldFacts.armour) {
    mask |= OWN.VITALS
    out[at++] = facts.health
    out[at++] = facts.armour
  }
  if (facts.status !== heldFacts.status || facts.eye !== heldFacts.eye || facts.respawn !== heldFacts.respawn) {
    mask |= OWN.STATUS
    out[at++] = facts.status
    out[at++] = facts.eye
    out[at++] = facts.respawn
  }
  if (facts.kills !== heldFacts.kills || facts.place !== heldFacts.place) {
    mask |= OWN.SCORE
    at = u16(out, at, facts.kills)
    out[at++] = facts.place
  }
  if (facts.refused !== heldFacts.refused) {
    mask |= OWN.REFUSED
    at = u16(out, at, facts.refused)
  }
  if (mask === 0) return start
  u16(out, start, mask)
  copyBody(now, i, held, 0)
  copyFacts(facts, heldFacts)
  return at
}

/** One entity as it is, for who does not hold it. */
export const writeFull = (out: Uint8Array, start: number, id: number, now: Appearances, n: number): number => {
  let mask = RECORD.FRESH | RECORD.PLACED
  out[start] = id
  let at = u16(out, u16(out, start + 2, now.x[n]!), now.y[n]!)
  if (now.yaw[n] !== 0) {
    mask |= RECORD.YAW
    out[at++] = now.yaw[n]!
  }
  if (now.health[n] !== 0 || now.armour[n] !== 0) {
    mask |= RECORD.VITALS
    out[at++] = now.health[n]!
    out[at++] = now.armour[n]!
  }
  if (now.flags[n] !== 0) {
    mask |= RECORD.FLAGS
    out[at++] = now.flags[n]!
  }
  return writeLag(out, start, at, mask, now.lag[n]!)
}

/** What differs in one entity between row `b` of `base` and row `n` of `now`; nothing if nothing does. */
export const writeChange = (
  out: Uint8Array,
  start: number,
  id: number,
  now: Appearances,
  n: number,
  base: Appearances,
  b: number,
): number => {
  let mask = 0
  let at = start + 2
  const dx = now.x[n]! - base.x[b]!
  const dy = now.y[n]! - base.y[b]!
  // The clock belongs to what moves: without that there is nothing to place in time.
  let lag = 0
  if (dx !== 0 || dy !== 0) {
    lag = now.lag[n]!
    if (dx >= -128 && dx <= 127 && dy >= -128 && dy <= 127) {
      mask = RECORD.MOVED
      out[at++] = dx
      out[at++] = dy
    } else {
      mask = RECORD.PLACED
      at = u16(out, u16(out, at, now.x[n]!), now.y[n]!)
    }
  }
  if (now.yaw[n] !== base.yaw[b]) {
    mask |= RECORD.YAW
    lag = now.lag[n]!
    out[at++] = now.yaw[n]!
  }
  if (now.health[n] !== base.health[b] || now.armour[n] !== base.armour[b]) {
    mask |= RECORD.VITALS
    out[at++] = now.health[n]!
    out[at++] = now.armour[n]!
  }
  if (now.flags[n] !== base.flags[b]) {
    mask |= RECORD.FLAGS
    out[at++] = now.flags[n]!
  }
  if (mask === 0) return start
  out[start] = id
  return writeLag(out, start, at, mask, lag)
}

const writeLag = (out: Uint8Array, start: number, end: number, mask: number, lag: number): number => {
  out[start + 1] = mask | (Math.min(lag, 3) << LAG_SHIFT)
  if (lag < 3) return end
  out[end] = lag
  return end + 1
}

export const writeHappening = (out: Uint8Array, start: number, list: Happenings, i: number): number => {
  const type = list.type[i]!
  out[start] = type
  out[start + 1] = list.a[i]!
  if (type === HAPPENING.BOOM) return u16(out, u16(out, start + 2, list.x[i]!), list.y[i]!)
  out[start + 2] = list.b[i]!
  if (type === HAPPENING.TOOK) return start + 3
  out[start + 3] = list.c[i]!
  return type === HAPPENING.SHOT ? u16(out, start + 4, list.x[i]!) : start + 4
}

export const writeHash = u32
