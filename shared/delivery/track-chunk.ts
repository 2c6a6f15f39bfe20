/**
 * A stretch of a courier's track as bytes: at most 64 fixes within 60 s, some 6 bytes each.
 *
 *     n u8 | t u48, Unix ms | lat i32 | lon i32, of the first fix; then for each fix:
 *     control u8: 1 comes after the same time as the fix before | 2 accuracy or flags changed | heading × 4, 62 steps, 63 unknown
 *     [time, ms beyond the same] but for the first fix
 *     speed × 2 + near: speed is the difference in dm/s, counted from 1 (0: unknown)
 *     [lat] [lon] but for the first fix: what the movement before did not foretell; near: both in 3 bytes, 12 bits each
 *     [accuracy u8 below 255, or 255, accuracy u8, flags u8]
 *
 * Differences are zigzag; numbers whose length is not given are varints. Time and raw place, accuracy and flags are kept as they came; the heading is kept to
 * 2.9°, the speed to 5 cm/s (at most 400 m/s). The filtered place is not kept: it follows from the raw ones.
 */
import { TuttiError } from '../errors.ts'
import { FixColumns, UNKNOWN_ACCURACY, UNKNOWN_HEADING, UNKNOWN_SPEED, readI32, readU16, readU32 } from './fixes.ts'

export const CHUNK_FIXES = 64
export const CHUNK_MS = 60_000
const HEAD_BYTES = 15
/** Control 1, time 3, places 5 + 5, speed 3, accuracy and flags 3. */
const MOST_BYTES = 20
/** Of a receiver that is 4 m wrong nine of ten differences are below this: 20 m in latitude, of both axes together. */
const NEAR = 1 << 12
const SAME_STEP = 1
const CHANGED = 2
/** In the place of an accuracy: the flags changed, too. */
const WHOLE = 0xff
const HEADINGS = 62
const NO_HEADING = 63
const MOST_DM_S = 4_000
/** A movement is foretold over at most so many times its own time: longer ones would enlarge noise. */
const FORETOLD = 2

/** Where the movement from a to b leads after as long again, or `dt`; whole, modulo 2^32. */
const foretell = (a: number, b: number, dtBefore: number, dt: number): number =>
  (b + Math.round((b - a) * (dtBefore > 0 ? Math.min(dt / dtBefore, FORETOLD) : 0))) | 0

const headingStep = (cdeg: number): number =>
  cdeg === UNKNOWN_HEADING ? NO_HEADING : Math.round((cdeg * HEADINGS) / 36_000) % HEADINGS
const headingOf = (step: number): number => (step < HEADINGS ? Math.round((step * 36_000) / HEADINGS) : UNKNOWN_HEADING)
const speedStep = (cmS: number): number => (cmS === UNKNOWN_SPEED ? 0 : Math.min(Math.round(cmS / 10), MOST_DM_S) + 1)
const speedOf = (step: number): number => (step === 0 ? UNKNOWN_SPEED : (step - 1) * 10)

const scratch = new Uint8Array(HEAD_BYTES + CHUNK_FIXES * MOST_BYTES)

const zigzag = (difference: number): number => ((difference << 1) ^ (difference >> 31)) >>> 0
const unzigzag = (value: number): number => (value >>> 1) ^ -(value & 1)

/** `value`: u32. */
const putVarint = (at: number, value: number): number => {
  let rest = value
  while (rest > 0x7f) {
    scratch[at++] = (rest & 0x7f) | 0x80
    rest >>>= 7
  }
  scratch[at] = rest
  return at + 1
}

/** How many rows from `from` on belong into one chunk. The rows' times grow. */
export const chunkLength = (fixes: FixColumns, from: number): number => {
  const end = Math.min(fixes.count, from + CHUNK_FIXES)
  let to = from + 1
  while (to < end && fixes.ts[to]! - fixes.ts[from]! <= CHUNK_MS) to++
  return to - from
}

