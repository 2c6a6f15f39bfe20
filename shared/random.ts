/** Seeded randomness: sfc32 (Chris Doty-Humphrey's Small Fast Counter, public domain design), seeded from text. */

/** A generator of numbers in [0, 1), 32 bits each; the same seed gives the same numbers everywhere. */
export const seededRandom = (seed: string): (() => number) => {
  let [a, b, c, d] = [hash(seed, 0x9e3779b9), hash(seed, 0x243f6a88), hash(seed, 0xb7e15162), 1]
  const next = (): number => {
    const t = (((a + b) | 0) + d) | 0
    d = (d + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (c << 21) | (c >>> 11)
    c = (c + t) | 0
    return (t >>> 0) / 0x100000000
  }
  // The first outputs still resemble the seed.
  for (let i = 0; i < 12; i++) next()
  return next
}

/** FNV-1a over UTF-16 units, from a given basis. */
const hash = (text: string, basis: number): number => {
  let h = basis | 0
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
  return h
}
