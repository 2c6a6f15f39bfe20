/**
 * Location fixes as bytes, little endian. One record is 22 bytes and names nobody: whose it is, the server knows.
 *
 *     seq u32 | t u32, ms since the frame's epoch | lat i32, 1e-7° | lon i32, 1e-7°
 *     heading u16, 0.01° | speed u16, cm/s | accuracy u8, m | flags u8
 *
 * Three frames carry records; the first byte is the opcode:
 *
 *     1 live    op u8 | count u16 | epoch u48, Unix ms | oldest u32 | records          one's own, at most 64
 *     2 bulk    the same head                                                          one's own, kept offline, at most 512
 *     3 feeder  op u8 | batch u32 | epoch u48 | groups: courier u32, count u8, records many couriers', by a gateway
 *
 * The epoch names a stream: `seq` and `t` count from it. A device keeps both with its buffer and continues them after a
 * restart; one that has lost its buffer begins a stream with a younger epoch at `seq` 1. `oldest` is the first number
 * that the device still holds: what is before it is acknowledged or lost, and will not come.
 */
import { TuttiError } from '../errors.ts'

export const FIX_BYTES = 22
export const LIVE_FRAME = 1
export const BULK_FRAME = 2
export const FEEDER_FRAME = 3
export const OWN_HEAD_BYTES = 13
export const FEEDER_HEAD_BYTES = 11
export const GROUP_HEAD_BYTES = 5
export const MAX_LIVE_FIXES = 64
export const MAX_BULK_FIXES = 512
export const MAX_BULK_BYTES = OWN_HEAD_BYTES + MAX_BULK_FIXES * FIX_BYTES
/** Under a WebSocket message's 64 KiB with all that lies around it: at least 2,200 couriers with one fix each. */
export const MAX_FEEDER_BYTES = 60_000

/** What a device says of a fix, as bits of `flags`. */
export const FIX_FLAGS = {
  /** The position comes from a test provider of the device. */
  mock: 1,
  batteryLow: 2,
  /** Found by cells and wireless networks, not by satellites. */
  network: 4,
  /** The device's motion sensors say that it lies still. */
  stationary: 8,
  /** Was kept offline before it was sent. */
  late: 16,
  /** Set by the server alone: the time was in the future, and is the time of arrival instead. */
  clamped: 32,
} as const

export const UNKNOWN_HEADING = 0xffff
export const UNKNOWN_SPEED = 0xffff
export const UNKNOWN_ACCURACY = 0xff

export interface Fix {
  /** u32; grows by one with each fix of a stream. */
  readonly seq: number
  /** Unix ms; at most 2^32 − 1 after the frame's epoch. */
  readonly t: number
  readonly latE7: number
  readonly lonE7: number
  /** Clockwise from north, below 36,000; or UNKNOWN_HEADING. */
  readonly headingCdeg: number
  readonly speedCmS: number
  readonly accuracyM: number
  readonly flags: number
}

export const readU16 = (bytes: Uint8Array, at: number): number => bytes[at]! | (bytes[at + 1]! << 8)
export const readI32 = (bytes: Uint8Array, at: number): number =>
  bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)
export const readU32 = (bytes: Uint8Array, at: number): number => readI32(bytes, at) >>> 0
const readU48 = (bytes: Uint8Array, at: number): number => readU32(bytes, at) + readU16(bytes, at + 4) * 0x100000000

const writeU16 = (bytes: Uint8Array, at: number, value: number): void => {
  bytes[at] = value
  bytes[at + 1] = value >> 8
}
const write32 = (bytes: Uint8Array, at: number, value: number): void => {
  bytes[at] = value
  bytes[at + 1] = value >> 8
  bytes[at + 2] = value >> 16
  bytes[at + 3] = value >> 24
}
const writeU48 = (bytes: Uint8Array, at: number, value: number): void => {
  write32(bytes, at, value % 0x100000000)
  writeU16(bytes, at + 4, Math.floor(value / 0x100000000))
}

/**
 * Writes one record of 22 bytes at `at`; `fix.t` is at most 2^32 − 1 after `epochMs`.
 */
export const writeFix = (bytes: Uint8Array, at: number, fix: Fix, epochMs: number): void => {
  write32(bytes, at, fix.seq)
  write32(bytes, at + 4, fix.t - epochMs)
  write32(bytes, at + 8, fix.latE7)
  write32(bytes, at + 12, fix.lonE7)
  writeU16(bytes, at + 16, fix.headingCdeg)
  writeU16(bytes, at + 18, fix.speedCmS)
  bytes[at + 20] = fix.accuracyM
  bytes[at + 21] = fix.flags
}

/** Many fixes as columns: of one frame, or of a track. Also a Fix itself: the row that `row` names. */
export class FixColumns implements Fix {
  count = 0
  row = 0
  readonly seqs: Uint32Array
  readonly ts: Float64Array
  readonly latsE7: Int32Array
  readonly lonsE7: Int32Array
  readonly headingsCdeg: Uint16Array
  readonly speedsCmS: Uint16Array
  readonly accuraciesM: Uint8Array
  readonly allFlags: Uint8Array

