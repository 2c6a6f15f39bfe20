/** A board's frames, read into the columns of couriers and the counts of clusters. A frame is the whole of its cell. */
import type { LocalFrame } from '../../../../shared/delivery/geo.ts'
import { BOARD_COURIER_BYTES, BOARD_HEAD_BYTES, BOARD_STEP_E7 } from '../../../../shared/delivery/output-codec.ts'
import { DELIVERY } from '../../../../shared/delivery/rules.ts'
import type { DotField } from './field.ts'

/** A cell of 4 km of which only counts are told. */
export interface Cluster {
  readonly xM: number
  readonly yM: number
  readonly online: number
  readonly idle: number
  readonly busy: number
}

/** Who went over into another cell is told of by that within a second. */
const LINGER_MS = 1_400

export class Cells {
  readonly clusters = new Map<number, Cluster>()
  readonly #field: DotField
  readonly #frame: LocalFrame
  readonly #slots = new Map<number, Int32Array>()
  #shown = new Set<number>()
  /** Gone from its cell: slot, cell, until when it may turn up elsewhere. In the order of time. */
  #leaving: { readonly slot: number; readonly cell: number; readonly untilMs: number }[] = []

  constructor(field: DotField, frame: LocalFrame) {
    this.#field = field
    this.#frame = frame
  }

  /** These cells are shown from now on; what is in others is forgotten. */
  only(cells: readonly number[]): void {
    this.#shown = new Set(cells)
    for (const [cell, slots] of this.#slots) {
      if (this.#shown.has(cell)) continue
      this.#slots.delete(cell)
      for (const slot of slots) if (this.#field.cell[slot] === cell) this.#field.drop(slot)
    }
    for (const cell of this.clusters.keys()) if (!this.#shown.has(cell)) this.clusters.delete(cell)
  }

  /** One frame of the layout in output-codec.ts; what is no such frame is passed over. */
  told(cell: number, bytes: Uint8Array, nowMs: number): void {
    // Said before the answer to the look that left it out.
    if (!this.#shown.has(cell) || bytes.length < BOARD_HEAD_BYTES) return
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
    const westE7 = view.getInt32(5, true)
    const southE7 = view.getInt32(9, true)
    const count = view.getUint16(13, true)
    if (view.getUint8(0) === 1) this.#cluster(cell, view, westE7, southE7, count)
    else if (bytes.length === BOARD_HEAD_BYTES + count * BOARD_COURIER_BYTES)
      this.#couriers(cell, view, westE7, southE7, count, nowMs)
  }

  /** Lets go of those who did not turn up anywhere. Call it as often as dots are drawn. */
  sweep(nowMs: number): void {
    let gone = 0
    for (const { slot, cell, untilMs } of this.#leaving) {
      if (untilMs > nowMs) break
      gone++
      if (this.#field.cell[slot] === cell && this.#slots.get(cell)?.includes(slot) !== true) this.#field.drop(slot)
    }
    if (gone > 0) this.#leaving = this.#leaving.slice(gone)
  }

  #couriers(cell: number, view: DataView, westE7: number, southE7: number, count: number, nowMs: number): void {
    const field = this.#field
    const slots = new Int32Array(count)
    for (let n = 0, at = BOARD_HEAD_BYTES; n < count; n++, at += BOARD_COURIER_BYTES) {
      const slot = view.getUint16(at, true) | (view.getUint8(at + 2) << 16)
      const x = this.#frame.xOf(westE7 + view.getInt16(at + 3, true) * BOARD_STEP_E7)
      const y = this.#frame.yOf(southE7 + view.getInt16(at + 5, true) * BOARD_STEP_E7)
      slots[n] = slot
      field.put(slot, x, y, view.getUint8(at + 7), view.getUint8(at + 8), cell, nowMs)
    }
    const before = this.#slots.get(cell)
    this.#slots.set(cell, slots)
    if (before === undefined) return
    // Both are sorted by slot.
    let n = 0
    for (const slot of before) {
      while (n < count && slots[n]! < slot) n++
      if (slots[n] !== slot && field.cell[slot] === cell) this.#leaving.push({ slot, cell, untilMs: nowMs + LINGER_MS })
    }
  }

  #cluster(cell: number, view: DataView, westE7: number, southE7: number, online: number): void {
    if (view.byteLength !== BOARD_HEAD_BYTES + 4) return
    const half = DELIVERY.cellM[1] / 2
    const idle = view.getUint16(BOARD_HEAD_BYTES, true)
    const busy = view.getUint16(BOARD_HEAD_BYTES + 2, true)
    if (online === 0) return void this.clusters.delete(cell)
    const xM = this.#frame.xOf(westE7) + half
    const yM = this.#frame.yOf(southE7) + half
    this.clusters.set(cell, { xM, yM, online, idle, busy })
  }
}
