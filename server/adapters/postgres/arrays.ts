/** Columns of values as Postgres reads arrays in binary: bytes stay bytes, and nothing is quoted or escaped. */
import type { ColumnType } from '../../engine/tables.ts'
import type { Value } from '../../ports.ts'

/** Type of an element: its number in the catalogue, and its name for a cast. */
const ELEMENTS: Readonly<Record<ColumnType, { readonly oid: number; readonly name: string }>> = {
  text: { oid: 25, name: 'text' },
  integer: { oid: 20, name: 'bigint' },
  real: { oid: 701, name: 'double precision' },
  bytes: { oid: 17, name: 'bytea' },
}

export const arrayType = (type: ColumnType): string => `${ELEMENTS[type].name}[]`

const HEAD_BYTES = 20
const WORD = 2 ** 32

/** Values of one column, which fit its type. */
export const encodeArray = (type: ColumnType, values: readonly Value[]): Buffer => {
  const texts = type === 'text' ? values.map((value) => (value === null ? null : storable(value as string))) : []
  let size = HEAD_BYTES
  let nulls = 0
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!
    size += 4
    if (value === null) nulls = 1
    else if (type === 'text') size += Buffer.byteLength(texts[i]!)
    else size += type === 'bytes' ? (value as Uint8Array).length : 8
  }
  const buffer = Buffer.allocUnsafe(size)
  buffer.writeInt32BE(values.length === 0 ? 0 : 1, 0) // Dimensions.
  buffer.writeInt32BE(nulls, 4)
  buffer.writeInt32BE(ELEMENTS[type].oid, 8)
  buffer.writeInt32BE(values.length, 12)
  buffer.writeInt32BE(1, 16) // Index of the first element.
  if (values.length === 0) return buffer.subarray(0, 12)

  let at = HEAD_BYTES
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!
    let length = -1
    if (value === null) {
      // Only its length says so.
    } else if (type === 'text') {
      length = buffer.write(texts[i]!, at + 4)
    } else if (type === 'bytes') {
      buffer.set(value as Uint8Array, at + 4)
      length = (value as Uint8Array).length
    } else if (type === 'integer') {
      writeInteger(buffer, at + 4, value as number)
      length = 8
    } else {
      // + 0 makes zero of minus zero, which SQLite does not keep: rows would differ by their database.
      length = buffer.writeDoubleBE((value as number) + 0, at + 4) - at - 4
    }
    buffer.writeInt32BE(length, at)
    at += 4 + Math.max(length, 0)
  }
  return buffer
}

/** Both halves, without a BigInt for each number. */
const writeInteger = (buffer: Buffer, at: number, value: number): void => {
  const high = Math.floor(value / WORD)
  buffer.writeInt32BE(high, at)
  buffer.writeUInt32BE(value - high * WORD, at + 4)
}

/** Postgres has no text with a zero character: refused, it would take the whole room's commit with it. */
const storable = (text: string): string => (text.includes('\0') ? text.replaceAll('\0', '\uFFFD') : text)
