/** Reads the fields of a decoded frame: whatever does not fit is `bad_frame`. */
import { TuttiError } from './errors.ts'
import type { Position } from './frames.ts'
import { LIMITS } from './limits.ts'

export const bad = (detail: string): never => {
  throw new TuttiError('bad_frame', detail)
}

export type Fields = readonly unknown[]

export const uint = (value: unknown): number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : bad('not an unsigned integer')

export const uint32 = (value: unknown): number => {
  const n = uint(value)
  return n <= 0xffffffff ? n : bad('number too large')
}

export const time = (value: unknown): number =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : bad('not a time')

export const string = (value: unknown, max: number): string =>
  typeof value === 'string' && value.length <= max && value.isWellFormed() ? value : bad('not a short string')

/** How many is the decoder's limit, and then the receiver's. */
export const strings = (value: unknown, max: number): string[] =>
  Array.isArray(value) ? value.map((item) => string(item, max)) : bad('not a list')

export const bin = (value: unknown): Uint8Array => (value instanceof Uint8Array ? value : bad('not bytes'))

export const binOf = (value: unknown, min: number, max: number): Uint8Array | null => {
  if (value === null || value === undefined) return null
  const bytes = bin(value)
  return bytes.length >= min && bytes.length <= max ? bytes : bad('bytes of a wrong length')
}

export const position = (value: unknown): Position | null => {
  if (value === null || value === undefined) return null
  if (!Array.isArray(value) || value.length !== 2) return bad('not a position')
  return { epoch: string(value[0], 32), seq: uint(value[1]) }
}

/** Holds what came as JSON to what may come in a frame: no lone surrogate, not too deep. Lengths are its reader's to limit. */
export const plain = (value: unknown, depth = 0): unknown => {
  switch (typeof value) {
    case 'number':
      return Number.isFinite(value) ? value : bad('number is not finite')
    case 'string':
      return value.isWellFormed() ? value : bad('text has a lone surrogate')
    case 'boolean':
      return value
    case 'object':
      break
    default:
      return bad('value of an unknown type')
  }
  if (value === null || value instanceof Uint8Array) return value
  if (depth >= LIMITS.maxDepth) return bad('nested too deep')
  if (Array.isArray(value)) {
    for (const item of value) plain(item, depth + 1)
    return value
  }
  if (Object.getPrototypeOf(value) !== Object.prototype) return bad('value of an unknown type')
  for (const [key, item] of Object.entries(value)) {
    if (!key.isWellFormed()) return bad('key has a lone surrogate')
    plain(item, depth + 1)
  }
  return value
}

/** Fields that a newer peer may have added at the end are ignored; missing ones are not. */
export const fields = (frame: unknown, least: number): Fields =>
  Array.isArray(frame) && frame.length >= least ? (frame as Fields) : bad('a frame is an array with its fields')