  constructor(capacity: number) {
    this.seqs = new Uint32Array(capacity)
    this.ts = new Float64Array(capacity)
    this.latsE7 = new Int32Array(capacity)
    this.lonsE7 = new Int32Array(capacity)
    this.headingsCdeg = new Uint16Array(capacity)
    this.speedsCmS = new Uint16Array(capacity)
    this.accuraciesM = new Uint8Array(capacity)
    this.allFlags = new Uint8Array(capacity)
  }

  get capacity(): number {
    return this.ts.length
  }
  get seq(): number {
    return this.seqs[this.row]!
  }
  get t(): number {
    return this.ts[this.row]!
  }
  get latE7(): number {
    return this.latsE7[this.row]!
  }
  get lonE7(): number {
    return this.lonsE7[this.row]!
  }
  get headingCdeg(): number {
    return this.headingsCdeg[this.row]!
  }
  get speedCmS(): number {
    return this.speedsCmS[this.row]!
  }
  get accuracyM(): number {
    return this.accuraciesM[this.row]!
  }
  get flags(): number {
    return this.allFlags[this.row]!
  }

  /** This, as the Fix of row `i`; valid until the next call. */
  at(i: number): this {
    this.row = i
    return this
  }

  /** A copy of row `i`. */
  fix(i: number): Fix {
    const { seq, t, latE7, lonE7, headingCdeg, speedCmS, accuracyM, flags } = this.at(i)
    return { seq, t, latE7, lonE7, headingCdeg, speedCmS, accuracyM, flags }
  }

  /** Appends a fix; false when all rows are taken. */
  push(fix: Fix): boolean {
    if (this.count === this.capacity) return false
    this.set(this.count++, fix)
    return true
  }

  set(i: number, fix: Fix): void {
    this.seqs[i] = fix.seq
    this.ts[i] = fix.t
    this.latsE7[i] = fix.latE7
    this.lonsE7[i] = fix.lonE7
    this.headingsCdeg[i] = fix.headingCdeg
    this.speedsCmS[i] = fix.speedCmS
    this.accuraciesM[i] = fix.accuracyM
    this.allFlags[i] = fix.flags
  }

  /** Sets row `i` from the 22 bytes at `at`. */
  read(i: number, bytes: Uint8Array, at: number, epochMs: number): void {
    this.seqs[i] = readU32(bytes, at)
    this.ts[i] = epochMs + readU32(bytes, at + 4)
    this.latsE7[i] = readI32(bytes, at + 8)
    this.lonsE7[i] = readI32(bytes, at + 12)
    this.headingsCdeg[i] = readU16(bytes, at + 16)
    this.speedsCmS[i] = readU16(bytes, at + 18)
    this.accuraciesM[i] = bytes[at + 20]!
    this.allFlags[i] = bytes[at + 21]!
  }
}

/** The head of a live or bulk frame; reused for every frame. The records begin at OWN_HEAD_BYTES. */
export class OwnHead {
  op = 0
  count = 0
  epochMs = 0
  oldest = 0

  /**
   * Reads the head of `bytes` and checks that just its records follow. Every pattern of the right length is legal.
   * @throws TuttiError `bad_body`
   */
  read(bytes: Uint8Array): void {
    const op = bytes[0]
    const most = op === LIVE_FRAME ? MAX_LIVE_FIXES : op === BULK_FRAME ? MAX_BULK_FIXES : -1
    if (most < 0 || bytes.length < OWN_HEAD_BYTES) throw new TuttiError('bad_body', 'not a frame of fixes')
    this.op = op!
    this.count = readU16(bytes, 1)
    this.epochMs = readU48(bytes, 3)
    this.oldest = readU32(bytes, 9)
    if (this.count > most || bytes.length !== OWN_HEAD_BYTES + this.count * FIX_BYTES)
      throw new TuttiError('bad_body', 'a frame of fixes of a wrong length')
  }
}

/**
 * A live or bulk frame of rows `from` up to `to`: the caller's own bytes.
 * @param op LIVE_FRAME or BULK_FRAME
 */
export const encodeOwn = (
  op: number,
  fixes: FixColumns,
  epochMs: number,
  oldest: number,
  from = 0,
  to = fixes.count,
): Uint8Array => {
  const out = new Uint8Array(OWN_HEAD_BYTES + (to - from) * FIX_BYTES)
  out[0] = op
  writeU16(out, 1, to - from)
  writeU48(out, 3, epochMs)
  write32(out, 9, oldest)
  for (let i = from, at = OWN_HEAD_BYTES; i < to; i++, at += FIX_BYTES) writeFix(out, at, fixes.at(i), epochMs)
  return out
}
