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
    this.#numbers.push(key, fence, rev, nextRev, seq, nonceMs, events.length, answers.length, rows.length)
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
    return { numbers: Float64Array.from(this.#numbers), values: this.#values, bytes }
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

export interface RowOfStatement {
  readonly statement: number
  readonly values: Value[]
}

export interface UnpackedRoom extends Omit<RoomCommit, 'rows'> {
  readonly rows: readonly RowOfStatement[]
}

/** `bytesOf`: for each write, which of its values are bytes. */
export const unpack = (packed: Packed, bytesOf: readonly (readonly boolean[])[]): UnpackedRoom[] => {
  const { numbers, values, bytes } = packed
  const rooms: UnpackedRoom[] = []
  let number = 0
  let value = 0
  let at = 0
  const next = () => numbers[number++]!
  const chunk = (length: number) => bytes.subarray(at, (at += length))
  const times = <T>(count: number, make: () => T): T[] => Array.from({ length: count }, make)
  while (number < numbers.length) {
    const [key, fence, rev, nextRev, seq, nonceMs] = [next(), next(), next(), next(), next(), next()]
    const [eventCount, answerCount, rowCount] = [next(), next(), next()]
    rooms.push({
      key,
      fence,
      rev,
      nextRev,
      seq,
      nonceMs,
      events: times(eventCount, () => ({ first: next(), last: next(), flat: chunk(next()) })),
      answers: times(answerCount, () => ({
        user: values[value++] as string,
        nonce: chunk(next()),
        digest: chunk(next()),
        body: chunk(next()),
      })),
      rows: times(rowCount, () => {
        const statement = next()
        const row = bytesOf[statement]!.map((isBytes) => {
          const one = values[value++]!
          return isBytes && one !== null ? chunk(one as number) : one
        })
        return { statement, values: row }
      }),
    })
  }
  return rooms
}