/**
 * Rows `from` up to `from + n`, whose times grow: the caller's own bytes.
 * @param n 1 to 64, as chunkLength() gives
 */
export const encodeChunk = (fixes: FixColumns, from: number, n: number): Uint8Array => {
  const { ts, latsE7, lonsE7 } = fixes
  const t0 = ts[from]!
  scratch[0] = n
  for (let i = 0; i < 6; i++) scratch[1 + i] = Math.floor(t0 / 2 ** (8 * i))
  for (let i = 0; i < 4; i++) {
    scratch[7 + i] = latsE7[from]! >> (8 * i)
    scratch[11 + i] = lonsE7[from]! >> (8 * i)
  }
  let at = HEAD_BYTES
  let step = 0
  let speed = 0
  let accuracy = UNKNOWN_ACCURACY
  let flags = 0
  for (let i = from; i < from + n; i++) {
    const first = i === from
    const dt = first ? 0 : ts[i]! - ts[i - 1]!
    const changed = fixes.accuraciesM[i] !== accuracy || fixes.allFlags[i] !== flags
    const same = first || dt === step
    scratch[at++] = (same ? SAME_STEP : 0) | (changed ? CHANGED : 0) | (headingStep(fixes.headingsCdeg[i]!) << 2)
    if (!same) at = putVarint(at, zigzag(dt - step))
    const before = i - 1 > from ? i - 2 : i - 1
    const lat = first ? 0 : zigzag(latsE7[i]! - foretell(latsE7[before]!, latsE7[i - 1]!, step, dt))
    const lon = first ? 0 : zigzag(lonsE7[i]! - foretell(lonsE7[before]!, lonsE7[i - 1]!, step, dt))
    const near = !first && lat < NEAR && lon < NEAR
    const now = speedStep(fixes.speedsCmS[i]!)
    at = putVarint(at, 2 * zigzag(now - speed) + (near ? 1 : 0))
    speed = now
    if (near) {
      scratch[at++] = lat
      scratch[at++] = (lat >> 8) | (lon << 4)
      scratch[at++] = lon >> 4
    } else if (!first) at = putVarint(putVarint(at, lat), lon)
    step = dt
    if (!changed) continue
    accuracy = fixes.accuraciesM[i]!
    const whole = accuracy === WHOLE || fixes.allFlags[i] !== flags
    flags = fixes.allFlags[i]!
    if (whole) scratch[at++] = WHOLE
    scratch[at++] = accuracy
    if (whole) scratch[at++] = flags
  }
  return scratch.slice(0, at)
}

const broken = (): TuttiError => new TuttiError('bad_body', 'not a chunk of a track')

/**
 * Appends a chunk's fixes; their `seq` is 0.
 * @throws TuttiError `bad_body` when the bytes are no chunk, or there are not rows enough left; `into` may hold some of it
 */
