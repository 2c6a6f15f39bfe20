/** Who is told what at the end of a tick: interest, urgency, flow control, and the bytes of each player's snapshot. */
import { Bodies } from '../../../shared/game/bodies.ts'
import { hashHeld, hashStart, mix } from '../../../shared/game/hash.ts'
import { ENTITIES, NOBODY, PLAYERS, STATUS, TICK_HZ } from '../../../shared/game/rules.ts'
import { OwnFacts, PART } from '../../../shared/game/snapshot-layout.ts'
import {
  HEAD_BYTES,
  writeHash,
  writeHead,
  writeKey,
  writeOwn,
  writeWorld,
} from '../../../shared/game/snapshot-writer.ts'
import type { World } from '../../../shared/game/world.ts'
import { Interest } from './interest.ts'
import { PICKUP_WORDS, PickupSight } from './pickup-sight.ts'
import { Recent } from './recent.ts'
import { OLDEST, Records, WHOLE } from './records.ts'
import { Scene } from './scene.ts'
import type { Viewer } from './viewer.ts'

/** A snapshot is due three ticks after the last one. */
const EVERY_TICKS = 3
// An event that concerns a player pulls its next snapshot forward to the end of the very step. Credit keeps that to
// 30 snapshots a second when something happens all the time: a snapshot costs 60, a tick brings 30, two can be saved.
// At 24 a second a tenth of all events in a busy room waited for the regular snapshot: p95 45 ms, now 18.
const COST = 60
const CREDIT_PER_TICK = 30
const MOST_CREDIT = 2 * COST
/** Unacknowledged snapshots after which a player gets one a second until it answers: its link is full beyond our sight. */
const MOST_UNACKNOWLEDGED = 20
/** Every so many snapshots carry a hash of what the player holds. */
const HASH_EVERY = 20

/** All entities, all events, everything else: more than a snapshot can have. */
const MOST_BYTES = 4096
/** Of those who only watch. */
const NO_BODY = new Bodies(1)
const NO_FACTS = new OwnFacts()

/** What snapshots need to know of a player besides the world. */
export interface Audience {
  writable(viewer: Viewer): boolean
  /** The last command executed. */
  ackSeq(viewer: Viewer): number
  refused(viewer: Viewer): number
  /** The bytes are valid during the call. */
  send(viewer: Viewer, snapshot: Uint8Array): void
}

export class Snapshots {
  readonly scene = new Scene()
  readonly records: Records
  /** Snapshots not made because a player was behind. */
  skipped = 0
  readonly #world: World
  readonly #audience: Audience
  readonly #interest: Interest
  readonly #recent = new Recent()
  #pickups: PickupSight
  #arena: World['arena']
  readonly #gone = new Uint32Array(PICKUP_WORDS)
  readonly #facts = new OwnFacts()
  readonly #out = new Uint8Array(MOST_BYTES)
  // A new view for each send cost 5 ms of CPU per room-second in a prototype: one for each length is enough.
  readonly #views: (Uint8Array | undefined)[] = []

  constructor(world: World, audience: Audience) {
    this.#world = world
    this.#audience = audience
    this.records = new Records(this.scene, world.born)
    this.#interest = new Interest(world, this.scene)
    this.#arena = world.arena
    this.#pickups = new PickupSight(world.arena)
  }

  /** After a step: everyone who is due gets a snapshot. */
  tell(viewers: Iterable<Viewer>): void {
    const world = this.#world
    const { tick } = world
    this.scene.capture(world)
    this.records.begin(tick)
    this.#recent.record(tick, world.happenings)
    this.#interest.begin()
    const moved = this.#arena !== world.arena
    if (moved) {
      this.#arena = world.arena
      this.#pickups = new PickupSight(world.arena)
    }
    this.#gone.fill(0)
    for (let i = 0; i < world.arena.pickups.length; i++)
      if (world.pickupWait[i]! > 0) this.#gone[i >> 5]! |= 1 << (i & 31)
    for (const viewer of viewers) {
      if (moved) viewer.key = true
      viewer.credit = Math.min(MOST_CREDIT, viewer.credit + CREDIT_PER_TICK)
      if (this.#isDue(viewer, tick)) this.#serve(viewer, tick)
    }
  }

  #isDue(viewer: Viewer, tick: number): boolean {
    if (tick >= viewer.due) return true
    // Remembered: an event that comes while there is no credit goes out as soon as there is.
    viewer.urgent ||= this.#recent.concerns(tick, viewer.slot, viewer.held)
    return viewer.urgent && viewer.credit >= COST
  }

