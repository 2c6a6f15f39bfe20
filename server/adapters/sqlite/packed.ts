/** A batch of commits on its way to the writer's thread: three columns, of numbers, of plain values and of bytes, instead of a tree of objects. */
import type { RoomCommit, Value } from '../../ports.ts'
import { checkRows } from '../sql/writes.ts'
import type { WriteBook } from '../sql/writes.ts'

export interface Packed {
  readonly numbers: Float64Array
  /** Bytes stand here by their length, and lie in `bytes`. */
  readonly values: (string | number | null)[]
  readonly bytes: Uint8Array
}

/** Numbers that a room's part begins with; behind them come those of its events, answers and rows. */
const HEAD = 12

const KEPT_BYTES = 1024 * 1024

/** One for the process: a batch is packed in one go, and what it was packed in serves the next one. */
class Packer {
  #numbers = new Float64Array(4096)
  #count = 0
  #bytes = new Uint8Array(64 * 1024)
  #size = 0
  readonly values: (string | number | null)[] = []

  add(book: WriteBook, room: RoomCommit): void {
    const { key, fence, rev, nextRev, seq, nonceMs, events, answers, rows } = room
    const length = HEAD + 3 * events.length + 3 * answers.length + rows.length
    this.#reserve(length)
    this.#put(length, key, fence, rev, nextRev, seq, nonceMs)
    this.#put(events.length, answers.length, rows.length, this.values.length, this.#size)
    for (const { first, last, flat } of events) this.#put(first, last, this.#chunk(flat))
    for (const { user, nonce, digest, body } of answers) {
      this.values.push(user)
      this.#put(this.#chunk(nonce), this.#chunk(digest), this.#chunk(body))
    }
    for (const { write, values } of rows) {
      this.#put(book.numbers.get(write)!)
      for (const value of values) this.values.push(value instanceof Uint8Array ? this.#chunk(value) : value)
    }
  }

  /** Copies of what is used, to change hands; `values` are copied when they are posted, and cleared at the next start. */
  take(): Packed {
    return {
      numbers: this.#numbers.slice(0, this.#count),
      values: this.values,
      bytes: this.#bytes.slice(0, this.#size),
    }
  }

  clear(): void {
    // One batch of large documents must not hold its room for ever.
    if (this.#bytes.length > KEPT_BYTES) this.#bytes = new Uint8Array(KEPT_BYTES)
    this.#count = 0
    this.#size = 0
    this.values.length = 0
  }

  #put(...numbers: readonly number[]): void {
    for (const number of numbers) this.#numbers[this.#count++] = number
  }

  #reserve(more: number): void {
    if (this.#count + more <= this.#numbers.length) return
    const wider = new Float64Array(2 * (this.#count + more))
    wider.set(this.#numbers)
    this.#numbers = wider
  }

  #chunk(bytes: Uint8Array): number {
    if (this.#size + bytes.length > this.#bytes.length) {
      const wider = new Uint8Array(2 * (this.#size + bytes.length))
      wider.set(this.#bytes.subarray(0, this.#size))
      this.#bytes = wider
    }
    this.#bytes.set(bytes, this.#size)
    this.#size += bytes.length
    return bytes.length
  }
}

const packer = new Packer()

/**
 * `refused`: why a room's part cannot be sent, by its place in the batch; it is not in `packed`, whose values must be
 * posted before the next batch is packed.
 */
export const pack = (batch: readonly RoomCommit[], book: WriteBook) => {
  const refused = new Map<number, string>()
  packer.clear()
  for (let i = 0; i < batch.length; i++) {
    const reason = checkRows(book, batch[i]!.rows)
    if (reason === undefined) packer.add(book, batch[i]!)
    else refused.set(i, reason)
  }
  return { packed: packer.take(), refused }
}

/** What is done with one room's part, piece by piece; bytes are views, valid during the call. */
export interface Unpacking {
  event(key: number, first: number, last: number, flat: Uint8Array): void
  answer(key: number, user: string, nonce: Uint8Array, digest: Uint8Array, body: Uint8Array): void
  /** `values` is used again for the next row. */
  row(write: number, values: readonly Value[]): void
}

/** Reads a batch in place: a commit of 30 rooms would otherwise make a thousand objects to look at once. */
export class Unpacked {
  readonly #packed: Packed
  readonly #bytesOf: readonly (readonly boolean[])[]
  readonly #values: Value[] = []
  /** Where each room's part begins. */
  readonly rooms: readonly number[]

  /** `bytesOf`: for each write, which of its values are bytes. */
  constructor(packed: Packed, bytesOf: readonly (readonly boolean[])[]) {
    this.#packed = packed
    this.#bytesOf = bytesOf
    const rooms: number[] = []
    for (let at = 0; at < packed.numbers.length; at += packed.numbers[at]!) rooms.push(at)
    this.rooms = rooms
  }

  head(room: number): Pick<RoomCommit, 'key' | 'fence' | 'rev' | 'nextRev' | 'seq' | 'nonceMs'> {
    const [, key, fence, rev, nextRev, seq, nonceMs] = this.#packed.numbers.subarray(room, room + HEAD)
    return { key: key!, fence: fence!, rev: rev!, nextRev: nextRev!, seq: seq!, nonceMs: nonceMs! }
  }

  walk(room: number, into: Unpacking): void {
    const { numbers, values, bytes } = this.#packed
    const key = numbers[room + 1]!
    let value = numbers[room + 10]!
    let at = numbers[room + 11]!
    let next = room + HEAD
    const chunk = (length: number): Uint8Array => bytes.subarray(at, (at += length))
    for (let left = numbers[room + 7]!; left > 0; left--, next += 3) {
      into.event(key, numbers[next]!, numbers[next + 1]!, chunk(numbers[next + 2]!))
    }
    for (let left = numbers[room + 8]!; left > 0; left--, next += 3) {
      const user = values[value++] as string
      into.answer(key, user, chunk(numbers[next]!), chunk(numbers[next + 1]!), chunk(numbers[next + 2]!))
    }
    for (let left = numbers[room + 9]!; left > 0; left--, next++) {
      const bytesOf = this.#bytesOf[numbers[next]!]!
      this.#values.length = bytesOf.length
      for (let i = 0; i < bytesOf.length; i++) {
        const one = values[value++]!
        this.#values[i] = bytesOf[i]! && one !== null ? chunk(one as number) : one
      }
      into.row(numbers[next]!, this.#values)
    }
  }
}
