/** The way of a fix into the region: checked in a fixed order, and every one counted by what became of it. */
import {
  FIX_BYTES,
  FIX_FLAGS,
  OWN_HEAD_BYTES,
  BULK_FRAME,
  UNKNOWN_HEADING,
  readI32,
  readU16,
  readU32,
} from '../../../../shared/delivery/fixes.ts'
import type { OwnHead } from '../../../../shared/delivery/fixes.ts'
import { VEHICLES } from '../../../../shared/delivery/rules.ts'
import type { Vehicle } from '../../../../shared/delivery/rules.ts'
import { Couriers } from './couriers.ts'
import type { ToMetres } from './frame.ts'
import { Motion } from './motion.ts'
import type { MotionSink } from './motion.ts'
import { beginStream, markSeen, raiseFloor, wasSeen } from './seen.ts'
import { SLOT } from './slots.ts'
import type { Slots } from './slots.ts'
import { VERDICT, isKept } from './verdicts.ts'
import type { IntakeCounts, Verdict } from './verdicts.ts'

/** A fix is the same one, however it came: how it came is not kept. */
const TRANSPORT_FLAGS = FIX_FLAGS.late | FIX_FLAGS.clamped

/** Takes every fix that the track is to keep, in the order of arrival; raw. */
export interface TrackSink {
  keep(
    slot: number,
    t: number,
    latE7: number,
    lonE7: number,
    headingCdeg: number,
    speedCmS: number,
    accuracyM: number,
    flags: number,
    verdict: Verdict,
    nowMs: number,
  ): void
}

export interface IntakeLimits {
  /** Couriers at most. */
  readonly couriers: number
  /** Metres east or north of the region's centre, beyond which a fix is not from here. */
  readonly reachM: number
  /** A fix is refused as stale when it is older. */
  readonly oldestMs: number
  /** Live fixes: one each so often, and so many at once. */
  readonly liveEveryMs: number
  readonly liveBurst: number
  /** The same for fixes that were kept offline. */
  readonly bulkEveryMs: number
  readonly bulkBurst: number
  /** A clock may run ahead so far. */
  readonly aheadMs: number
}

export const INTAKE: IntakeLimits = {
  couriers: 120_000,
  reachM: 150_000,
  oldestMs: 7 * 86_400_000,
  liveEveryMs: 200,
  liveBurst: 20,
  bulkEveryMs: 5,
  bulkBurst: 2_048,
  aheadMs: 60_000,
}

/** The couriers of one region: takes their fixes in, and knows where each one is. */
export class Tracker {
  readonly couriers: Couriers
  readonly #frame: ToMetres
  readonly #motion: Motion
  readonly #track: TrackSink | undefined
  readonly #limits: IntakeLimits
  readonly #counts = new Float64Array(Object.keys(VERDICT).length)
  #clamped = 0