  #serve(viewer: Viewer, tick: number): void {
    const clogged = viewer.unacknowledged > MOST_UNACKNOWLEDGED && tick - viewer.tick < TICK_HZ
    if (clogged || !this.#audience.writable(viewer)) {
      // Nothing is lost: the next snapshot is a difference to what was sent.
      this.skipped++
      return
    }
    viewer.due = tick + EVERY_TICKS
    viewer.urgent = false
    viewer.credit = Math.max(0, viewer.credit - COST)
    const length = this.#write(viewer)
    this.#audience.send(viewer, (this.#views[length] ??= this.#out.subarray(0, length)))
  }

  #write(viewer: Viewer): number {
    const world = this.#world
    const { tick } = world
    const out = this.#out
    let parts = 0
    let at = HEAD_BYTES
    if (viewer.key) {
      viewer.forget()
      parts |= PART.KEY
      at = writeKey(out, at, world, viewer.slot)
    }
    const age = viewer.key || tick - viewer.tick > OLDEST ? WHOLE : tick - viewer.tick
    if (viewer.revision !== world.revision) {
      parts |= PART.WORLD
      at = writeWorld(out, at, world)
      viewer.revision = world.revision
    }
    this.#interest.look(viewer)
    const own = this.#writeOwn(viewer, at)
    if (own !== at) parts |= PART.OWN
    const removed = this.#writeRemoved(viewer, own)
    if (removed !== own) parts |= PART.REMOVED
    const pickups = this.#writePickups(viewer, removed)
    if (pickups !== removed) parts |= PART.PICKUPS
    const since = viewer.key ? tick - 1 : viewer.tick
    at = this.#recent.write(since, tick, viewer.slot, viewer.held, this.#interest.seen, out, pickups + 1)
    if (at === pickups + 1) at = pickups
    else {
      parts |= PART.EVENTS
      out[pickups] = this.#recent.told
    }
    viewer.frame = (viewer.frame + 1) & 255
    viewer.sentTick[viewer.frame] = tick
    viewer.tick = tick
    viewer.key = false
    const hashed = viewer.frame % HASH_EVERY === 0
    const hashAt = at
    if (hashed) {
      parts |= PART.HASH
      at += 4
    }
    at = this.#writeRecords(viewer, age, at)
    if (hashed) writeHash(out, hashAt, this.#hash(viewer))
    writeHead(out, parts, viewer.frame, tick, this.#audience.ackSeq(viewer))
    return at
  }

  #writeOwn(viewer: Viewer, at: number): number {
    const world = this.#world
    const { slot } = viewer
    const facts = this.#facts
    if (slot === NOBODY) {
      Object.assign(facts, NO_FACTS)
      facts.status = STATUS.WATCHING
      facts.eye = viewer.eye
      return writeOwn(this.#out, at, NO_BODY, 0, facts, viewer.own, viewer.facts)
    }
    facts.health = world.health[slot]!
    facts.armour = world.armour[slot]!
    facts.status = world.status[slot]!
    facts.eye = world.eye[slot]!
    // A countdown in every snapshot would be five bytes for nothing: seconds will do.
    facts.respawn = world.status[slot] === STATUS.DOWN ? Math.ceil(world.respawn[slot]! / TICK_HZ) * TICK_HZ : 0
    facts.kills = world.kills[slot]!
    facts.place = world.place[slot]!
    facts.refused = this.#audience.refused(viewer) & 0xffff
    return writeOwn(this.#out, at, world.bodies, slot, facts, viewer.own, viewer.facts)
  }

  #writeRemoved(viewer: Viewer, start: number): number {
    const out = this.#out
    let at = start + 1
    for (let i = 0; i < viewer.heldCount; i++) {
      const id = viewer.heldIds[i]!
      if (this.#interest.seen[id] === 0) out[at++] = id
    }
    if (at === start + 1) return start
    out[start] = at - start - 1
    return at
  }

  #writePickups(viewer: Viewer, start: number): number {
    const out = this.#out
    let at = start + 1
    const { x, y } = this.#interest
    for (let word = 0; word < PICKUP_WORDS; word++) {
      const gone = this.#gone[word]!
      let changed = (viewer.told[word]! ^ gone) & this.#pickups.bits(x, y, word)
      viewer.told[word]! ^= changed
      while (changed !== 0) {
        const bit = 31 - Math.clz32(changed & -changed)
        changed &= changed - 1
        out[at++] = (((word << 5) | bit) << 1) | ((gone >>> bit) & 1)
      }
    }
    if (at === start + 1) return start
    out[start] = at - start - 1
    return at
  }

  #writeRecords(viewer: Viewer, age: number, start: number): number {
    const { held, heldIds } = viewer
    const { seen, ids, count } = this.#interest
    let at = start
    for (let i = 0; i < viewer.heldCount; i++) if (seen[heldIds[i]!] === 0) held[heldIds[i]!] = 0
    for (let i = 0; i < count; i++) {
      const id = ids[i]!
      at = this.records.copy(held[id] === 1 ? age : WHOLE, id, this.#out, at)
      held[id] = 1
      heldIds[i] = id
    }
    viewer.heldCount = count
    return at
  }

  #hash(viewer: Viewer): number {
    const { now } = this.scene
    let hash = hashStart(this.#world.tick)
    for (let id = 0; id < ENTITIES; id++) {
      if (viewer.held[id] === 0) continue
      // A projectile is nothing but a place and a direction.
      const player = id < PLAYERS
      const health = player ? now.health[id]! : 0
      const armour = player ? now.armour[id]! : 0
      hash = hashHeld(hash, id, now.x[id]!, now.y[id]!, now.yaw[id]!, health, armour, player ? now.flags[id]! : 0)
    }
    for (let i = 0; i < PICKUP_WORDS * 32; i++) if (((viewer.told[i >> 5]! >>> (i & 31)) & 1) === 1) hash = mix(hash, i)
    return hash >>> 0
  }
}
