/** A room's resume ring: its latest EVENTS frames, bounded by count and bytes. */
import { LIMITS } from '../../shared/limits.ts'
import type { Backlog } from '../ports.ts'

/** Frames that follow each other. */
interface Block {
  readonly first: number
  last: number
  bytes: Uint8Array
  /** Of `bytes`, in use. */
  length: number
}

/**
 * Small frames share a block: 200 channels with 26 messages a second each held 200,000 buffers after 20 s, and the
 * collector walked them for 0.8 s each time. What a resume gets too much is one block, and clients drop it.
 */
const BLOCK_BYTES = 4096
const BLOCKS = 64

export class Ring {
  /** Oldest first; those before #start were dropped and are cut off now and then. */
  #blocks: Block[] = []
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

  /** Events `first` to `last`, which follow the head. A large frame is kept as it is. */
  append(first: number, last: number, frame: Uint8Array): void {
    if (!this.#join(last, frame)) this.#blocks.push({ first, last, bytes: frame, length: frame.length })
    this.#bytes += frame.length
    this.#head = last
    while (this.#start < this.#blocks.length - 1 && this.#isOver(last)) {
      this.#bytes -= this.#blocks[this.#start]!.length
      this.#start++
    }
    if (this.#start > 64 && this.#start * 2 > this.#blocks.length) {
      this.#blocks = this.#blocks.slice(this.#start)
      this.#start = 0
    }
  }

  /** True when every event after `seq` is still here. */
  covers(seq: number): boolean {
    if (seq > this.#head) return false
    const oldest = this.#blocks[this.#start]
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
      bytes += this.#blocks[to]!.length
      to++
    } while (to < this.#blocks.length && bytes + this.#blocks[to]!.length <= maxBytes)
    const frames = new Uint8Array(bytes)
    let at = 0
    for (let i = from; i < to; i++) {
      const block = this.#blocks[i]!
      frames.set(block.bytes.subarray(0, block.length), at)
      at += block.length
    }
    return { frames, seq: this.#blocks[to - 1]!.last }
  }

  /** Puts a small frame behind the newest one. False: it has to stand alone. */
  #join(last: number, frame: Uint8Array): boolean {
    const block = this.#blocks.at(-1)
    const most = Math.min(BLOCK_BYTES, this.#maxBytes / BLOCKS)
    if (block === undefined || this.#blocks.length === this.#start || block.length + frame.length > most) return false
    if (last - block.first >= this.#maxEvents / BLOCKS) return false
    if (block.length + frame.length > block.bytes.length) {
      // Twice as much each time: a room that says little holds little.
      const wider = new Uint8Array(Math.min(most, 2 * (block.length + frame.length)))
      wider.set(block.bytes.subarray(0, block.length))
      block.bytes = wider
    }
    block.bytes.set(frame, block.length)
    block.length += frame.length
    block.last = last
    return true
  }

  #isOver(last: number): boolean {
    return last - this.#blocks[this.#start]!.first >= this.#maxEvents || this.#bytes > this.#maxBytes
  }

  /** Index of the block that holds `seq`. */
  #find(seq: number): number {
    let low = this.#start
    let high = this.#blocks.length - 1
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.#blocks[middle]!.last < seq) low = middle + 1
      else high = middle
    }
    return low
  }
}