  constructor(frame: ToMetres, sink: MotionSink, track?: TrackSink, limits: Partial<IntakeLimits> = {}) {
    this.#limits = { ...INTAKE, ...limits }
    this.#frame = frame
    this.couriers = new Couriers(this.#limits.couriers)
    this.#motion = new Motion(this.couriers.slots, sink)
    this.#track = track
  }

  /** Columns by slot; see Slots for what to read from them. */
  get slots(): Slots {
    return this.couriers.slots
  }

  /** A slot for this courier, its own if it has one; undefined when the region is full. */
  open(courierId: string, vehicle: Vehicle): number | undefined {
    const slot = this.couriers.open(courierId)
    if (slot !== undefined) this.slots.vehicle[slot] = VEHICLES.indexOf(vehicle)
    return slot
  }

  /** Forgets a courier. What was kept of its track and fences is flushed and disarmed by whoever calls this, before. */
  close(slot: number): void {
    this.couriers.close(slot)
  }

  /** Below this number of its stream, and with it, none is missing: what is durable now may be acknowledged up to here. */
  floorOf(slot: number): number {
    return this.slots.floor[slot]!
  }

  /**
   * All fixes of a live or bulk frame whose head was read.
   * @returns how many of them the track keeps
   */
  acceptOwn(slot: number, bytes: Uint8Array, head: OwnHead, nowMs: number): number {
    const bulk = head.op === BULK_FRAME
    this.stream(slot, head.epochMs, head.oldest, bulk)
    let kept = 0
    for (let i = 0, at = OWN_HEAD_BYTES; i < head.count; i++, at += FIX_BYTES)
      if (isKept(this.accept(slot, bytes, at, head.epochMs, nowMs, bulk))) kept++
    return kept
  }

  /**
   * What a frame says of its stream, before its fixes. A live frame of another stream begins that one; a bulk frame of
   * another stream is of an earlier one, and leaves the numbers alone.
   * @param oldest first number that the device still holds; 0: not told
   */
  stream(slot: number, epochMs: number, oldest: number, bulk = false): void {
    const s = this.slots
    if (s.epochMs[slot] === epochMs) raiseFloor(s, slot, Math.max(0, oldest - 1))
    else if (!bulk || s.epochMs[slot] === 0) beginStream(s, slot, epochMs, Math.max(0, oldest - 1))
  }

  /**
   * Takes in the record of 22 bytes at `at`.
   * @param epochMs of the frame
   * @param bulk it was kept offline, and is counted against another rate
   */
  accept(slot: number, bytes: Uint8Array, at: number, epochMs: number, nowMs: number, bulk = false): Verdict {
    const verdict = this.#judge(slot, bytes, at, epochMs, nowMs, bulk)
    this.#counts[verdict]!++
    return verdict
  }

  #judge(slot: number, bytes: Uint8Array, at: number, epochMs: number, nowMs: number, bulk: boolean): Verdict {
    const s = this.couriers.slots
    const limits = this.#limits
    const seq = readU32(bytes, at)
    const latE7 = readI32(bytes, at + 8)
    const lonE7 = readI32(bytes, at + 12)
    const headingCdeg = readU16(bytes, at + 16)
    const own = s.epochMs[slot] === epochMs

    const x = this.#frame.xOf(lonE7)
    const y = this.#frame.yOf(latE7)
    const reach = limits.reachM
    if (
      latE7 > 900_000_000 ||
      latE7 < -900_000_000 ||
      lonE7 > 1_800_000_000 ||
      lonE7 < -1_800_000_000 ||
      (latE7 === 0 && lonE7 === 0) ||
      (headingCdeg >= 36_000 && headingCdeg !== UNKNOWN_HEADING) ||
      !(x <= reach && x >= -reach && y <= reach && y >= -reach)
    ) {
      if (own && !wasSeen(s, slot, seq)) markSeen(s, slot, seq)
      return VERDICT.range
    }

    const full = bulk ? s.bulkFull : s.liveFull
    const every = bulk ? limits.bulkEveryMs : limits.liveEveryMs
    const empty = Math.max(full[slot]!, nowMs) + every
    if (empty - nowMs > every * (bulk ? limits.bulkBurst : limits.liveBurst)) return VERDICT.rate
    full[slot] = empty

    if (own) {
      if (wasSeen(s, slot, seq)) return VERDICT.duplicate
      markSeen(s, slot, seq)
    }

    const accuracyM = bytes[at + 20]!
    let t = epochMs + readU32(bytes, at + 4)
    let flags = bytes[at + 21]! & ~TRANSPORT_FLAGS
    if (t > nowMs + limits.aheadMs) {
      t = nowMs
      flags |= FIX_FLAGS.clamped
      this.#clamped++
    }
    if (t < nowMs - limits.oldestMs) return VERDICT.stale

    s.heardMs[slot] = nowMs
    const speedCmS = readU16(bytes, at + 18)
    const verdict = this.#motion.take(slot, t, x, y, headingCdeg, speedCmS, accuracyM, flags)
    this.#track?.keep(slot, t, latE7, lonE7, headingCdeg, speedCmS, accuracyM, flags, verdict, nowMs)
    return verdict
  }

  get counts(): IntakeCounts {
    const named = Object.entries(VERDICT).map(([name, verdict]) => [name, this.#counts[verdict]!])
    const { teleports, suspects } = this.#motion
    // As wide as the table of verdicts: every name of it is set above.
    return {
      ...(Object.fromEntries(named) as Record<keyof typeof VERDICT, number>),
      clamped: this.#clamped,
      teleports,
      suspects,
    }
  }

  /** True while the courier's position is held fast. */
  stands(slot: number): boolean {
    return (this.slots.state[slot]! & SLOT.locked) !== 0
  }
}
