/** What one player sees: the last value of everything it was told, brought up to date by each snapshot. */
import { TuttiError } from '../errors.ts'
import { Bodies } from './bodies.ts'
import { ByteReader } from './byte-reader.ts'
import { eventAt } from './game-event.ts'
import type { GameEvent } from './game-event.ts'
import { Happenings } from './happenings.ts'
import { hashHeld, hashStart, mix } from './hash.ts'
import { openRing } from './ring.ts'
import type { Ring } from './ring.ts'
import { ENTITIES, MAX_PICKUPS, NOBODY, PHASES } from './rules.ts'
import type { Phase } from './rules.ts'
import { Appearances, LAG_SHIFT, OwnFacts, PART, RECORD, SNAPSHOT_VERSION } from './snapshot-layout.ts'
import { readHappenings, readOwn, readRing } from './snapshot-reader.ts'

export type { GameEvent }

export class SnapshotView extends Appearances {
  /** Whole tick of the last snapshot, and its number. */
  tick = 0
  frame = 0
  /** The tick of the snapshot before; equal to `tick` after a key. */
  baseTick = 0
  /** The last snapshot was a key: arena and everything else may be new. */
  key = false
  /** The last command executed; u16. */
  ackSeq = 0
  slot: number = NOBODY
  seed = 0
  /** Metres. */
  side = 0
  phase: Phase = 'waiting'
  /** Tick; 0: open end. */
  phaseEnds = 0
  match = 0
  alive = 0
  readonly ring: Ring = openRing(0)
  /** The player itself at full precision, in row 0; yaw is left to the client. */
  readonly own = new Bodies(1)
  readonly facts = new OwnFacts()
  readonly present = new Uint8Array(ENTITIES)
  /** 1: appeared or teleported with the last snapshot. */
  readonly fresh = new Uint8Array(ENTITIES)
  /** Ids whose position or yaw came with the last snapshot, and ids that left view with it. */
  readonly moved = new Uint8Array(ENTITIES)
  movedCount = 0
  readonly removed = new Uint8Array(256)
  removedCount = 0
  /** By index into the arena's pickups; 1: gone for now. */
  readonly taken = new Uint8Array(MAX_PICKUPS + 1)
  readonly happenings = new Happenings()
  /** How often a keyframe became necessary. */
  resyncs = 0
  #usable = false

  constructor() {
    super(ENTITIES)
  }

  /** False until the first key and after `resync`: what is seen may be wrong. */
  get usable(): boolean {
    return this.#usable
  }

  get eventCount(): number {
    return this.happenings.count
  }

  /** What happened since the snapshot before. */
  event(i: number): GameEvent {
    return eventAt(this.happenings, i)
  }

  /**
   * Takes a snapshot in. `resync`: one before it is missing, or this does not fit what is held: ask for a keyframe;
   * until it comes, snapshots are passed over.
   * @throws TuttiError `bad_frame`
   */
  apply(bytes: Uint8Array): 'applied' | 'resync' {
    try {
      return this.#apply(bytes) ? 'applied' : this.#lose()
    } catch (thrown) {
      // Half of it may be in: nothing can build on that.
      this.#lose()
      throw thrown
    }
  }

  #lose(): 'resync' {
    if (this.#usable) this.resyncs++
    this.#usable = false
    return 'resync'
  }

