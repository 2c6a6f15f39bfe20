/**
 * How a snapshot lies in bytes, little endian; written by snapshot-writer.ts, read by snapshot-view.ts.
 *
 * head      u8 PART bits · u8 frame number (to this player, wraps) · u16 tick · u16 ackSeq
 * KEY       u8 version · u8 slot · u32 tick · u32 seed · u8 side in metres: all that was known before is void
 * WORLD     u8 phase · u16 match · u32 phaseEnds · u8 alive · 6 × u24 ring from x y r, to x y r · u32 starts · u32 ends
 * OWN       u16 OWN bits, then the fields in the order of the bits
 * REMOVED   u8 n · n × u8 id: no longer in view
 * PICKUPS   u8 n · n × u8 (index << 1 | taken)
 * EVENTS    u8 n · n × (u8 type, then by type: see happenings.ts)
 * HASH      u32 over what this player now holds
 * records   to the end: u8 id · u8 RECORD bits · fields in the order of the bits
 *
 * A snapshot is a difference to the one before it: a WebSocket loses nothing, so what was sent is what is held. The
 * frame number finds the exception.
 */

export const SNAPSHOT_VERSION = 1

export const PART = { KEY: 1, WORLD: 2, OWN: 4, REMOVED: 8, PICKUPS: 16, EVENTS: 32, HASH: 64 } as const

/**
 * MOVED i8 dx, dy · PLACED u16 x, y · YAW u8 · VITALS u8 health, armour · FLAGS u8. FRESH: appeared or teleported, and
 * fields that are absent are 0. The two highest bits: lag of the position, 3: as a byte at the end.
 */
export const RECORD = { MOVED: 1, PLACED: 2, YAW: 4, VITALS: 8, FLAGS: 16, FRESH: 32 } as const
export const LAG_SHIFT = 6
export const MOST_RECORD_BYTES = 12

/**
 * MOVED i16 dx, dy in units · PLACED u24 x, y · RIFLE u8 wait, magazine · RELOAD u8 · RESERVE u8 · LAUNCHER u8 wait,
 * rockets · DASH u8 left, dir · DASH_WAIT u8 · VITALS u8 health, armour · STATUS u8 status, eye, respawn · SCORE u16 kills,
 * u8 place · REFUSED u16 commands and frames refused so far
 */
export const OWN = {
  MOVED: 1,
  PLACED: 2,
  RIFLE: 4,
  RELOAD: 8,
  RESERVE: 16,
  LAUNCHER: 32,
  DASH: 64,
  DASH_WAIT: 128,
  VITALS: 256,
  STATUS: 512,
  SCORE: 1024,
  REFUSED: 2048,
} as const

/** What others see of an entity, quantized: the wire's precision, in columns. */
export class Appearances {
  /** 1/32 m. */
  readonly x: Uint16Array
  readonly y: Uint16Array
  /** 256 = a turn. */
  readonly yaw: Uint8Array
  readonly health: Uint8Array
  readonly armour: Uint8Array
  readonly flags: Uint8Array
  /** Ticks by which the position is behind, on the player's own command clock. */
  readonly lag: Uint8Array

  constructor(count: number) {
    this.x = new Uint16Array(count)
    this.y = new Uint16Array(count)
    this.yaw = new Uint8Array(count)
    this.health = new Uint8Array(count)
    this.armour = new Uint8Array(count)
    this.flags = new Uint8Array(count)
    this.lag = new Uint8Array(count)
  }
}

/** What only the player itself is told, besides its body. */
export class OwnFacts {
  health = 0
  armour = 0
  status = 0
  eye = 0
  respawn = 0
  kills = 0
  place = 0
  refused = 0
}

export const copyFacts = (from: OwnFacts, to: OwnFacts): void => {
  to.health = from.health
  to.armour = from.armour
  to.status = from.status
  to.eye = from.eye
  to.respawn = from.respawn
  to.kills = from.kills
  to.place = from.place
  to.refused = from.refused
}
