/** Byte layouts of what a region shows of its couriers: `position` (one order's) and `board` (one cell's). Little endian. */
import { TuttiError } from '../errors.ts'

/** `t u32 | lat i32 | lon i32 | heading u16 | speed u16 | flags u8 | eta from u16 | eta to u16`: 21 bytes. */
export const POSITION_BYTES = 21
const NO_ETA = 0xffff
const COARSE = 1
const WEAK = 2

/** Where an order's courier is. */
export interface Position {
  /** Of the fix, Unix ms. */
  readonly t: number
  readonly latE7: number
  readonly lonE7: number
  /** 0.01°, clockwise from north; 0 where it is coarse. */
  readonly headingCdeg: number
  readonly speedCmS: number
  /** Before the pickup: the middle of a square of 500 m that it is in. */
  readonly coarse: boolean
  /** Nothing was heard of it for a quarter of a minute. */
  readonly weak: boolean
  /** Seconds from `t`, at most 65,534; null: nobody knows. */
  readonly eta: { readonly fromS: number; readonly toS: number } | null
}

/** Writes into `into` at `at`: the caller keeps one buffer for all. Times travel modulo 2³² ms (49 days). */
export const writePosition = (into: DataView, at: number, position: Position): void => {
  into.setUint32(at, position.t % 0x1_0000_0000, true)
  into.setInt32(at + 4, position.latE7, true)
  into.setInt32(at + 8, position.lonE7, true)
  into.setUint16(at + 12, position.headingCdeg, true)
  into.setUint16(at + 14, Math.min(position.speedCmS, 0xffff), true)
  into.setUint8(at + 16, (position.coarse ? COARSE : 0) | (position.weak ? WEAK : 0))
  into.setUint16(at + 17, position.eta === null ? NO_ETA : Math.min(position.eta.fromS, NO_ETA - 1), true)
  into.setUint16(at + 19, position.eta === null ? NO_ETA : Math.min(position.eta.toS, NO_ETA - 1), true)
}

/** `nearMs`: a Unix time less than 24 days from it. @throws TuttiError `bad_body` */
export const readPosition = (bytes: Uint8Array, nearMs: number): Position => {
  if (bytes.length !== POSITION_BYTES) throw new TuttiError('bad_body', 'a position has 21 bytes')
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const flags = view.getUint8(16)
  const fromS = view.getUint16(17, true)
  return {
    t: unwrapped(view.getUint32(0, true), nearMs),
    latE7: view.getInt32(4, true),
    lonE7: view.getInt32(8, true),
    headingCdeg: view.getUint16(12, true),
    speedCmS: view.getUint16(14, true),
    coarse: (flags & COARSE) !== 0,
    weak: (flags & WEAK) !== 0,
    eta: fromS === NO_ETA ? null : { fromS, toS: view.getUint16(19, true) },
  }
}

/**
 * A cell frame is the whole cell: it replaces what was shown of it, so that one that was never sent leaves no ghosts.
 * `t`: of the oldest fix that the frame before it did not tell; where there is none, of the frame.
 * `level u8 | t u32 | west lon i32 | south lat i32 | n u16`, then at level 0 n couriers, at level 1 `idle u16 | busy u16`
 * (n is all who are online). A courier: `slot u24 | east i16 | north i16 | heading u8 | status u8`, 9 bytes.
 */
export const BOARD_HEAD_BYTES = 15
export const BOARD_COURIER_BYTES = 9
/** East and north of the corner count in 1e-5°, about a metre. */
export const BOARD_STEP_E7 = 100
const HEADING_STEPS = 256

/** Low three bits of a courier's `status` byte; 8: weak; 16: simulated. */
export const BOARD_STATUS = { idle: 0, paused: 1, offered: 2, toPickup: 3, atPickup: 4, carrying: 5 } as const
export type BoardStatus = keyof typeof BOARD_STATUS
export const BOARD_WEAK = 8
export const BOARD_SIMULATED = 16

const STATUSES = Object.keys(BOARD_STATUS) as BoardStatus[]