  #apply(bytes: Uint8Array): boolean {
    const read = new ByteReader(bytes)
    const parts = read.u8()
    const frame = read.u8()
    const tick = read.u16()
    const ackSeq = read.u16()
    if (parts > 127) throw new TuttiError('bad_frame', 'a snapshot with unknown parts')
    const key = (parts & PART.KEY) !== 0
    if (!key && (!this.#usable || frame !== ((this.frame + 1) & 255))) return false
    this.frame = frame
    this.ackSeq = ackSeq
    this.key = key
    this.baseTick = this.tick
    this.tick += (tick - this.tick) & 0xffff
    this.fresh.fill(0)
    this.movedCount = 0
    this.removedCount = 0
    this.happenings.clear()
    if (key) this.#readKey(read)
    if ((parts & PART.WORLD) !== 0) this.#readWorld(read)
    if ((parts & PART.OWN) !== 0) readOwn(read, this.own, this.facts)
    if ((parts & PART.REMOVED) !== 0) this.#readRemoved(read)
    if ((parts & PART.PICKUPS) !== 0) this.#readPickups(read)
    if ((parts & PART.EVENTS) !== 0) readHappenings(read, this.happenings)
    const hash = (parts & PART.HASH) === 0 ? undefined : read.u32()
    while (!read.done) if (!this.#readRecord(read)) return false
    return hash === undefined || hash === this.#hash()
  }

  #readKey(read: ByteReader): void {
    if (read.u8() !== SNAPSHOT_VERSION) throw new TuttiError('bad_frame', 'a snapshot of an unknown version')
    this.slot = read.u8()
    this.tick = read.u32()
    this.baseTick = this.tick
    this.seed = read.u32()
    this.side = read.u8()
    this.present.fill(0)
    this.taken.fill(0)
    // The own part of a key is a difference to nothing.
    for (const column of Object.values(this.own)) column.fill(0)
    Object.assign(this.facts, new OwnFacts())
    this.#usable = true
  }

  #readWorld(read: ByteReader): void {
    this.phase = PHASES[read.u8()] ?? 'waiting'
    this.match = read.u16()
    this.phaseEnds = read.u32()
    this.alive = read.u8()
    readRing(read, this.ring)
  }

  #readRemoved(read: ByteReader): void {
    for (let n = read.u8(); n > 0; n--) {
      const id = entity(read.u8())
      this.present[id] = 0
      this.removed[this.removedCount++] = id
    }
  }

  #readPickups(read: ByteReader): void {
    for (let n = read.u8(); n > 0; n--) {
      const change = read.u8()
      this.taken[change >> 1] = change & 1
    }
  }

  /** False: a change to something that is not held. */
  #readRecord(read: ByteReader): boolean {
    const id = entity(read.u8())
    const bits = read.u8()
    if ((bits & RECORD.FRESH) !== 0) {
      this.present[id] = 1
      this.fresh[id] = 1
      this.yaw[id] = 0
      this.health[id] = 0
      this.armour[id] = 0
      this.flags[id] = 0
    } else if (this.present[id] === 0) return false
    if ((bits & RECORD.MOVED) !== 0) {
      this.x[id]! += read.i8()
      this.y[id]! += read.i8()
    }
    if ((bits & RECORD.PLACED) !== 0) {
      this.x[id] = read.u16()
      this.y[id] = read.u16()
    }
    if ((bits & RECORD.YAW) !== 0) this.yaw[id] = read.u8()
    if ((bits & RECORD.VITALS) !== 0) {
      this.health[id] = read.u8()
      this.armour[id] = read.u8()
    }
    if ((bits & RECORD.FLAGS) !== 0) this.flags[id] = read.u8()
    const lag = bits >> LAG_SHIFT
    const exact = lag === 3 ? read.u8() : lag
    if ((bits & (RECORD.MOVED | RECORD.PLACED | RECORD.YAW)) !== 0) {
      this.lag[id] = exact
      if (this.movedCount < ENTITIES) this.moved[this.movedCount++] = id
    }
    return true
  }

  #hash(): number {
    let hash = hashStart(this.tick)
    for (let id = 0; id < ENTITIES; id++) {
      if (this.present[id] === 0) continue
      hash = hashHeld(
        hash,
        id,
        this.x[id]!,
        this.y[id]!,
        this.yaw[id]!,
        this.health[id]!,
        this.armour[id]!,
        this.flags[id]!,
      )
    }
    for (let i = 0; i < MAX_PICKUPS; i++) if (this.taken[i] === 1) hash = mix(hash, i)
    return hash >>> 0
  }
}

const entity = (id: number): number => {
  if (id >= ENTITIES) throw new TuttiError('bad_frame', 'an entity that cannot be')
  return id
}
