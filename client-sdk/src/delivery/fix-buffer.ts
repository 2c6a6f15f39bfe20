/** Fixes that the host does not have for good: one stream of them, numbered, in time, and bounded. */
import {
  BULK_FRAME,
  FIX_BYTES,
  FIX_FLAGS,
  FixColumns,
  MAX_BULK_FIXES,
  UNKNOWN_ACCURACY,
  UNKNOWN_HEADING,
  UNKNOWN_SPEED,
  encodeOwn,
  writeFix,
} from '../../../shared/delivery/fixes.ts'
import type { Fix } from '../../../shared/delivery/fixes.ts'
import type { KeptFixes } from './fix-store.ts'
import type { PositionInput } from './rate.ts'

export interface KeptFix extends Fix {
  /** The connection that it was sent on; 0: none. */
  sentIn: number
  /** When that was, by the client's clock. */
  sentMs: number
}

/** Hosts take no fix that is older; its time must fit 32 bits of ms (49 days) after the stream's beginning. */
const STREAM_MS = 7 * 86_400_000
/** A page may have sent some that it did not come to keep: their numbers are not given again. */
const SKIPPED = 64

export class FixBuffer {
  epochMs = 0
  lost = 0
  readonly rows: KeptFix[] = []
  readonly #most: number
  readonly #columns = new FixColumns(MAX_BULK_FIXES)
  #nextSeq = 1
  #lastMs = 0

  constructor(most: number) {
    this.#most = Math.max(1, most)
  }

  /** The first number that is still here: what is before it is acknowledged or lost. */
  get oldest(): number {
    return this.rows[0]?.seq ?? this.#nextSeq
  }

  /** A fix of now. `nowMs`: the host's Unix ms, as far as it is known. */
  add(at: PositionInput, nowMs: number): KeptFix {
    // Strictly later than the one before, whatever the clocks say: of two at one time a track keeps one.
    const t = Math.max(Math.floor(nowMs - (at.ageMs ?? 0)), this.#lastMs + 1)
    if (t - this.epochMs > STREAM_MS) this.#begin(t)
    const { latE7, lonE7, headingCdeg, speedCmS, accuracyM, flags = 0 } = at
    const fix: KeptFix = {
      seq: this.#nextSeq++,
      t,
      latE7: Math.round(latE7),
      lonE7: Math.round(lonE7),
      headingCdeg: headingCdeg === undefined ? UNKNOWN_HEADING : Math.round(headingCdeg),
      speedCmS: bounded(speedCmS, UNKNOWN_SPEED),
      accuracyM: bounded(accuracyM, UNKNOWN_ACCURACY),
      flags,
      sentIn: 0,
      sentMs: 0,
    }
    this.#lastMs = t
    this.rows.push(fix)
    if (this.rows.length > this.#most) {
      this.rows.shift()
      this.lost++
    }
    return fix
  }

  /** How many became durable by this. */
  acked(epochMs: number, seq: number): number {
    if (epochMs !== this.epochMs) return 0
    const at = this.rows.findIndex((row) => row.seq > seq)
    return this.rows.splice(0, at < 0 ? this.rows.length : at).length
  }

  frame(op: number, rows: readonly KeptFix[]): Uint8Array {
    const columns = this.#columns
    const late = op === BULK_FRAME ? FIX_FLAGS.late : 0
    columns.count = 0
    for (const row of rows) {
      columns.push(row)
      columns.allFlags[columns.count - 1]! |= late
    }
    return encodeOwn(op, columns, this.epochMs, this.oldest)
  }

  keep(): KeptFixes {
    const { epochMs, rows } = this
    const records = new Uint8Array(rows.length * FIX_BYTES)
    rows.forEach((row, i) => writeFix(records, i * FIX_BYTES, row, epochMs))
    return { epochMs, nextSeq: this.#nextSeq, lastMs: this.#lastMs, records }
  }

  restore({ epochMs, nextSeq, lastMs, records }: KeptFixes): void {
    const count = Math.floor(records.length / FIX_BYTES)
    const columns = new FixColumns(count)
    this.epochMs = epochMs
    this.#nextSeq = nextSeq + SKIPPED
    this.#lastMs = lastMs
    for (let i = Math.max(0, count - this.#most); i < count; i++) {
      columns.read(i, records, i * FIX_BYTES, epochMs)
      this.rows.push({ ...columns.fix(i), sentIn: 0, sentMs: 0 })
    }
  }

  /** What waits in the old stream is older than any host takes. */
  #begin(t: number): void {
    this.lost += this.rows.length
    this.rows.length = 0
    this.epochMs = t
    this.#nextSeq = 1
  }
}

/** Whole, and below what says that it is not known. */
const bounded = (value: number | undefined, unknown: number): number =>
  value === undefined || !(value >= 0) ? unknown : Math.min(Math.round(value), unknown - 1)
