/** Ids as text: golden, sortable, and without loss over all 63 bits. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ID_EPOCH_MS, idAt, idText, idTime, isId, NODES, PER_MS } from './id.ts'

const MAX_MS = 2 ** 41 - 1
const parts = fc.tuple(
  fc.integer({ min: 0, max: MAX_MS }),
  fc.integer({ min: 0, max: NODES - 1 }),
  fc.integer({ min: 0, max: PER_MS - 1 }),
)
/** The number that the text writes, by the exact way. */
const wide = ([ms, node, count]: readonly [number, number, number]): bigint =>
  (BigInt(ms) << 22n) | (BigInt(node) << 12n) | BigInt(count)
const read = (text: string): bigint =>
  text.split('').reduce((sum, letter) => sum * 32n + BigInt('0123456789ABCDEFGHJKMNPQRSTVWXYZ'.indexOf(letter)), 0n)

describe('an id', () => {
  it.each([
    [0, 0, 0, '0000000000000'],
    [0, 0, 1, '0000000000001'],
    [0, 1, 0, '0000000000400'],
    [1, 0, 0, '0000000040000'],
    [0, NODES - 1, PER_MS - 1, '000000003ZZZZ'],
    [44_582_400_000, 0, 0, '0562MBG000000'],
    [MAX_MS, NODES - 1, PER_MS - 1, '7ZZZZZZZZZZZZ'],
  ])('of ms %i, node %i and count %i has these letters', (ms, node, count, text) => {
    expect(idText(ms, node, count)).toBe(text)
  })

  it('loses none of its 63 bits', () => {
    fc.assert(
      fc.property(parts, (some) => {
        const text = idText(...some)
        expect(read(text)).toBe(wide(some))
        expect(isId(text)).toBe(true)
      }),
      { numRuns: 2_000 },
    )
  })

  it('sorts as text as its number does', () => {
    fc.assert(
      fc.property(parts, parts, (a, b) => {
        const [less, more] = wide(a) <= wide(b) ? [a, b] : [b, a]
        expect(idText(...less) <= idText(...more)).toBe(true)
      }),
      { numRuns: 2_000 },
    )
  })

  it('gives its time back', () => {
    fc.assert(fc.property(parts, (some) => idTime(idText(...some)) === some[0] + ID_EPOCH_MS))
  })

  it('of a time comes before all others of that time, and after all earlier ones', () => {
    fc.assert(
      fc.property(parts, ([ms, node, count]) => {
        expect(idAt(ms + ID_EPOCH_MS) <= idText(ms, node, count)).toBe(true)
        expect(idAt(ms + ID_EPOCH_MS + 1) > idText(ms, node, count)).toBe(true)
      }),
    )
    expect(idAt(0)).toBe('0000000000000')
  })

  it('is told from other text', () => {
    for (const text of [
      '',
      '0',
      '00000000000000',
      '000000000000o',
      '00000000000I0',
      '0000000000001\n',
      '8000000000000',
    ])
      expect(isId(text), text).toBe(false)
  })
})
