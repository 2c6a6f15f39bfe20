/**
 * What dispatchers see of the map: cells of 500 m courier by courier, or cells of 4 km as counts. A cell's frame is the
 * whole cell, encoded once for all who see it and told at most once a second; cells take turns, so that the work of a
 * second is spread over its flushes.
 */
import {
  BOARD_COURIER_BYTES,
  BOARD_HEAD_BYTES,
  cellKey,
  writeBoardCourier,
  writeBoardHead,
} from '../../../../shared/delivery/output-codec.ts'
import type { LocalFrame } from '../../../../shared/delivery/geo.ts'
import { DELIVERY } from '../../../../shared/delivery/rules.ts'
import type { Box, Look } from '../../../../shared/delivery/types.ts'
import type { Member } from '../../../engine/room.ts'

const { cellM, cellsMax, boardMs, flushMs } = DELIVERY
const TURNS = boardMs / flushMs
/** Cells of a level reach this far from the centre: 2 × 4,096 columns of 500 m. */
const REACH = 4_096
/** Couriers of one cell that are shown one by one. */
const SHOWN_MAX = 4_000

/** Where couriers are and how they do, by slot. */
export interface BoardSource {
  readonly frame: LocalFrame
  /** Slots within, sorted. */
  within(minX: number, minY: number, maxX: number, maxY: number, out: number[]): number
  x(slot: number): number
  y(slot: number): number
  headingCdeg(slot: number): number
  /** The byte of output-codec.ts. */
  status(slot: number): number
}

type Level = 0 | 1
type Send = (to: Member, cells: readonly (readonly [cell: number, frame: Uint8Array])[]) => void

interface Cell {
  readonly key: number
  readonly level: Level
  readonly column: number
  readonly row: number
  readonly viewers: Set<Member>
  dirty: boolean
  /** Of the oldest fix in it that nobody was told of, Unix ms; Infinity: of none. */
  newsMs: number
}

export class Boards {
  readonly #source: BoardSource
  readonly #send: Send
  /** Cells that somebody sees. */
  readonly #cells = new Map<number, Cell>()
  readonly #views = new Map<Member, readonly Cell[]>()
  readonly #dirty = new Set<Cell>()
  readonly #found: number[] = []
  readonly #outgoing = new Map<Member, (readonly [number, Uint8Array])[]>()
  readonly #view = new DataView(new ArrayBuffer(BOARD_HEAD_BYTES + SHOWN_MAX * BOARD_COURIER_BYTES))
  #turn = 0

  constructor(source: BoardSource, send: Send) {
    this.#source = source
    this.#send = send
  }

  /** Who sees a part of the map. */
  get viewers(): number {
    return this.#views.size
  }

  /** From now on this part of the map, beginning with all of it; null: none. */
  look(who: Member, box: Box | null, nowMs: number): Look {
    const had = this.#views.get(who) ?? []
    if (box === null) {
      this.forget(who)
      return { level: 0, cells: [] }
    }
    const level: Level = this.#span(box, 0).count > cellsMax ? 1 : 0
    const { west, south, east, north, count } = this.#span(box, level)
    const cells: Cell[] = []
    if (count <= 4 * cellsMax)
      for (let row = south; row <= north; row++)
        for (let column = west; column <= east; column++) cells.push(this.#cell(level, column, row))
    const known = new Set(had)
    for (const cell of cells) {
      cell.viewers.add(who)
      if (!known.has(cell)) this.#tell(cell, [who], nowMs)
    }
    // Behind the new ones: a cell that stays may have something to tell yet.
    const stay = new Set(cells)
    this.#quit(
      who,
      had.filter((cell) => !stay.has(cell)),
    )
    this.#views.set(who, cells)
    this.#leave()
    return { level, cells: cells.map(({ key }) => key) }
  }

  forget(who: Member): void {
    this.#quit(who, this.#views.get(who) ?? [])
    this.#views.delete(who)
  }

