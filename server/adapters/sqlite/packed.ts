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

class Packer {
  readonly #book: WriteBook
  readonly #numbers: number[] = []
  readonly #values: (string | number | null)[] = []
  readonly #chunks: Uint8Array[] = []
  #size = 0

  constructor(book: WriteBook) {
    this.#book = book
  }

  add(room: RoomCommit): void {
    const { key, fence, rev, nextRev, seq, nonceMs, events, answers, rows } = room
    const length = HEAD + 3 * events.length + 3 * answers.length + rows.length
    this.#numbers.push(length, key, fence, rev, nextRev, seq, nonceMs)
    this.#numbers.push(events.length, answers.length, rows.length, this.#values.length, this.#size)
    for (const { first, last, flat } of events) this.#numbers.push(first, last, this.#chunk(flat))
    for (const { user, nonce, digest, body } of answers) {
      this.#values.push(user)
      this.#numbers.push(this.#chunk(nonce), this.#chunk(digest), this.#chunk(body))
    }
    for (const { write, values } of rows) {
      this.#numbers.push(this.#book.numbers.get(write)!)
      for (const value of values) this.#values.push(value instanceof Uint8Array ? this.#chunk(value) : value)
    }
  }

  take(): Packed {
    // Only what is used is copied: a view would take its whole buffer along.
    const bytes = new Uint8Array(this.#size)
    let at = 0
    for (const chunk of this.#chunks) {
      bytes.set(chunk, at)
      at += chunk.length
    }
    return { numbers: new Float64Array(this.#numbers), values: this.#values, bytes }
  }

  #chunk(bytes: Uint8Array): number {
    this.#chunks.push(bytes)
    this.#size += bytes.length
    return bytes.length
  }
}

/** `refused`: why a room's part cannot be sent, by its place in the batch; it is not in `packed`. */
export const pack = (batch: readonly RoomCommit[], book: WriteBook) => {
  const packer = new Packer(book)
  const refused = new Map<number, string>()
  for (const [i, room] of batch.entries()) {
    const reason = checkRows(book, room.rows)
    if (reason === undefined) packer.add(room)
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
