/** Reads which letters of whom an update brings, and no more: of updates that hold nothing but typed runs. */

const CONTENT_STRING = 4
const ORIGIN = 0x80
const RIGHT_ORIGIN = 0x40
const REF = 0x1f

/** Bytes in lib0's manner, from one place on. */
class Cursor {
  readonly #bytes: Uint8Array
  at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  byte(): number {
    return this.#bytes[this.at++]!
  }

  uint(): number {
    let value = 0
    for (let factor = 1; ; factor *= 128) {
      const byte = this.#bytes[this.at++]
      if (byte === undefined) return NaN
      value += (byte & 0x7f) * factor
      if (byte < 0x80) return value
    }
  }

  skipUint(): void {
    while (this.#bytes[this.at++]! >= 0x80);
  }

  skipText(): number {
    const length = this.uint()
    this.at += length
    return length
  }

  get over(): boolean {
    return this.at > this.#bytes.length
  }
}

/** Calls for each run of letters (ASCII). False: there is something else in it, and what follows was not looked at. */
export const readRuns = (update: Uint8Array, run: (client: number, clock: number, length: number) => void): boolean => {
  const from = new Cursor(update)
  for (let clients = from.uint(); clients > 0; clients--) {
    const structs = from.uint()
    const client = from.uint()
    let clock = from.uint()
    for (let i = 0; i < structs; i++) {
      const info = from.byte()
      if ((info & REF) !== CONTENT_STRING) return false
      if ((info & ORIGIN) !== 0) skipId(from)
      if ((info & RIGHT_ORIGIN) !== 0) skipId(from)
      if ((info & (ORIGIN | RIGHT_ORIGIN)) === 0) {
        // Its parent: a root by its name, or an item.
        if (from.uint() === 1) from.skipText()
        else skipId(from)
      }
      const length = from.skipText()
      if (!(length > 0) || from.over) return false
      run(client, clock, length)
      clock += length
    }
  }
  return !from.over
}

const skipId = (from: Cursor): void => {
  from.skipUint()
  from.skipUint()
}
