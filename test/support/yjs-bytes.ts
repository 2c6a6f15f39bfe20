/** Yjs V1 updates put together by hand, honest ones and others. */
import { createEncoder, toUint8Array, writeAny, writeUint8Array, writeVarString, writeVarUint } from 'lib0/encoding'
import type { AnyEncodable } from 'lib0/encoding'

/** A number is a varUint, a string a varString, bytes are themselves. */
export type Part = number | string | Uint8Array | readonly Part[]

export const bytes = (...parts: readonly Part[]): Uint8Array => {
  const encoder = createEncoder()
  const write = (part: Part): void => {
    if (typeof part === 'number') writeVarUint(encoder, part)
    else if (typeof part === 'string') writeVarString(encoder, part)
    else if (part instanceof Uint8Array) writeUint8Array(encoder, part)
    else for (const inner of part) write(inner)
  }
  write(parts)
  return toUint8Array(encoder)
}

export const u8 = (...values: readonly number[]): Uint8Array => Uint8Array.from(values)

export const any = (value: unknown): Uint8Array => {
  const encoder = createEncoder()
  writeAny(encoder, value as AnyEncodable)
  return toUint8Array(encoder)
}

export const ORIGIN = 0x80
export const RIGHT = 0x40
export const KEY = 0x20

/** A struct that hangs on a root, a parent, or neighbours; `rest` is its content. */
export const inRoot = (kind: number, root: string, ...rest: readonly Part[]): Part => [u8(kind), 1, root, rest]
export const inParent = (kind: number, parent: readonly [number, number], ...rest: readonly Part[]): Part => [
  u8(kind),
  0,
  parent,
  rest,
]
export const behind = (kind: number, origin: readonly [number, number], ...rest: readonly Part[]): Part => [
  u8(kind | ORIGIN),
  origin,
  rest,
]

export const section = (client: number, clock: number, ...structs: readonly Part[]): Part => [
  structs.length,
  client,
  clock,
  structs,
]

/** Deleted ranges: [client, clock, length]. */
export const deletes = (...ranges: readonly (readonly [number, number, number])[]): Part => [
  ranges.length,
  ranges.map(([client, clock, length]) => [client, 1, clock, length]),
]

export const update = (sections: readonly Part[], gone: Part = 0): Uint8Array => bytes(sections.length, sections, gone)
