/** Reads MessagePack in one pass, and refuses on its way what may not be in a frame (PROTOCOL F6). */
import { bad } from './frame-fields.ts'

export interface Bounds {
  /** Values in one message. */
  readonly frames: number
  /** Lists and maps inside a frame's own list. */
  readonly depth: number
  /** Items of one list, pairs of one map. */
  readonly items: number
  /** Bytes of one text. */
  readonly textBytes: number
  /** Text that is not UTF-8 (a lone surrogate is not) is refused; otherwise it is read with a mark in its place. */
  readonly strictText: boolean
}

// A byte order mark is a letter like any other: without `ignoreBOM` it would be swallowed.
const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const lenientUtf8 = new TextDecoder('utf-8', { ignoreBOM: true })
/** From this length on, the platform's decoder is faster than adding letter by letter. */
const LONG_TEXT = 24
const NOTHING = new Uint8Array()

// One reader serves all: reading is synchronous and calls nobody.
let bytes: Uint8Array = NOTHING
let view: DataView = new DataView(NOTHING.buffer)
let at = 0
let bounds: Bounds

/**
 * All values of one message. Bytes in them are views of `message`: copy what outlives it.
 * @throws TuttiError `bad_frame`
 */
export const readAll = (message: Uint8Array, within: Bounds): unknown[] => {
  bytes = message
  view = new DataView(message.buffer, message.byteOffset, message.length)
  at = 0
  bounds = within
  const values: unknown[] = []
  while (at < message.length) {
    if (values.length === within.frames) return bad('too many frames in one message')
    values.push(value(0))
  }
  return values
}

const value = (depth: number): unknown => {
  const head = uint(1)
  if (head < 0x80) return head
  if (head < 0x90) return map(head & 0x0f, depth)
  if (head < 0xa0) return list(head & 0x0f, depth)
  if (head < 0xc0) return text(head & 0x1f)
  if (head >= 0xe0) return head - 0x100
  switch (head) {
    case 0xc0:
      return null
    case 0xc2:
      return false
    case 0xc3:
      return true
    case 0xc4:
      return blob(uint(1))
    case 0xc5:
      return blob(uint(2))
    case 0xc6:
      return blob(uint(4))
    case 0xca:
      return finite(view.getFloat32(skip(4)))
    case 0xcb:
      return finite(view.getFloat64(skip(8)))
    case 0xcc:
      return uint(1)
    case 0xcd:
      return uint(2)
    case 0xce:
      return uint(4)
    case 0xcf:
      return uint(4) * 0x100000000 + uint(4)
    case 0xd0:
      return view.getInt8(skip(1))
    case 0xd1:
      return view.getInt16(skip(2))
    case 0xd2:
      return view.getInt32(skip(4))
    case 0xd3:
      return view.getInt32(skip(4)) * 0x100000000 + uint(4)
    case 0xd9:
      return text(uint(1))
    case 0xda:
      return text(uint(2))
    case 0xdb:
      return text(uint(4))
    case 0xdc:
      return list(uint(2), depth)
    case 0xdd:
      return list(uint(4), depth)
    case 0xde:
      return map(uint(2), depth)
    case 0xdf:
      return map(uint(4), depth)
    default:
      return bad('an extension type')
  }
}

/** Passes over `length` bytes that must be there. Returns where they begin. */
const skip = (length: number): number => {
  const from = at
  at += length
  return at > bytes.length ? bad('truncated') : from
}

const uint = (width: number): number => {
  let from = skip(width)
  let number = bytes[from]!
  while (++from < at) number = number * 0x100 + bytes[from]!
  return number
}

const finite = (number: number): number => (Number.isFinite(number) ? number : bad('a number that is not finite'))

const blob = (length: number): Uint8Array => {
  const from = skip(length)
  return bytes.subarray(from, at)
}

const text = (length: number): string => {
  if (length > bounds.textBytes) return bad('a text beyond its limit')
  const from = skip(length)
  let read = ''
  if (length < LONG_TEXT) {
    let next = from
    while (next < at && bytes[next]! < 0x80) read += String.fromCharCode(bytes[next++]!)
    if (next === at) return read
  }
  const part = bytes.subarray(from, at)
  if (!bounds.strictText) return lenientUtf8.decode(part)
  try {
    return strictUtf8.decode(part)
  } catch {
    return bad('a text that is not UTF-8')
  }
}

/** Nothing is set aside for what is only promised: 64 KiB of nested heads would ask for a gigabyte. */
const list = (length: number, depth: number): unknown[] => {
  enter(length, depth)
  const items: unknown[] = []
  for (let i = 0; i < length; i++) items.push(value(depth + 1))
  return items
}

const map = (length: number, depth: number): Record<string, unknown> => {
  enter(length, depth)
  const fields: Record<string, unknown> = {}
  for (let i = 0; i < length; i++) {
    const key = value(depth + 1)
    if (typeof key !== 'string' || key === '__proto__') return bad('a key that is none')
    fields[key] = value(depth + 1)
  }
  return fields
}

const enter = (length: number, depth: number): void => {
  if (depth > bounds.depth) bad('nested too deep')
  // Each item takes a byte at least.
  if (length > bounds.items || length > bytes.length - at) bad('a list or map beyond its limit')
}
