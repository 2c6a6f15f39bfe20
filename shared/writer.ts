/** A growing buffer that frames and bodies are written into as MessagePack; no copy until sent. */
import { LIMITS } from './limits.ts'

const utf8 = new TextEncoder()
/** Up to this length, letter by letter is faster than a call of the platform's encoder. */
const SHORT_TEXT = 32

export class Writer {
  #bytes: Uint8Array
  #view: DataView
  #length = 0
  // A view of every length seen: making one for each send cost 5 ms of CPU per game room-second in a prototype.
  #views: (Uint8Array | undefined)[] = []

  constructor(capacity = 1024) {
    this.#bytes = new Uint8Array(capacity)
    this.#view = new DataView(this.#bytes.buffer)
  }

  get length(): number {
    return this.#length
  }

  clear(): this {
    this.#length = 0
    return this
  }

  /** Takes back what was written after `length`. */
  rewind(length: number): this {
    this.#length = length
    return this
  }

  /** What was written; the bytes stay this writer's and change with the next write after `clear`. */
  view(): Uint8Array {
    if (this.#length > 4096) return this.#bytes.subarray(0, this.#length)
    return (this.#views[this.#length] ??= this.#bytes.subarray(0, this.#length))
  }

  /** A copy that the caller owns. */
  copy(): Uint8Array {
    return this.#bytes.slice(0, this.#length)
  }

  array(length: number): this {
    this.#reserve(5)
    if (length < 16) this.#bytes[this.#length++] = 0x90 | length
    else if (length < 0x10000) this.#short(0xdc, length)
    else this.#long(0xdd, length)
    return this
  }

  /** An unsigned integer up to 2^53 - 1. */
  uint(value: number): this {
    this.#reserve(9)
    if (value < 0x80) this.#bytes[this.#length++] = value
    else if (value < 0x100) {
      this.#bytes[this.#length++] = 0xcc
      this.#bytes[this.#length++] = value
    } else if (value < 0x10000) this.#short(0xcd, value)
    else if (value < 0x100000000) this.#long(0xce, value)
    else {
      this.#bytes[this.#length] = 0xcf
      this.#view.setUint32(this.#length + 1, Math.floor(value / 0x100000000))
      this.#view.setUint32(this.#length + 5, value >>> 0)
      this.#length += 9
    }
    return this
  }

  nil(): this {
    this.#reserve(1)
    this.#bytes[this.#length++] = 0xc0
    return this
  }

  bin(body: Uint8Array): this {
    this.#reserve(5 + body.length)
    if (body.length < 0x100) {
      this.#bytes[this.#length++] = 0xc4
      this.#bytes[this.#length++] = body.length
    } else if (body.length < 0x10000) this.#short(0xc5, body.length)
    else this.#long(0xc6, body.length)
    return this.raw(body)
  }

  /** Bytes that are MessagePack already. */
  raw(bytes: Uint8Array): this {
    this.#reserve(bytes.length)
    this.#bytes.set(bytes, this.#length)
    this.#length += bytes.length
    return this
  }

  /**
   * JSON's shapes, bytes, and objects by their own fields; a field that is undefined is left out.
   * @throws TypeError where the value is none of these, or nested too deep; then nothing of it was written
   */
  value(value: unknown): this {
    const from = this.#length
    try {
      return this.#any(value, 0)
    } catch (thrown) {
      this.#length = from
      throw thrown
    }
  }

  #any(value: unknown, depth: number): this {
    switch (typeof value) {
      case 'string':
        return this.#text(value)
      case 'number':
        return this.#number(value)
      case 'boolean':
        this.#reserve(1)
        this.#bytes[this.#length++] = value ? 0xc3 : 0xc2
        return this
      case 'undefined':
        return this.nil()
      case 'object':
        return this.#object(value, depth)
      default:
        throw new TypeError(`${typeof value} cannot be written`)
    }
  }

  #object(value: object | null, depth: number): this {
    if (value === null) return this.nil()
    if (value instanceof Uint8Array) return this.bin(value)
    if (depth >= LIMITS.maxWrittenDepth) throw new TypeError('nested too deep, or in itself')
    if (Array.isArray(value)) {
      this.array(value.length)
      for (const item of value) this.#any(item, depth + 1)
      return this
    }
    // By their names: entries would be an array for each field.
    const names = Object.keys(value)
    // A Date or a Map has no fields of its own, and would silently become nothing.
    if (names.length === 0 && Object.prototype.toString.call(value) !== '[object Object]')
      throw new TypeError('an object of such a class cannot be written')
    let count = 0
    const fields = value as Readonly<Record<string, unknown>>
    for (const name of names) if (fields[name] !== undefined) count++
    this.#map(count)
    for (const name of names) if (fields[name] !== undefined) this.#text(name).#any(fields[name], depth + 1)
    return this
  }

