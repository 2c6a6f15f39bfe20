/** Couriers of a board as columns, each on its way from where it is drawn to where it was seen last. */
import { BOARD_STATUS } from '../../../shared/delivery/output-codec.ts'
import type { BoardCourier } from '../../../shared/delivery/output-codec.ts'
import type { BoardCouriers } from './dispatch-types.ts'

const WORLD_E7 = 3_600_000_000
/** It goes there in the time between its last two places, within these bounds. */
const LEAST_MS = 300
const MOST_MS = 5_000
/** Some 2 km: that is no way to be drawn. */
const JUMP_E7 = 200_000
/** Some 10 cm: boards are told to a metre. */
const STILL_E7 = 10

type Column = Int32Array | Float64Array | Float32Array | Uint8Array

export class Gliding implements BoardCouriers {
  count = 0
  slots = new Int32Array(0)
  latsE7 = new Float64Array(0)
  lonsE7 = new Float64Array(0)
  seenLatsE7 = new Float64Array(0)
  seenLonsE7 = new Float64Array(0)
  headingsDeg = new Float32Array(0)
  statuses = new Uint8Array(0)
  weak = new Uint8Array(0)
  simulated = new Uint8Array(0)
  readonly #rows = new Map<number, number>()
  #fromLat = new Float64Array(0)
  #fromLon = new Float64Array(0)
  #fromMs = new Float64Array(0)
  #toMs = new Float64Array(0)

  rowOf(slot: number): number {
    return this.#rows.get(slot) ?? -1
  }

  put({ slot, latE7, lonE7, headingCdeg, status, weak, simulated }: BoardCourier, nowMs: number): void {
    let row = this.#rows.get(slot)
    const isNew = row === undefined
    if (row === undefined) {
      row = this.count++
      if (row === this.slots.length) this.#grow()
      this.slots[row] = slot
      this.#rows.set(slot, row)
    }
    this.headingsDeg[row] = headingCdeg / 100
    this.statuses[row] = BOARD_STATUS[status]
    this.weak[row] = weak ? 1 : 0
    this.simulated[row] = simulated ? 1 : 0
    if (isNew) return this.#set(row, latE7, lonE7, nowMs)
    const east = short(lonE7 - this.seenLonsE7[row]!)
    const north = latE7 - this.seenLatsE7[row]!
    if (Math.abs(east) < STILL_E7 && Math.abs(north) < STILL_E7) return
    if (Math.abs(east) > JUMP_E7 || Math.abs(north) > JUMP_E7) return this.#set(row, latE7, lonE7, nowMs)
    this.#draw(row, nowMs)
    const tookMs = Math.min(MOST_MS, Math.max(LEAST_MS, nowMs - this.#fromMs[row]!))
    this.#fromLat[row] = this.latsE7[row]!
    this.#fromLon[row] = this.lonsE7[row]!
    this.seenLatsE7[row] = latE7
    this.seenLonsE7[row] = this.lonsE7[row]! + short(lonE7 - this.lonsE7[row]!)
    this.#fromMs[row] = nowMs
    this.#toMs[row] = nowMs + tookMs
  }

  remove(slot: number): void {
    const row = this.#rows.get(slot)
    if (row === undefined) return
    this.#rows.delete(slot)
    const last = --this.count
    if (row === last) return
    for (const column of this.#columns()) column[row] = column[last]!
    this.#rows.set(this.slots[row]!, row)
  }

  /** False: all stand where they stood. */
  frame(nowMs: number): boolean {
    let moved = false
    for (let row = 0; row < this.count; row++) if (this.#draw(row, nowMs)) moved = true
    return moved
  }

  #set(row: number, latE7: number, lonE7: number, nowMs: number): void {
    this.latsE7[row] = this.#fromLat[row] = this.seenLatsE7[row] = latE7
    this.lonsE7[row] = this.#fromLon[row] = this.seenLonsE7[row] = lonE7
    this.#fromMs[row] = this.#toMs[row] = nowMs
  }

  #draw(row: number, nowMs: number): boolean {
    const toLat = this.seenLatsE7[row]!
    const toLon = wrapped(this.seenLonsE7[row]!)
    if (this.latsE7[row] === toLat && this.lonsE7[row] === toLon) return false
    const fromMs = this.#fromMs[row]!
    const share = Math.max(0, (nowMs - fromMs) / (this.#toMs[row]! - fromMs))
    if (!(share < 1)) {
      this.latsE7[row] = toLat
      this.lonsE7[row] = toLon
      return true
    }
    this.latsE7[row] = this.#fromLat[row]! + share * (toLat - this.#fromLat[row]!)
    this.lonsE7[row] = wrapped(this.#fromLon[row]! + share * (this.seenLonsE7[row]! - this.#fromLon[row]!))
    return true
  }

  #columns(): Column[] {
    const drawn = [this.slots, this.latsE7, this.lonsE7, this.headingsDeg, this.statuses, this.weak, this.simulated]
    return [...drawn, this.#fromLat, this.#fromLon, this.seenLatsE7, this.seenLonsE7, this.#fromMs, this.#toMs]
  }

  #grow(): void {
    const length = Math.max(256, this.slots.length * 2)
    const longer = <T extends Column>(from: T, to: T): T => {
      to.set(from)
      return to
    }
    const long = (from: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> => longer(from, new Float64Array(length))
    const bytes = (from: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> => longer(from, new Uint8Array(length))
    this.slots = longer(this.slots, new Int32Array(length))
    this.headingsDeg = longer(this.headingsDeg, new Float32Array(length))
    this.statuses = bytes(this.statuses)
    this.weak = bytes(this.weak)
    this.simulated = bytes(this.simulated)
    this.latsE7 = long(this.latsE7)
    this.lonsE7 = long(this.lonsE7)
    this.#fromLat = long(this.#fromLat)
    this.#fromLon = long(this.#fromLon)
    this.seenLatsE7 = long(this.seenLatsE7)
    this.seenLonsE7 = long(this.seenLonsE7)
    this.#fromMs = long(this.#fromMs)
    this.#toMs = long(this.#toMs)
  }
}

/** The short way around the world. */
const short = (e7: number): number => (e7 > WORLD_E7 / 2 ? e7 - WORLD_E7 : e7 < -WORLD_E7 / 2 ? e7 + WORLD_E7 : e7)
const wrapped = (lonE7: number): number =>
  lonE7 >= WORLD_E7 / 2 ? lonE7 - WORLD_E7 : lonE7 < -WORLD_E7 / 2 ? lonE7 + WORLD_E7 : lonE7