export const decodeChunk = (bytes: Uint8Array, into: FixColumns): void => {
  const n = bytes[0] ?? 0
  if (n < 1 || n > CHUNK_FIXES || bytes.length < HEAD_BYTES || into.count + n > into.capacity) throw broken()
  let at = HEAD_BYTES
  const u8 = (): number => {
    const value = bytes[at++]
    if (value === undefined) throw broken()
    return value
  }
  const varint = (): number => {
    let value = 0
    for (let shift = 0; ; shift += 7) {
      const byte = u8()
      if (shift === 28 && byte > 0x0f) throw broken()
      value |= (byte & 0x7f) << shift
      if (byte < 0x80) return value >>> 0
    }
  }
  const from = into.count
  const { ts, latsE7, lonsE7 } = into
  let step = 0
  let speed = 0
  let accuracy = UNKNOWN_ACCURACY
  let flags = 0
  for (let i = from; i < from + n; i++) {
    const control = u8()
    const first = i === from
    if (first && (control & SAME_STEP) === 0) throw broken()
    const dt = first || (control & SAME_STEP) !== 0 ? step : step + unzigzag(varint())
    const word = varint()
    speed += unzigzag(word >>> 1)
    if (speed < 0 || speed > MOST_DM_S + 1) throw broken()
    if (first) {
      ts[i] = readU32(bytes, 1) + readU16(bytes, 5) * 0x100000000
      latsE7[i] = readI32(bytes, 7)
      lonsE7[i] = readI32(bytes, 11)
    } else {
      if (dt < 1 || dt > CHUNK_MS) throw broken()
      let lat: number
      let lon: number
      if ((word & 1) !== 0) {
        const three = u8() | (u8() << 8) | (u8() << 16)
        lat = three & (NEAR - 1)
        lon = three >> 12
      } else {
        lat = varint()
        lon = varint()
      }
      const before = i - 1 > from ? i - 2 : i - 1
      ts[i] = ts[i - 1]! + dt
      latsE7[i] = unzigzag(lat) + foretell(latsE7[before]!, latsE7[i - 1]!, step, dt)
      lonsE7[i] = unzigzag(lon) + foretell(lonsE7[before]!, lonsE7[i - 1]!, step, dt)
      step = dt
    }
    if ((control & CHANGED) !== 0) {
      accuracy = u8()
      if (accuracy === WHOLE) {
        accuracy = u8()
        flags = u8()
      }
    }
    into.seqs[i] = 0
    into.headingsCdeg[i] = headingOf(control >> 2)
    into.speedsCmS[i] = speedOf(speed)
    into.accuraciesM[i] = accuracy
    into.allFlags[i] = flags
  }
  if (at !== bytes.length) throw broken()
  into.count += n
}

/** How many fixes a chunk says it holds, 1 to 64. @throws TuttiError `bad_body` */
export const fixesIn = (bytes: Uint8Array): number => {
  const n = bytes[0] ?? 0
  if (n < 1 || n > CHUNK_FIXES) throw broken()
  return n
}

/**
 * One track of chunks that may overlap, in any order: by time, every time once. The same fixes give the same track,
 * however they were cut and whenever they came. Two that differ at one millisecond: the one with the smaller numbers.
 * @throws TuttiError `bad_body`
 */
export const mergeTrack = (chunks: readonly Uint8Array[]): FixColumns => {
  const all = new FixColumns(chunks.reduce((sum, chunk) => sum + fixesIn(chunk), 0))
  for (const chunk of chunks) decodeChunk(chunk, all)
  return inOrder(all)
}

/** The rows by time, every time once; see mergeTrack(). */
export const inOrder = (fixes: FixColumns): FixColumns => {
  const rows = Uint32Array.from({ length: fixes.count }, (_, i) => i)
  rows.sort((a, b) => compareRows(fixes, a, b))
  const sorted = new FixColumns(fixes.count)
  for (const row of rows)
    if (sorted.count === 0 || sorted.ts[sorted.count - 1] !== fixes.ts[row]) sorted.push(fixes.at(row))
  return sorted
}

const compareRows = (f: FixColumns, a: number, b: number): number =>
  f.ts[a]! - f.ts[b]! ||
  f.latsE7[a]! - f.latsE7[b]! ||
  f.lonsE7[a]! - f.lonsE7[b]! ||
  f.accuraciesM[a]! - f.accuraciesM[b]! ||
  f.allFlags[a]! - f.allFlags[b]! ||
  headingStep(f.headingsCdeg[a]!) - headingStep(f.headingsCdeg[b]!) ||
  speedStep(f.speedsCmS[a]!) - speedStep(f.speedsCmS[b]!)

/** All rows as chunks, cut where they must be: of one set of fixes always the same bytes. The rows' times grow. */
export const encodeTrack = (fixes: FixColumns): Uint8Array[] => {
  const chunks: Uint8Array[] = []
  for (let from = 0, n = 0; from < fixes.count; from += n) {
    n = chunkLength(fixes, from)
    chunks.push(encodeChunk(fixes, from, n))
  }
  return chunks
}
