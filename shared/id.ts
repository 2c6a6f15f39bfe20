/** Snowflakes: 41 bits of milliseconds since 2025-01-01, 10 of the node, 12 of a counter; written as 13 letters that sort by time. */

export const ID_EPOCH_MS = 1_735_689_600_000
/** Crockford's base32: no letter is taken for another, and the order of the text is that of the number. */
const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

export const NODES = 1024
export const PER_MS = 4096

const CODES = Uint8Array.from(LETTERS, (letter) => letter.charCodeAt(0))
const codes: number[] = Array.from({ length: 13 }, () => 0)

/** 63 bits never pass through a double: 41 + 22 bits become 13 letters of five. */
export const idText = (ms: number, node: number, count: number): string => {
  const low = node * PER_MS + count // 22 bits.
  // The lowest 20 bits of `low`, then what is left of both.
  for (let i = 0; i < 4; i++) codes[12 - i] = CODES[(low >>> (5 * i)) & 31]!
  let rest = ms * 4 + (low >>> 20) // 43 bits: exact.
  for (let i = 8; i >= 0; i--) {
    codes[i] = CODES[rest % 32]!
    rest = Math.floor(rest / 32)
  }
  return String.fromCharCode(...codes)
}

/** Unix ms at which it was made. */
export const idTime = (id: string): number => {
  let high = 0
  for (let i = 0; i < 9; i++) high = high * 32 + LETTERS.indexOf(id[i] ?? '0')
  return Math.floor(high / 4) + ID_EPOCH_MS
}

/** 13 letters hold 65 bits, of which the first two are 0. */
export const isId = (text: string): boolean => /^[0-7][0-9A-HJKMNP-TV-Z]{12}$/.test(text)

/** The first id that could be made at that time: for ranges. */
export const idAt = (wallMs: number): string => idText(Math.max(0, wallMs - ID_EPOCH_MS), 0, 0)
