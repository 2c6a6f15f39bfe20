/** Steps over JSON text without making values of it: as strict as JSON.parse, and never deeper than told. */
import type { Cursor } from './cursor.ts'
import { Refusal } from './verdict.ts'

const QUOTE = 0x22
const COMMA = 0x2c
const COLON = 0x3a
const BACKSLASH = 0x5c
const MINUS = 0x2d

/** One JSON value that fills the bytes up to `end` and nothing else. The cursor stands at `end` afterwards. */
export const skipJson = (cursor: Cursor, end: number, nestingMax: number): void => {
  space(cursor, end)
  value(cursor, end, nestingMax)
  space(cursor, end)
  if (cursor.at !== end) throw new Refusal('json')
}

const peek = (cursor: Cursor, end: number): number => (cursor.at < end ? (cursor.bytes[cursor.at] as number) : -1)

const space = (cursor: Cursor, end: number): void => {
  for (let c = peek(cursor, end); c === 0x20 || c === 0x0a || c === 0x0d || c === 0x09; c = peek(cursor, end)) {
    cursor.at++
  }
}

const value = (cursor: Cursor, end: number, nesting: number): void => {
  switch (peek(cursor, end)) {
    case 0x7b:
      return members(cursor, end, nesting, 0x7d, true)
    case 0x5b:
      return members(cursor, end, nesting, 0x5d, false)
    case QUOTE:
      return string(cursor, end)
    case 0x74:
      return word(cursor, end, 'true')
    case 0x66:
      return word(cursor, end, 'false')
    case 0x6e:
      return word(cursor, end, 'null')
    default:
      return number(cursor, end)
  }
}

/** What stands between brackets. */
const members = (cursor: Cursor, end: number, nesting: number, close: number, keyed: boolean): void => {
  if (nesting === 0) throw new Refusal('too_deep')
  cursor.at++
  space(cursor, end)
  if (peek(cursor, end) === close) {
    cursor.at++
    return
  }
  for (;;) {
    if (keyed) {
      space(cursor, end)
      string(cursor, end)
      space(cursor, end)
      expect(cursor, end, COLON)
    }
    space(cursor, end)
    value(cursor, end, nesting - 1)
    space(cursor, end)
    if (peek(cursor, end) === close) {
      cursor.at++
      return
    }
    expect(cursor, end, COMMA)
  }
}

const expect = (cursor: Cursor, end: number, byte: number): void => {
  if (peek(cursor, end) !== byte) throw new Refusal('json')
  cursor.at++
}

const word = (cursor: Cursor, end: number, text: string): void => {
  for (let i = 0; i < text.length; i++) expect(cursor, end, text.charCodeAt(i))
}

const string = (cursor: Cursor, end: number): void => {
  expect(cursor, end, QUOTE)
  let from = cursor.at
  for (;;) {
    const c = peek(cursor, end)
    if (c < 0x20) throw new Refusal('json')
    if (c === QUOTE || c === BACKSLASH) {
      // A character never spans an ASCII byte, so the pieces between them are whole.
      const size = cursor.at - from
      cursor.at = from
      cursor.utf8(size)
      cursor.at++
      if (c === QUOTE) return
      escape(cursor, end)
      from = cursor.at
    } else {
      cursor.at++
    }
  }
}

const escape = (cursor: Cursor, end: number): void => {
  const c = peek(cursor, end)
  cursor.at++
  if (c === 0x75) {
    for (let i = 0; i < 4; i++) {
      if (!isHex(peek(cursor, end))) throw new Refusal('json')
      cursor.at++
    }
  } else if (c === -1 || !'"\\/bfnrt'.includes(String.fromCharCode(c))) {
    throw new Refusal('json')
  }
}

const isDigit = (c: number): boolean => c >= 0x30 && c <= 0x39
const isHex = (c: number): boolean => isDigit(c) || (c >= 0x41 && c <= 0x46) || (c >= 0x61 && c <= 0x66)

const digits = (cursor: Cursor, end: number): void => {
  if (!isDigit(peek(cursor, end))) throw new Refusal('json')
  while (isDigit(peek(cursor, end))) cursor.at++
}

const number = (cursor: Cursor, end: number): void => {
  if (peek(cursor, end) === MINUS) cursor.at++
  if (peek(cursor, end) === 0x30) cursor.at++
  else digits(cursor, end)
  if (peek(cursor, end) === 0x2e) {
    cursor.at++
    digits(cursor, end)
  }
  const c = peek(cursor, end)
  if (c !== 0x65 && c !== 0x45) return
  cursor.at++
  const sign = peek(cursor, end)
  if (sign === 0x2b || sign === MINUS) cursor.at++
  digits(cursor, end)
}
