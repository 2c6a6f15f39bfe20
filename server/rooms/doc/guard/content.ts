/** Steps over the content of one item of an update, and says how many clocks it takes. */
import type { Cursor } from './cursor.ts'
import { skipJson } from './json.ts'
import type { GuardLimits } from './limits.ts'
import { Refusal } from './verdict.ts'

/** The lowest five bits of an item's first byte. */
export const CONTENT = {
  gc: 0,
  deleted: 1,
  json: 2,
  binary: 3,
  string: 4,
  embed: 5,
  format: 6,
  type: 7,
  any: 8,
  doc: 9,
}
export const SKIP = 10
const TYPES = 7
const XML_ELEMENT = 3
const XML_HOOK = 5

export const skipContent = (cursor: Cursor, kind: number, limits: GuardLimits): number => {
  switch (kind) {
    case CONTENT.deleted:
      return cursor.length()
    case CONTENT.json:
      return list(cursor, limits, jsonElement)
    case CONTENT.binary: {
      const size = cursor.uint()
      if (size > limits.embedMax) throw new Refusal('embed_too_large')
      cursor.skip(size)
      return 1
    }
    case CONTENT.string: {
      const units = cursor.text()
      if (units === 0) throw new Refusal('malformed')
      return units
    }
    case CONTENT.embed:
      json(cursor, limits)
      return 1
    case CONTENT.format:
      cursor.key(limits.keyMax)
      json(cursor, limits)
      return 1
    case CONTENT.type: {
      const type = cursor.uint()
      if (type >= TYPES) throw new Refusal('malformed')
      if (type === XML_ELEMENT || type === XML_HOOK) cursor.key(limits.keyMax)
      return 1
    }
    case CONTENT.any:
      return list(cursor, limits, anyElement)
    case CONTENT.doc:
      throw new Refusal('subdocument')
    default:
      throw new Refusal('malformed')
  }
}

const list = (cursor: Cursor, limits: GuardLimits, element: (cursor: Cursor, limits: GuardLimits) => void): number => {
  const count = cursor.count(1)
  if (count === 0) throw new Refusal('malformed')
  for (let i = 0; i < count; i++) element(cursor, limits)
  return count
}

const json = (cursor: Cursor, limits: GuardLimits): void => {
  const size = cursor.uint()
  if (size > cursor.left) throw new Refusal('truncated')
  if (size > limits.embedMax) throw new Refusal('embed_too_large')
  skipJson(cursor, cursor.at + size, limits.nestingMax)
}

/** In lists of JSON the word `undefined` stands for itself. */
const jsonElement = (cursor: Cursor, limits: GuardLimits): void => {
  // Its first letter starts no JSON text, and its length is one byte.
  if (cursor.bytes[cursor.at] !== 9 || cursor.bytes[cursor.at + 1] !== 0x75) return json(cursor, limits)
  cursor.at++
  for (const letter of 'undefined') if (cursor.byte() !== letter.charCodeAt(0)) throw new Refusal('json')
}

const anyElement = (cursor: Cursor, limits: GuardLimits): void => {
  const from = cursor.at
  any(cursor, limits.nestingMax, limits)
  if (cursor.at - from > limits.embedMax) throw new Refusal('embed_too_large')
}

/** One value in lib0's `any` form. */
const any = (cursor: Cursor, nesting: number, limits: GuardLimits): void => {
  switch (cursor.byte()) {
    case 127: // undefined
    case 126: // null
    case 121: // false
    case 120: // true
      return
    case 125:
      return cursor.int()
    case 124:
      return cursor.skip(4)
    case 123: // a double
    case 122: // a bigint
      return cursor.skip(8)
    case 119:
      return void cursor.text()
    case 118:
      return members(cursor, nesting, limits, true)
    case 117:
      return members(cursor, nesting, limits, false)
    case 116:
      return cursor.skip(cursor.uint())
    default:
      throw new Refusal('malformed')
  }
}

const members = (cursor: Cursor, nesting: number, limits: GuardLimits, keyed: boolean): void => {
  if (nesting === 0) throw new Refusal('too_deep')
  const count = cursor.count(keyed ? 2 : 1)
  for (let i = 0; i < count; i++) {
    if (keyed) cursor.key(limits.keyMax)
    any(cursor, nesting - 1, limits)
  }
}
