/**
 * Gathers what tracks are to keep, and gives it out as chunks: a courier's, when 64 fixes wait or the first has waited
 * for 55 s. Whatever came in between is in them, late ones too: chunks of one courier may overlap, and are merged by who
 * reads them. So nothing is ever read to be written.
 */
import { FixColumns } from '../../../../shared/delivery/fixes.ts'
import { CHUNK_FIXES, chunkLength, encodeChunk, inOrder } from '../../../../shared/delivery/track-chunk.ts'
import type { TrackSink } from '../tracking/intake.ts'
import { VERDICT } from '../tracking/verdicts.ts'
import type { Verdict } from '../tracking/verdicts.ts'
import { Line } from './line.ts'
import { PendingFixes } from './pending.ts'

const WORLD_E7 = 3_600_000_000
const DAY_MS = 86_400_000
/** Less than a chunk may span, so that what was gathered so long is one chunk. */
const WAIT_MS = 55_000

/** A chunk as it is to be recorded, but for whose it is. */
export interface NewChunk {
  readonly t0: number
  readonly t1: number
  /** Whole days since 1970 of `t0`: what is dropped together. */
  readonly day: number
  readonly n: number
  /** Among what was gathered with it are fixes that came too late to move the courier: its fences are to be gone through again. */
  readonly late: 0 | 1
  readonly south: number
  /** Greater than `east` where it lies across the 180th meridian. */
  readonly west: number
  readonly north: number
  readonly east: number
  readonly body: Uint8Array
}

export class TrackWriter implements TrackSink {
  readonly #pending = new PendingFixes()
  /** Those of whom fixes wait, by when the first of these came. */
  readonly #waiting = new Line()
  readonly #full = new Set<number>()
  readonly #late = new Set<number>()
  #rows = new FixColumns(256)

  /** Fixes that are in no chunk yet. */
  get pending(): number {
    return this.#pending.total
  }

  /** True: fixes of this courier are in no chunk yet. */
  waits(slot: number): boolean {
    return this.#pending.countOf(slot) > 0
  }

  /** When the longest-waiting fix came, Unix ms; undefined when none waits. Everything that came before it was given out. */
  get oldestMs(): number | undefined {
    return this.#waiting.first < 0 ? undefined : this.#waiting.since(this.#waiting.first)
  }

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
  ): void {
    const pending = this.#pending
    pending.push(slot, t, latE7, lonE7, headingCdeg, speedCmS, accuracyM, flags)
    const n = pending.countOf(slot)
    if (n === 1) this.#waiting.join(slot, nowMs)
    else if (n >= CHUNK_FIXES) this.#full.add(slot)
    if (verdict === VERDICT.late) this.#late.add(slot)
  }

  /**
   * Gives out the chunks of at most `most` couriers that are due, those first who have waited longest.
   * @param written after the chunks of one courier: what it has been told of before this call is in them
   * @returns how many couriers it were
   */
  flush(
    nowMs: number,
    most: number,
    chunk: (slot: number, chunk: NewChunk) => void,
    written?: (slot: number) => void,
  ): number {
    let couriers = 0
    const one = (slot: number): void => {
      this.flushOne(slot, chunk)
      written?.(slot)
      couriers++
    }
    for (let slot = this.#waiting.first; slot >= 0 && couriers < most; slot = this.#waiting.first) {
      if (nowMs - this.#waiting.since(slot) < WAIT_MS) break
      one(slot)
    }
    for (const slot of this.#full) {
      if (couriers >= most) break
      one(slot)
    }
    return couriers
  }

  /** Gives out all that waits of one courier: before its slot is closed, or the region is. */
  flushOne(slot: number, chunk: (slot: number, chunk: NewChunk) => void): void {
    const n = this.#pending.countOf(slot)
    this.#waiting.leave(slot)
    this.#full.delete(slot)
    const late = this.#late.delete(slot)
    if (n === 0) return
    if (n > this.#rows.capacity) this.#rows = new FixColumns(2 * n)
    this.#pending.take(slot, this.#rows)
    const fixes = isSorted(this.#rows) ? this.#rows : inOrder(this.#rows)
    for (let from = 0, length = 0; from < fixes.count; from += length) {
      length = chunkLength(fixes, from)
      chunk(slot, chunkOf(fixes, from, length, late ? 1 : 0))
    }
  }

  /** The same for everybody. */
  flushAll(chunk: (slot: number, chunk: NewChunk) => void): void {
    while (this.#waiting.first >= 0) this.flushOne(this.#waiting.first, chunk)
  }
}

const isSorted = (fixes: FixColumns): boolean => {
  for (let i = 1; i < fixes.count; i++) if (fixes.ts[i]! <= fixes.ts[i - 1]!) return false
  return true
}

const chunkOf = (fixes: FixColumns, from: number, n: number, late: 0 | 1): NewChunk => {
  const { latsE7, lonsE7 } = fixes
  const lon0 = lonsE7[from]!
  let [south, north, west, east] = [latsE7[from]!, latsE7[from]!, 0, 0]
  for (let i = from + 1; i < from + n; i++) {
    south = Math.min(south, latsE7[i]!)
    north = Math.max(north, latsE7[i]!)
    const off = wrapped(lonsE7[i]! - lon0)
    west = Math.min(west, off)
    east = Math.max(east, off)
  }
  const t0 = fixes.ts[from]!
  return {
    t0,
    t1: fixes.ts[from + n - 1]!,
    day: Math.floor(t0 / DAY_MS),
    n,
    late,
    south,
    north,
    west: wrapped(lon0 + west),
    east: wrapped(lon0 + east),
    body: encodeChunk(fixes, from, n),
  }
}

const wrapped = (lonE7: number): number =>
  lonE7 >= WORLD_E7 / 2 ? lonE7 - WORLD_E7 : lonE7 < -WORLD_E7 / 2 ? lonE7 + WORLD_E7 : lonE7