export const writeBoardHead = (
  into: DataView,
  level: 0 | 1,
  t: number,
  westE7: number,
  southE7: number,
  count: number,
): void => {
  into.setUint8(0, level)
  into.setUint32(1, t % 0x1_0000_0000, true)
  into.setInt32(5, westE7, true)
  into.setInt32(9, southE7, true)
  into.setUint16(13, count, true)
}

/** `eastE7`, `northE7`: from the corner, in 1e-7°. `status`: with its bits. */
export const writeBoardCourier = (
  into: DataView,
  at: number,
  slot: number,
  eastE7: number,
  northE7: number,
  headingCdeg: number,
  status: number,
): void => {
  into.setUint16(at, slot & 0xffff, true)
  into.setUint8(at + 2, slot >>> 16)
  into.setInt16(at + 3, stepsOf(eastE7), true)
  into.setInt16(at + 5, stepsOf(northE7), true)
  into.setUint8(at + 7, Math.round((headingCdeg * HEADING_STEPS) / 36_000) & 0xff)
  into.setUint8(at + 8, status)
}

export interface BoardCourier {
  readonly slot: number
  readonly latE7: number
  readonly lonE7: number
  readonly headingCdeg: number
  readonly status: BoardStatus
  readonly weak: boolean
  readonly simulated: boolean
}

export type BoardCell =
  | { readonly level: 0; readonly t: number; readonly couriers: readonly BoardCourier[] }
  | {
      readonly level: 1
      readonly t: number
      readonly southE7: number
      readonly westE7: number
      readonly online: number
      readonly idle: number
      readonly busy: number
    }

/** @throws TuttiError `bad_body` */
export const readBoard = (bytes: Uint8Array, nearMs: number): BoardCell => {
  if (bytes.length < BOARD_HEAD_BYTES) throw new TuttiError('bad_body', 'a cell is longer')
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const t = unwrapped(view.getUint32(1, true), nearMs)
  const westE7 = view.getInt32(5, true)
  const southE7 = view.getInt32(9, true)
  const count = view.getUint16(13, true)
  const level = view.getUint8(0)
  const wanted = BOARD_HEAD_BYTES + (level === 0 ? count * BOARD_COURIER_BYTES : 4)
  if (level > 1 || bytes.length !== wanted) throw new TuttiError('bad_body', 'a cell of another length')
  if (level === 1) {
    const idle = view.getUint16(BOARD_HEAD_BYTES, true)
    return { level, t, southE7, westE7, online: count, idle, busy: view.getUint16(BOARD_HEAD_BYTES + 2, true) }
  }
  const couriers: BoardCourier[] = []
  for (let n = 0, at = BOARD_HEAD_BYTES; n < count; n++, at += BOARD_COURIER_BYTES) {
    const status = view.getUint8(at + 8)
    couriers.push({
      slot: view.getUint16(at, true) | (view.getUint8(at + 2) << 16),
      lonE7: wrapped(westE7 + view.getInt16(at + 3, true) * BOARD_STEP_E7),
      latE7: southE7 + view.getInt16(at + 5, true) * BOARD_STEP_E7,
      headingCdeg: Math.round((view.getUint8(at + 7) * 36_000) / HEADING_STEPS),
      status: STATUSES[status & 7] ?? 'idle',
      weak: (status & BOARD_WEAK) !== 0,
      simulated: (status & BOARD_SIMULATED) !== 0,
    })
  }
  return { level: 0, t, couriers }
}

/** A cell's key: level, column and row from the region's centre, as `board` events are keyed and `look` answers. */
export const cellKey = (level: 0 | 1, column: number, row: number): number =>
  level * 0x1000_0000 + (column + 0x2000) * 0x4000 + (row + 0x2000)

const stepsOf = (e7: number): number => Math.max(-32_768, Math.min(32_767, Math.round(e7 / BOARD_STEP_E7)))

const wrapped = (lonE7: number): number =>
  lonE7 >= 1_800_000_000 ? lonE7 - 3_600_000_000 : lonE7 < -1_800_000_000 ? lonE7 + 3_600_000_000 : lonE7

/** The time nearest to `nearMs` that ends in these 32 bits. */
const unwrapped = (low: number, nearMs: number): number =>
  low + Math.round((nearMs - low) / 0x1_0000_0000) * 0x1_0000_0000
