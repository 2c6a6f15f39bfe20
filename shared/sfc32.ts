/** sfc32, Chris Doty-Humphrey's small fast counter generator; its four words are the caller's, to be hashed and replayed. */

/** Seeds four words from one. */
export const seedSfc32 = (state: Uint32Array, seed: number): void => {
  state[0] = seed
  state[1] = Math.imul(seed, 0x9e3779b9) ^ 0x243f6a88
  state[2] = 0xb7e15162
  mixSfc32(state)
}

/** Makes the first three words, set by the caller, into a seeded state: the first outputs still resemble the seed. */
export const mixSfc32 = (state: Uint32Array): void => {
  state[3] = 1
  for (let i = 0; i < 12; i++) nextU32(state)
}

/** An unsigned integer of 32 bits. */
export const nextU32 = (state: Uint32Array): number => {
  const a = state[0]!
  const b = state[1]!
  const c = state[2]!
  const counter = state[3]!
  const sum = (((a + b) | 0) + counter) | 0
  state[0] = b ^ (b >>> 9)
  state[1] = (c + (c << 3)) | 0
  state[2] = (((c << 21) | (c >>> 11)) + sum) | 0
  state[3] = counter + 1
  return sum >>> 0
}

/** An integer from 0 up to, but not including, `below` (at most 2^21, so that the product is exact). */
export const nextBelow = (state: Uint32Array, below: number): number =>
  Math.floor((nextU32(state) * below) / 0x100000000)
