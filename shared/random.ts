/** Seeded randomness from a text: sfc32 behind the shape of Math.random. */
import { mixSfc32, nextU32 } from './sfc32.ts'

/** A generator of numbers in [0, 1), 32 bits each; the same seed gives the same numbers everywhere. */
export const seededRandom = (seed: string): (() => number) => {
  const state = Uint32Array.of(hash(seed, 0x9e3779b9), hash(seed, 0x243f6a88), hash(seed, 0xb7e15162), 0)
  mixSfc32(state)
  return () => nextU32(state) / 0x100000000
}

/** FNV-1a over UTF-16 units, from a given basis. */
const hash = (text: string, basis: number): number => {
  let h = basis | 0
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
  return h
}
