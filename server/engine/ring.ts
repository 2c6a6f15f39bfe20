/** A room's resume ring: its latest EVENTS frames, bounded by count and bytes. */
import { LIMITS } from '../../shared/limits.ts'
import type { Backlog } from '../ports.ts'

interface Entry {
  readonly first: number
  readonly last: number
  readonly frame: Uint8Array
}

export class Ring {
  /** Oldest first; those before #start were dropped and are cut off now and then. */
  #entries: Entry[] = []
  #start = 0
  #bytes = 0
  #head = 0
  readonly #maxEvents: number
  readonly #maxBytes: number

  /** `head`: the last seq there was before. */
  constructor(maxEvents: number = LIMITS.ringEvents, maxBytes: number = LIMITS.ringBytes, head = 0) {
    this.#head = head
    this.#maxEvents = maxEvents
    this.#maxBytes = maxBytes
  }

  /** The last seq that members were sent. */
  get head(): number {
    return this.#head
  }

  /** Events `first` to `last`, which follow the head. The frame is kept. */
  append(first: number, last: number, frame: Uint8Array): void {
    this.#entries.push({ first, last, frame })
    this.#bytes += frame.length
    this.#head = last
    while (this.#start < this.#entries.length - 1 && this.#isOver(last)) {
      this.#bytes -= this.#entries[this.#start]!.frame.length
      this.#start++
    }
    if (this.#start > 64 && this.#start * 2 > this.#entries.length) {
      this.#entries = this.#entries.slice(this.#start)
      this.#start = 0
    }
  }

  /** True when every event after `seq` is still here. */
  covers(seq: number): boolean {
    if (seq > this.#head) return false
    const oldest = this.#entries[this.#start]
    return seq === this.#head || (oldest !== undefined && seq >= oldest.first - 1)
  }

  /** Frames with everything after `seq`, at least one and about `maxBytes` of them; the first may begin before it. */
  after(seq: number, maxBytes: number): Backlog | 'none' | 'gone' {
    if (!this.covers(seq)) return 'gone'
    if (seq === this.#head) return 'none'
    const from = this.#find(seq + 1)
    let to = from
    let bytes = 0
    do {
      bytes += this.#entries[to]!.frame.length
      to++
    } while (to < this.#entries.length && bytes + this.#entries[to]!.frame.length <= maxBytes)
    const frames = new Uint8Array(bytes)
    let at = 0
    for (let i = from; i < to; i++) {
      frames.set(this.#entries[i]!.frame, at)
      at += this.#entries[i]!.frame.length
    }
    return { frames, seq: this.#entries[to - 1]!.last }
  }

  #isOver(last: number): boolean {
    return last - this.#entries[this.#start]!.first >= this.#maxEvents || this.#bytes > this.#maxBytes
  }

  /** Index of the entry that holds `seq`. */
  #find(seq: number): number {
    let low = this.#start
    let high = this.#entries.length - 1
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.#entries[middle]!.last < seq) low = middle + 1
      else high = middle
    }
    return low
  }
}
