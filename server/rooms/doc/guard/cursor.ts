/** A place in an update. Reads what lib0 wrote, refuses what lib0 would throw at, and allocates nothing. */
import { CLOCK_MAX } from './limits.ts'
import { Refusal } from './verdict.ts'
import type { Reason } from './verdict.ts'

/** A number of more bytes is above 2^53, or padded. */
const UINT_BYTES = 8
const PROTO = '__proto__'

export class Cursor {
  at = 0
  readonly bytes: Uint8Array
  readonly end: number

  constructor(bytes: Uint8Array) {
    this.bytes = bytes
    this.end = bytes.length
  }

  get left(): number {
    return this.end - this.at
  }

  byte(): number {
    if (this.at >= this.end) throw new Refusal('truncated')
    return this.bytes[this.at++] as number
  }

  /** Steps over bytes. */
  skip(count: number): void {
    if (count > this.end - this.at) throw new Refusal('truncated')
    this.at += count
  }

  /** lib0's varUint, in its shortest form. */
  uint(): number {
    if (this.at >= this.end) throw new Refusal('truncated')
    const first = this.bytes[this.at++] as number
    return first < 0x80 ? first : this.#longUint(first & 0x7f, 'malformed')
  }

  #longUint(low: number, over: Reason): number {
    let value = low
    let scale = 128
    for (let i = 1; i < UINT_BYTES; i++) {
      const byte = this.byte()
      value += (byte & 0x7f) * scale
      scale *= 128
      if (byte >= 0x80) continue
      if (byte === 0) throw new Refusal('malformed')
      if (value > Number.MAX_SAFE_INTEGER) throw new Refusal(over)
      return value
    }
    throw new Refusal(over)
  }

  /** lib0's varInt: only its length matters. */
  int(): void {
    let byte = this.byte()
    for (let i = 1; byte >= 0x80; i++) {
      if (i === UINT_BYTES) throw new Refusal('malformed')
      byte = this.byte()
    }
  }

  client(): number {
    if (this.at >= this.end) throw new Refusal('truncated')
    const first = this.bytes[this.at++] as number
    return first < 0x80 ? first : this.#longUint(first & 0x7f, 'client_id')
  }

  clock(): number {
    const clock = this.uint()
    if (clock > CLOCK_MAX) throw new Refusal('clock')
    return clock
  }

  /** The length of what adds clocks: never none, or two structs would share one. */
  length(): number {
    const length = this.uint()
    if (length === 0) throw new Refusal('malformed')
    if (length > CLOCK_MAX) throw new Refusal('advance')
    return length
  }

  /** How many things of at least `size` bytes follow. */
  count(size: number): number {
    const count = this.uint()
    if (count * size > this.end - this.at) throw new Refusal('too_many')
    return count
  }

  /** Steps over a string of UTF-8, as strict as a fatal TextDecoder, and says its length in UTF-16 units. */
  text(): number {
    const size = this.uint()
    if (size > this.end - this.at) throw new Refusal('truncated')
    return this.utf8(size)
  }

  /** Steps over `size` bytes of UTF-8; returns their length in UTF-16 units. */
  utf8(size: number): number {
    const bytes = this.bytes
    const end = this.at + size
    let at = this.at
    let units = 0
    while (at < end) {
      const lead = bytes[at] as number
      if (lead < 0x80) {
        at++
        units++
        continue
      }
      const width = utf8Width(bytes, at, end)
      at += width
      units += width === 4 ? 2 : 1
    }
    this.at = end
    return units
  }

  /** A string that names something: a root, a key, an element. */
  name(max: number): string {
    const size = this.uint()
    if (size > this.end - this.at) throw new Refusal('truncated')
    const from = this.at
    if (this.utf8(size) > max) throw new Refusal('key')
    const name = Buffer.from(this.bytes.buffer, this.bytes.byteOffset + from, size).toString('utf8')
    if (name === PROTO) throw new Refusal('key')
    return name
  }

  /** Steps over a key; `__proto__` would not survive being a key of an object. */
  key(max: number): void {
    const size = this.uint()
    if (size > this.end - this.at) throw new Refusal('truncated')
    const from = this.at
    if (this.utf8(size) > max) throw new Refusal('key')
    if (size === PROTO.length && this.#reads(from, PROTO)) throw new Refusal('key')
  }

  #reads(from: number, word: string): boolean {
    for (let i = 0; i < word.length; i++) if (this.bytes[from + i] !== word.charCodeAt(i)) return false
    return true
  }
}

/** The bytes of one character beyond ASCII; refuses what no encoder writes. */
const utf8Width = (bytes: Uint8Array, at: number, end: number): number => {
  const lead = bytes[at] as number
  const width = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2
  if (lead < 0xc2 || lead > 0xf4 || at + width > end) throw new Refusal('text')
  const second = bytes[at + 1] as number
  // Overlong forms, halves of surrogate pairs, and what lies beyond U+10FFFF.
  const low = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80
  const high = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf
  if (second < low || second > high) throw new Refusal('text')
  for (let i = at + 2; i < at + width; i++) if (((bytes[i] as number) & 0xc0) !== 0x80) throw new Refusal('text')
  return width
}
