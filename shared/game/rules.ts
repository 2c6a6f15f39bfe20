/** The rules of the game as numbers: units, speeds, weapons, bits. Both ends compute with these and nothing else. */

export const TICK_HZ = 60

/** Slots of people and bots, and after them those of projectiles: one space of entity ids, one byte on the wire. */
export const PLAYERS = 100
export const PROJECTILES = 60
export const ENTITIES = PLAYERS + PROJECTILES
/** In place of an entity id. */
export const NOBODY = 255

/** Positions inside the simulation count 1/1024 m; on the wire 1/32 m, which is a shift by 5. */
export const UNITS_PER_METRE = 1024
export const WIRE_SHIFT = 5
export const WIRE_PER_METRE = UNITS_PER_METRE >> WIRE_SHIFT

export const metres = (m: number): number => Math.round(m * UNITS_PER_METRE)

/** A player is a circle. */
export const RADIUS = metres(0.45)
/** Units a command: 6 m/s, and 18 m/s while dashing. */
export const SPEED = 102
export const DASH_SPEED = 307
export const DASH_TICKS = 9
export const DASH_WAIT_TICKS = 120

export const MAX_HEALTH = 100
export const MAX_ARMOUR = 100

export const RIFLE = {
  waitTicks: 8,
  damage: 9,
  range: metres(60),
  magazine: 24,
  reloadTicks: 90,
  reserve: 72,
  maxReserve: 168,
}
export const LAUNCHER = {
  waitTicks: 60,
  damage: 60,
  speed: 307,
  lifeTicks: 180,
  splash: metres(4),
  hitRadius: metres(0.2),
  rockets: 2,
  maxRockets: 6,
}

/** Nobody can be hurt for this long after spawning. */
export const SHIELD_TICKS = 90
/** Sandbox: from down to the next spawn, short, so that a crowd under measurement stays one. */
export const RESPAWN_TICKS = 30
/** A body without a driver is taken away after this. */
export const AWAY_TICKS = 30 * TICK_HZ

export const PICKUP_REACH = metres(1.1)
export const PICKUP_RESPAWN_TICKS = 20 * TICK_HZ
export const PICKUP = { HEALTH: 0, AMMO: 1, ARMOUR: 2 } as const
export const PICKUP_GIVES = { health: 40, reserve: 48, rockets: 2, armour: 50 }
/** One bit each in seven: see the snapshot layout. */
export const MAX_PICKUPS = 127

/** A command's buttons. `dir` counts only with MOVE. */
export const BUTTON = { MOVE: 1, FIRE: 2, LAUNCH: 4, DASH: 8, RELOAD: 16 } as const
/** What one command did; the return value of step(). */
export const ACTION = { FIRED: 1, LAUNCHED: 2, DASHED: 4, RELOADED: 8 } as const
/** What others see of a player. */
export const FLAG = { AWAY: 1, BOT: 2, DASH: 4, RELOAD: 8, SHIELD: 16 } as const
/** A slot: free, in the fight, out of it, or waiting for the next match. */
export const STATUS = { EMPTY: 0, ALIVE: 1, DOWN: 2, WATCHING: 3 } as const
export const WEAPON = { RIFLE: 0, LAUNCHER: 1, RING: 2, LEFT: 3 } as const
export const WEAPONS = ['rifle', 'launcher', 'ring', 'left'] as const
export type Weapon = (typeof WEAPONS)[number]

export const PHASE = { WAITING: 0, COUNTDOWN: 1, PLAYING: 2, ENDED: 3 } as const
export const PHASES = ['waiting', 'countdown', 'playing', 'ended'] as const
export type Phase = (typeof PHASES)[number]

export const MATCH = {
  minPlayers: 2,
  countdownTicks: 5 * TICK_HZ,
  limitTicks: 4 * 60 * TICK_HZ,
  endedTicks: 8 * TICK_HZ,
  /** Who comes later than this watches until the next match. */
  lateJoinTicks: 30 * TICK_HZ,
}

/** How far back in time a shot may be judged: 200 ms. And how many ticks of past positions are kept. */
export const REWIND_TICKS = 12
export const HISTORY_TICKS = 64
/** Commands that a silent player may owe: beyond this its own clock is moved on. */
export const MAX_LAG_TICKS = 15

/** Who is nearer than `enter` comes into view, and leaves it beyond `leave`. */
export const SIGHT = { enter: metres(56), leave: metres(64) }

/** A side of the arena in metres for so many players: 200 m for 100. */
export const arenaSide = (players: number): number => Math.max(60, Math.min(200, 20 * Math.ceil(Math.sqrt(players))))
