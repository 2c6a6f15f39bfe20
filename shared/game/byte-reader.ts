/** Reads little-endian integers and never past the end. */
import { TuttiError } from '../errors.ts'

export class ByteReader {
  readonly #bytes: Uint8Array
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  get done(): boolean {
    return this.#at >= this.#bytes.length
  }

  /** @throws TuttiError `bad_frame`, as all below, when the bytes end before. */
  u8(): number {
    const value = this.#bytes[this.#at++]
    if (value === undefined) throw new TuttiError('bad_frame', 'bytes end in the middle')
    return value
  }

  i8(): number {
    return (this.u8() << 24) >> 24
  }

  u16(): number {
    return this.u8() | (this.u8() << 8)
  }

  i16(): number {
    return (this.u16() << 16) >> 16
  }

  u24(): number {
    return this.u16() | (this.u8() << 16)
  }

  u32(): number {
    return (this.u16() | (this.u16() << 16)) >>> 0
  }
}
