/** Bounded guards: every string, number, list and blob that may enter has a limit. */
import * as v from 'valibot'
import { LIMITS } from './limits.ts'

export {
  object as looseObject,
  optional,
  nullable,
  picklist as oneOf,
  boolean,
  literal,
  variant,
  union,
  unknown,
} from 'valibot'

/** An object with exactly these fields: an unknown field is refused, so that a typo is never silently dropped. */
export const object = v.strictObject

/** Text of `min` to `max` UTF-16 units, without lone surrogates and NUL: they cannot be stored (Postgres) or shown. */
export const text = (min: number, max: number) =>
  v.pipe(
    v.string(),
    v.minLength(min),
    v.maxLength(max),
    v.check((s) => s.isWellFormed(), 'has a lone surrogate'),
    v.check((s) => !s.includes('\0'), 'has a NUL'),
  )

export const integer = (min: number, max: number) =>
  v.pipe(v.number(), v.safeInteger(), v.minValue(min), v.maxValue(max))

/** A finite number within bounds: NaN and infinities are refused. */
export const number = (min: number, max: number) => v.pipe(v.number(), v.finite(), v.minValue(min), v.maxValue(max))

export const bytes = (max: number) =>
  v.pipe(
    // Bytes of any buffer.
    v.instance(Uint8Array as new () => Uint8Array),
    v.check((b) => b.length <= max, `is longer than ${max} bytes`),
  )

export const list = <S extends v.GenericSchema>(item: S, max: number) => v.pipe(v.array(item), v.maxLength(max))

/** The name of a room or a thing in it: what may stand in a URL unescaped. */
export const id = () => v.pipe(v.string(), v.maxLength(LIMITS.maxRoomIdLength), v.regex(/^[a-zA-Z0-9_-]+$/))
