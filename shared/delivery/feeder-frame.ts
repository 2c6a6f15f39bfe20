/** Frames of a gateway that sends the fixes of many couriers: written group by group, and read the same way. */
import { TuttiError } from '../errors.ts'
import {
  FEEDER_FRAME,
  FEEDER_HEAD_BYTES,
  FIX_BYTES,
  GROUP_HEAD_BYTES,
  MAX_FEEDER_BYTES,
  readU16,
  readU32,
  writeFix,
} from './fixes.ts'
import type { Fix } from './fixes.ts'

const writeU32 = (bytes: Uint8Array, at: number, value: number): void => {
  for (let i = 0; i < 4; i++) bytes[at + i] = value >>> (8 * i)
}

/** One frame in the making, in a buffer of its own that is used again and again. */
export class FeederWriter {
  readonly #bytes = new Uint8Array(MAX_FEEDER_BYTES)
  #length = 0
  #group = 0
  #epochMs = 0

  /**
   * Begins a frame.
   * @param batch u32, grows by one with each frame of this gateway; acknowledged when all its fixes are durable
   * @param epochMs Unix ms below 2^48; names the stream of every courier in the frame
   */
  begin(batch: number, epochMs: number): void {
    this.#bytes[0] = FEEDER_FRAME
    writeU32(this.#bytes, 1, batch)
    writeU32(this.#bytes, 5, epochMs % 0x100000000)
    this.#bytes[9] = Math.floor(epochMs / 0x100000000)
    this.#bytes[10] = Math.floor(epochMs / 0x100000000) >> 8
    this.#length = FEEDER_HEAD_BYTES
    this.#group = 0
    this.#epochMs = epochMs
  }

  /** Adds a fix of a courier; fixes of one courier that follow each other share a group. False when the frame is full. */
  add(courier: number, fix: Fix): boolean {
    const bytes = this.#bytes
    const opens = this.#group === 0 || readU32(bytes, this.#group) !== courier || bytes[this.#group + 4] === 0xff
    if (this.#length + FIX_BYTES + (opens ? GROUP_HEAD_BYTES : 0) > bytes.length) return false
    if (opens) {
      this.#group = this.#length
      writeU32(bytes, this.#group, courier)
      bytes[this.#group + 4] = 0
      this.#length += GROUP_HEAD_BYTES
    }
    bytes[this.#group + 4]! += 1
    writeFix(bytes, this.#length, fix, this.#epochMs)
    this.#length += FIX_BYTES
    return true
  }

  get empty(): boolean {
    return this.#length <= FEEDER_HEAD_BYTES
  }

  /** The frame's bytes: a view of the buffer, valid until begin(). */
  bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length)
  }
}

/** Walks the groups of one frame after another. */
export class FeederReader {
  batch = 0
  epochMs = 0
  /** The group that next() came to: whose it is, how many records, and where the first one begins. */
  courier = 0
  count = 0
  at = 0
  #bytes: Uint8Array = new Uint8Array(0)

  /**
   * Reads the head, and checks every group's length before one of them is shown.
   * @throws TuttiError `bad_body`
   */
  open(bytes: Uint8Array): void {
    if (bytes[0] !== FEEDER_FRAME || bytes.length < FEEDER_HEAD_BYTES || bytes.length > MAX_FEEDER_BYTES)
      throw new TuttiError('bad_body', 'not a frame of a feeder')
    let at = FEEDER_HEAD_BYTES
    while (at < bytes.length) at += GROUP_HEAD_BYTES + (bytes[at + 4] ?? 0) * FIX_BYTES
    if (at !== bytes.length) throw new TuttiError('bad_body', 'a frame of a feeder ends within a group')
    this.batch = readU32(bytes, 1)
    this.epochMs = readU32(bytes, 5) + readU16(bytes, 9) * 0x100000000
    this.#bytes = bytes
    this.at = FEEDER_HEAD_BYTES
    this.count = 0
  }

  /** Goes to the next group; false after the last. */
  next(): boolean {
    const head = this.at + this.count * FIX_BYTES
    if (head >= this.#bytes.length) return false
    this.courier = readU32(this.#bytes, head)
    this.count = this.#bytes[head + 4]!
    this.at = head + GROUP_HEAD_BYTES
    return true
  }
}