  #map(size: number): void {
    this.#reserve(5)
    if (size < 16) this.#bytes[this.#length++] = 0x80 | size
    else if (size < 0x10000) this.#short(0xde, size)
    else this.#long(0xdf, size)
  }

  #number(value: number): this {
    if (!Number.isSafeInteger(value)) {
      this.#reserve(9)
      this.#bytes[this.#length] = 0xcb
      this.#view.setFloat64(this.#length + 1, value)
      this.#length += 9
      return this
    }
    if (value >= 0) return this.uint(value)
    this.#reserve(9)
    if (value >= -0x20) this.#bytes[this.#length++] = value
    else if (value >= -0x80) {
      this.#bytes[this.#length++] = 0xd0
      this.#bytes[this.#length++] = value
    } else if (value >= -0x8000) this.#short(0xd1, value)
    else if (value >= -0x80000000) this.#long(0xd2, value)
    else {
      this.#long(0xd3, Math.floor(value / 0x100000000))
      this.#view.setUint32(this.#length, value)
      this.#length += 4
    }
    return this
  }

  #text(text: string): this {
    const { length } = text
    // A UTF-16 unit takes three bytes at most.
    this.#reserve(5 + length * 3)
    if (length < SHORT_TEXT) {
      const from = this.#length
      this.#bytes[this.#length++] = 0xa0 | length
      let i = 0
      for (; i < length; i++) {
        const unit = text.charCodeAt(i)
        if (unit >= 0x80) break
        this.#bytes[this.#length++] = unit
      }
      if (i === length) return this
      this.#length = from
    }
    // How many bytes it takes is known when it is written: behind the head it will have if it is all ASCII, as most is.
    const guess = textHead(length)
    const start = this.#length + guess
    const { written } = utf8.encodeInto(text, this.#bytes.subarray(start))
    const head = textHead(written)
    if (head !== guess) this.#bytes.copyWithin(this.#length + head, start, start + written)
    if (head === 1) this.#bytes[this.#length++] = 0xa0 | written
    else if (head === 2) {
      this.#bytes[this.#length++] = 0xd9
      this.#bytes[this.#length++] = written
    } else if (head === 3) this.#short(0xda, written)
    else this.#long(0xdb, written)
    this.#length += written
    return this
  }

  #short(head: number, value: number): void {
    this.#bytes[this.#length] = head
    this.#view.setUint16(this.#length + 1, value)
    this.#length += 3
  }

  #long(head: number, value: number): void {
    this.#bytes[this.#length] = head
    this.#view.setUint32(this.#length + 1, value)
    this.#length += 5
  }

  #reserve(more: number): void {
    const needed = this.#length + more
    if (needed <= this.#bytes.length) return
    const grown = new Uint8Array(Math.max(needed, this.#bytes.length * 2))
    grown.set(this.#bytes.subarray(0, this.#length))
    this.#bytes = grown
    this.#view = new DataView(grown.buffer)
    this.#views = []
  }
}

/** Bytes in front of a text of so many. */
const textHead = (length: number): number => (length < 0x20 ? 1 : length < 0x100 ? 2 : length < 0x10000 ? 3 : 5)
