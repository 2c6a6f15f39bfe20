/** Fixes that wait to be written, of all couriers, in blocks of eight that are linked by slot and used again. */
import type { FixColumns } from '../../../../shared/delivery/fixes.ts'

const BLOCK = 8
const NONE = -1

export class PendingFixes {
  #capacity = 0
  #t = new Float64Array(0)
  #lat = new Int32Array(0)
  #lon = new Int32Array(0)
  #heading = new Uint16Array(0)
  #speed = new Uint16Array(0)
  #accuracy = new Uint8Array(0)
  #flags = new Uint8Array(0)
  /** By block: the one that follows it, in a courier's list or in that of the free ones. */
  #next = new Int32Array(0)
  #free = NONE
  #head: Int32Array = new Int32Array(0)
  #tail: Int32Array = new Int32Array(0)
  #count: Uint16Array = new Uint16Array(0)
  #total = 0

  /** Of all couriers. */
  get total(): number {
    return this.#total
  }

  countOf(slot: number): number {
    return this.#count[slot] ?? 0
  }

  push(
    slot: number,
    t: number,
    latE7: number,
    lonE7: number,
    headingCdeg: number,
    speedCmS: number,
    accuracyM: number,
    flags: number,
  ): void {
    if (slot >= this.#count.length) this.#growSlots(slot)
    const n = this.#count[slot]!
    if (n % BLOCK === 0) this.#link(slot, n)
    const at = this.#tail[slot]! * BLOCK + (n % BLOCK)
    this.#t[at] = t
    this.#lat[at] = latE7
    this.#lon[at] = lonE7
    this.#heading[at] = headingCdeg
    this.#speed[at] = speedCmS
    this.#accuracy[at] = accuracyM
    this.#flags[at] = flags
    this.#count[slot] = n + 1
    this.#total++
  }

  /** Moves a courier's fixes into rows from 0 on, in the order of arrival; `into` must have room for countOf(). */
  take(slot: number, into: FixColumns): void {
    const n = this.countOf(slot)
    into.count = n
    if (n === 0) return
    let block = this.#head[slot]!
    for (let i = 0; i < n; i++) {
      if (i > 0 && i % BLOCK === 0) block = this.#next[block]!
      const at = block * BLOCK + (i % BLOCK)
      into.seqs[i] = 0
      into.ts[i] = this.#t[at]!
      into.latsE7[i] = this.#lat[at]!
      into.lonsE7[i] = this.#lon[at]!
      into.headingsCdeg[i] = this.#heading[at]!
      into.speedsCmS[i] = this.#speed[at]!
      into.accuraciesM[i] = this.#accuracy[at]!
      into.allFlags[i] = this.#flags[at]!
    }
    this.#next[this.#tail[slot]!] = this.#free
    this.#free = this.#head[slot]!
    this.#count[slot] = 0
    this.#total -= n
  }

  #link(slot: number, n: number): void {
    if (this.#free === NONE) this.#growBlocks()
    const block = this.#free
    this.#free = this.#next[block]!
    this.#next[block] = NONE
    if (n === 0) this.#head[slot] = block
    else this.#next[this.#tail[slot]!] = block
    this.#tail[slot] = block
  }

  #growSlots(slot: number): void {
    const length = Math.max(64, slot + 1, this.#count.length * 2)
    const longer = <T extends Int32Array | Uint16Array>(column: T, to: T): T => {
      to.set(column)
      return to
    }
    this.#head = longer(this.#head, new Int32Array(length))
    this.#tail = longer(this.#tail, new Int32Array(length))
    this.#count = longer(this.#count, new Uint16Array(length))
  }

  #growBlocks(): void {
    const before = this.#capacity
    const blocks = Math.max(64, before * 2)
    const set = <T extends { set(from: T): void }>(column: T, to: T): T => {
      to.set(column)
      return to
    }
    this.#t = set(this.#t, new Float64Array(blocks * BLOCK))
    this.#lat = set(this.#lat, new Int32Array(blocks * BLOCK))
    this.#lon = set(this.#lon, new Int32Array(blocks * BLOCK))
    this.#heading = set(this.#heading, new Uint16Array(blocks * BLOCK))
    this.#speed = set(this.#speed, new Uint16Array(blocks * BLOCK))
    this.#accuracy = set(this.#accuracy, new Uint8Array(blocks * BLOCK))
    this.#flags = set(this.#flags, new Uint8Array(blocks * BLOCK))
    this.#next = set(this.#next, new Int32Array(blocks))
    for (let block = before; block < blocks; block++) this.#next[block] = block + 1 < blocks ? block + 1 : NONE
    this.#free = before
    this.#capacity = blocks
  }
}
