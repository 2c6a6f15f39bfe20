/** A game as a log of what entered it, in the order of execution; run again, it gives the same state to the last bit. */
import { TuttiError } from '../errors.ts'
import { ByteReader } from './byte-reader.ts'
import { hashWorld } from './hash.ts'
import { BUTTON, PLAYERS } from './rules.ts'
import { nextBelow, seedSfc32 } from '../sfc32.ts'
import { angleOf } from './trigonometry.ts'
import { World } from './world.ts'
import type { Inlet, Settings } from './world.ts'

/** Of the log and of the rules: a log is run by the rules it was made with. */
const LOG_VERSION = 1
const ENTRY = { JOIN: 1, LEAVE: 2, AWAY: 3, COMMAND: 4, ADVANCE: 5 } as const

/** Passes everything on to a world and keeps a copy: hang it between a room and its world. */
export class Recorder implements Inlet {
  readonly #next: Inlet
  #bytes = new Uint8Array(4096)
  #length = 0

  constructor(next: Inlet, settings: Settings) {
    this.#next = next
    const { seed, mode, side } = settings
    this.#put(LOG_VERSION, seed, seed >> 8, seed >> 16, seed >>> 24, mode === 'sandbox' ? 1 : 0, side)
  }

  /** The log so far; a copy. */
  log(): Uint8Array {
    return this.#bytes.slice(0, this.#length)
  }

  join(slot: number, bot: boolean, barred: boolean): void {
    this.#put(ENTRY.JOIN, slot, (bot ? 1 : 0) | (barred ? 2 : 0))
    this.#next.join(slot, bot, barred)
  }

  leave(slot: number): void {
    this.#put(ENTRY.LEAVE, slot)
    this.#next.leave(slot)
  }

  away(slot: number, away: boolean): void {
    this.#put(ENTRY.AWAY, slot, away ? 1 : 0)
    this.#next.away(slot, away)
  }

  command(slot: number, buttons: number, dir: number, yaw: number, seq: number, rewind: number): number {
    this.#put(ENTRY.COMMAND, slot, buttons, dir, yaw, yaw >> 8, seq, rewind, rewind >> 8)
    return this.#next.command(slot, buttons, dir, yaw, seq, rewind)
  }

  advance(): void {
    this.#put(ENTRY.ADVANCE)
    this.#next.advance()
  }

  #put(...bytes: number[]): void {
    if (this.#length + bytes.length > this.#bytes.length) {
      const grown = new Uint8Array(this.#bytes.length * 2)
      grown.set(this.#bytes)
      this.#bytes = grown
    }
    for (const byte of bytes) this.#bytes[this.#length++] = byte
  }
}

/**
 * Runs a log and tells the hash of the state it ends in.
 * @throws TuttiError `bad_frame` when it is not a log
 */
export const runLog = (log: Uint8Array): number => hashWorld(replay(log))

/** The world at the end of a log. @throws TuttiError `bad_frame` */
export const replay = (log: Uint8Array): World => {
  const read = new ByteReader(log)
  if (read.u8() !== LOG_VERSION) throw new TuttiError('bad_frame', 'a log of an unknown version')
  const world = new World({ seed: read.u32(), mode: read.u8() === 1 ? 'sandbox' : 'match', side: read.u8() })
  while (!read.done) {
    const entry = read.u8()
    if (entry === ENTRY.ADVANCE) {
      world.advance()
      world.happenings.clear()
      continue
    }
    const slot = read.u8()
    if (slot >= PLAYERS) throw new TuttiError('bad_frame', 'a slot that cannot be')
    if (entry === ENTRY.JOIN) {
      const bits = read.u8()
      world.join(slot, (bits & 1) !== 0, (bits & 2) !== 0)
    } else if (entry === ENTRY.LEAVE) world.leave(slot)
    else if (entry === ENTRY.AWAY) world.away(slot, read.u8() === 1)
    else if (entry === ENTRY.COMMAND) world.command(slot, read.u8(), read.u8(), read.u16(), read.u8(), read.u16())
    else throw new TuttiError('bad_frame', 'an entry of an unknown type')
  }
  return world
}

/** A log of so many commands that twenty restless players might have given: moving, aiming, shooting, coming and going. */
export const makeLog = (seed: number, commands: number): Uint8Array => {
  const players = 20
  const settings: Settings = { seed, mode: 'match', side: 60 }
  const world = new World(settings)
  const { x, y } = world.bodies
  const recorder = new Recorder(world, settings)
  const random = new Uint32Array(4)
  seedSfc32(random, seed ^ 0x5eed)
  for (let slot = 0; slot < players; slot++) recorder.join(slot, false, false)
  const buttons = new Uint8Array(players)
  const dir = new Uint8Array(players)
  const yaw = new Uint16Array(players)
  for (let given = 0, tick = 0; given < commands; tick++) {
    for (let slot = 0; slot < players && given < commands; slot++) {
      if (nextBelow(random, 16) === 0) {
        buttons[slot] = BUTTON.MOVE | nextBelow(random, 32)
        dir[slot] = nextBelow(random, 256)
      }
      const other = (slot + 1 + nextBelow(random, 3)) % players
      yaw[slot] = angleOf(x[other]! - x[slot]!, y[other]! - y[slot]!) + nextBelow(random, 1200) - 600
      recorder.command(slot, buttons[slot]!, dir[slot]!, yaw[slot]!, tick, nextBelow(random, 12 * 256))
      given++
    }
    if (nextBelow(random, 240) === 0) {
      const slot = nextBelow(random, players)
      recorder.leave(slot)
      recorder.join(slot, false, false)
    }
    recorder.advance()
    world.happenings.clear()
  }
  return recorder.log()
}