  /** A courier that was there (NaN: nowhere) is here now, by a fix of `t` (Unix ms); or does something else, without one. */
  moved(fromX: number, fromY: number, toX: number, toY: number, t = Infinity): void {
    if (this.#cells.size === 0) return
    for (let level: Level = 0; level < 2; level++) {
      const side = cellM[level as Level]
      const column = Math.floor(toX / side)
      const row = Math.floor(toY / side)
      this.#mark(level as Level, column, row, t)
      const fromColumn = Math.floor(fromX / side)
      const fromRow = Math.floor(fromY / side)
      if (fromColumn !== column || fromRow !== row) this.#mark(level as Level, fromColumn, fromRow, t)
    }
  }

  /** Every 200 ms. */
  flush(nowMs: number): void {
    this.#turn = (this.#turn + 1) % TURNS
    for (const cell of this.#dirty) {
      if ((cell.column + 2 * cell.row + 5 * REACH) % TURNS !== this.#turn) continue
      this.#dirty.delete(cell)
      cell.dirty = false
      const { newsMs } = cell
      cell.newsMs = Infinity
      this.#tell(cell, cell.viewers, Math.min(nowMs, newsMs))
    }
    this.#leave()
  }

  #leave(): void {
    for (const [who, cells] of this.#outgoing) this.#send(who, cells)
    this.#outgoing.clear()
  }

  #quit(who: Member, cells: readonly Cell[]): void {
    for (const cell of cells) {
      cell.viewers.delete(who)
      if (cell.viewers.size > 0) continue
      this.#cells.delete(cell.key)
      this.#dirty.delete(cell)
    }
  }

  #mark(level: Level, column: number, row: number, t: number): void {
    const cell = this.#cells.get(cellKey(level, column, row))
    if (cell === undefined) return
    if (t < cell.newsMs) cell.newsMs = t
    if (cell.dirty) return
    cell.dirty = true
    this.#dirty.add(cell)
  }

  /** @param t Unix ms, of the oldest news */
  #tell(cell: Cell, to: Iterable<Member>, t: number): void {
    const side = cellM[cell.level]
    const x = cell.column * side
    const y = cell.row * side
    const { frame } = this.#source
    const found = this.#found
    const count = this.#source.within(x, y, x + side, y + side, found)
    const westE7 = frame.lonE7Of(x)
    const southE7 = frame.latE7Of(y)
    const view = this.#view
    let at = BOARD_HEAD_BYTES
    if (cell.level === 1) {
      let idle = 0
      let busy = 0
      for (let i = 0; i < count; i++) {
        const status = this.#source.status(found[i]!) & 7
        if (status === 0) idle++
        else if (status > 1) busy++
      }
      view.setUint16(at, Math.min(idle, 0xffff), true)
      view.setUint16(at + 2, Math.min(busy, 0xffff), true)
      at += 4
      writeBoardHead(view, 1, t, westE7, southE7, Math.min(count, 0xffff))
    } else {
      const shown = Math.min(count, SHOWN_MAX)
      writeBoardHead(view, 0, t, westE7, southE7, shown)
      for (let i = 0; i < shown; i++, at += BOARD_COURIER_BYTES) {
        const slot = found[i]!
        const east = frame.lonE7Of(this.#source.x(slot)) - westE7
        const north = frame.latE7Of(this.#source.y(slot)) - southE7
        writeBoardCourier(
          view,
          at,
          slot,
          unwrapped(east),
          north,
          this.#source.headingCdeg(slot),
          this.#source.status(slot),
        )
      }
    }
    // Copied once, for all who see it.
    const told = [cell.key, new Uint8Array(view.buffer, 0, at).slice()] as const
    for (const who of to) {
      const cells = this.#outgoing.get(who)
      if (cells === undefined) this.#outgoing.set(who, [told])
      else cells.push(told)
    }
  }

  #cell(level: Level, column: number, row: number): Cell {
    const key = cellKey(level, column, row)
    let cell = this.#cells.get(key)
    if (cell === undefined) {
      cell = { key, level, column, row, viewers: new Set(), dirty: false, newsMs: Infinity }
      this.#cells.set(key, cell)
    }
    return cell
  }

  /** The columns and rows that a box covers. */
  #span(box: Box, level: Level) {
    const { frame } = this.#source
    const side = cellM[level]
    const of = (m: number): number => Math.max(-REACH, Math.min(REACH - 1, Math.floor(m / side)))
    const west = of(frame.xOf(box.west))
    const east = of(frame.xOf(box.east))
    const south = of(frame.yOf(box.south))
    const north = of(frame.yOf(box.north))
    return { west, east, south, north, count: Math.max(0, east - west + 1) * Math.max(0, north - south + 1) }
  }
}

/** Across the antimeridian the difference of two longitudes is the short way. */
const unwrapped = (e7: number): number => (e7 > 1.8e9 ? e7 - 3.6e9 : e7 < -1.8e9 ? e7 + 3.6e9 : e7)
