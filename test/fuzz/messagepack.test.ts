/** Our reader and writer of MessagePack against a library that knows it all: the same bytes, the same values. */
import { Decoder, encode } from '@msgpack/msgpack'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { TuttiError } from '../../shared/errors.ts'
import { LIMITS } from '../../shared/limits.ts'
import { readAll } from '../../shared/reader.ts'
import type { Bounds } from '../../shared/reader.ts'
import { seededRandom } from '../../shared/random.ts'
import { Writer } from '../../shared/writer.ts'
import { hostileMessages } from './mutated-frames.ts'

const BOUNDS: Bounds = {
  frames: LIMITS.maxFramesPerMessage,
  depth: LIMITS.maxDepth,
  items: LIMITS.maxItems,
  textBytes: LIMITS.maxStringLength,
  strictText: true,
}
const runs = Number(process.env['FUZZ_RUNS'] ?? 2_000)
const hostile = Number(process.env['FUZZ_FRAMES'] ?? 50_000)

const written = (value: unknown): Uint8Array => new Writer(1).value(value).copy()
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

/** Values at which the encoding changes its width, and around them. */
const number = fc.oneof(
  fc.integer(),
  fc.maxSafeInteger(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc
    .tuple(fc.constantFrom(0, 5, 7, 8, 15, 16, 31, 32, 52), fc.integer({ min: -2, max: 2 }), fc.constantFrom(1, -1))
    .map(([bits, beside, sign]) => (2 ** bits + beside) * sign),
)
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ unit: 'grapheme', maxLength: 300 }),
  fc
    .tuple(fc.constantFrom('x', 'ü', '漢', '🎺'), fc.constantFrom(9, 10, 15, 16, 31, 32, 63, 64, 127, 128, 255))
    .map(([letter, times]) => letter.repeat(times)),
  fc.constantFrom(65_535, 65_536).map((length) => 'y'.repeat(length)),
)
const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 6 },
    number,
    text,
    fc.boolean(),
    fc.constant(null),
    fc.uint8Array({ maxLength: 300 }),
    fc.array(tie('tree'), { maxLength: 20 }),
    fc.dictionary(
      text.filter((key) => key !== '__proto__'),
      tie('tree'),
      { maxKeys: 20, noNullPrototype: true },
    ),
  ),
}))

describe('MessagePack as we write it', () => {
  it('is the same as the library has it, byte by byte', () => {
    fc.assert(
      fc.property(tree, (value) => {
        expect(hex(written(value))).toBe(hex(encode(value)))
      }),
      { numRuns: runs, seed: 1 },
    )
  })

  it('leaves out what is undefined', () => {
    expect(hex(written({ a: undefined, b: [undefined] }))).toBe(hex(encode({ b: [null] })))
    expect(hex(written(undefined))).toBe('c0')
  })

  it('refuses what has no place in it, and takes nothing of it', () => {
    const round: unknown[] = []
    round.push(round)
    const writer = new Writer().value('before')
    for (const value of [round, 1n, () => 1, Symbol('s'), new Date(), new Map([[1, 2]]), { a: [1, new Set([1])] }]) {
      expect(() => writer.value(value)).toThrow(TypeError)
      expect(hex(writer.view())).toBe(hex(written('before')))
    }
  })

  it('keeps a byte order mark, which the library loses in front of a long text', () => {
    for (const length of [1, 30, 300]) {
      const text = `\ufeff${'x'.repeat(length)}`
      expect(hex(written(text))).toBe(hex(encode(text)))
      expect(readAll(written(text), BOUNDS)).toEqual([text])
    }
  })

  it('puts a mark where a surrogate stands alone, for that is no text', () => {
    expect(readAll(written('a\ud800b'), BOUNDS)).toEqual(['a\ufffdb'])
  })
})

describe('MessagePack as we read it', () => {
  it('comes back as it was', () => {
    fc.assert(
      fc.property(tree, (value) => {
        const wide: Bounds = { ...BOUNDS, textBytes: Infinity }
        expect(readAll(written(value), wide)).toEqual([new Decoder().decode(encode(value))])
      }),
      { numRuns: runs, seed: 2 },
    )
  })

  /** What the library makes of it, held to the rules that it does not know. Undefined: it must be refused. */
  const oracle = (bytes: Uint8Array): unknown[] | undefined => {
    const decoder = new Decoder({
      maxStrLength: LIMITS.maxStringLength,
      maxArrayLength: LIMITS.maxItems,
      maxMapLength: LIMITS.maxItems,
      maxExtLength: 0,
      mapKeyConverter: (key) => {
        if (typeof key !== 'string') throw new Error('a key is not text')
        return key
      },
    })
    try {
      const values = [...decoder.decodeMulti(bytes)]
      const may = values.length <= LIMITS.maxFramesPerMessage && values.every((value) => mayStand(value, 0))
      return may && textsIn(values).every((text) => stands(text, bytes)) ? values : undefined
    } catch {
      return undefined
    }
  }

  /** The library is lax with broken UTF-8: it reads letters whose bytes are not there, or are behind the text's end. */
  const stands = (text: string, bytes: Uint8Array): boolean => {
    const letters = Buffer.from(text)
    const { length } = letters
    const heads = [[0xa0 | length], [0xd9, length], [0xda, length >> 8, length], [0xdb, 0, 0, length >> 8, length]]
    return heads.some((head) => Buffer.from(bytes).includes(Buffer.concat([Buffer.from(head), letters])))
  }

  const textsIn = (value: unknown): string[] => {
    if (typeof value === 'string') return [value]
    if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return []
    return Object.entries(value).flatMap(([key, item]) => [...(Array.isArray(value) ? [] : [key]), ...textsIn(item)])
  }

  const mayStand = (value: unknown, depth: number): boolean => {
    if (typeof value === 'number') return Number.isFinite(value)
    if (typeof value === 'string') return value.isWellFormed()
    if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return typeof value !== 'undefined'
    if (depth > LIMITS.maxDepth || (!Array.isArray(value) && Object.getPrototypeOf(value) !== Object.prototype))
      return false
    return Object.entries(value).every(([key, item]) => mayStand(key, 0) && mayStand(item, depth + 1))
  }

  const ours = (bytes: Uint8Array): unknown[] | undefined => {
    try {
      return readAll(bytes, BOUNDS)
    } catch (thrown) {
      if (thrown instanceof TuttiError && thrown.code === 'bad_frame') return undefined
      throw thrown
    }
  }

  it(
    `[F6] agrees with the library on ${hostile} hostile messages: the same values, or refused by both`,
    () => {
      const next = hostileMessages('oracle')
      let read = 0
      for (let i = 0; i < hostile; i++) {
        const bytes = next()
        const [mine, theirs] = [ours(bytes), oracle(bytes)]
        expect(mine, hex(bytes)).toEqual(theirs)
        if (mine !== undefined) read++
      }
      expect(read).toBeGreaterThan(hostile / 20)
    },
    60_000 + hostile,
  )

  it('[F6] agrees with the library on bytes by chance', () => {
    const random = seededRandom('chance')
    let read = 0
    for (let i = 0; i < hostile; i++) {
      const bytes = Uint8Array.from({ length: 1 + Math.floor(random() * 12) }, () => Math.floor(random() * 256))
      const [mine, theirs] = [ours(bytes), oracle(bytes)]
      expect(mine, hex(bytes)).toEqual(theirs)
      if (mine !== undefined) read++
    }
    expect(read).toBeGreaterThan(0)
  })

  it('[F6] refuses text that is not UTF-8 where a client sends it, and marks it where a server does', () => {
    for (const broken of ['c328', 'ff', 'eda080', 'c080', 'f8808080'.padEnd(60, '0')]) {
      const text = Buffer.from(broken, 'hex')
      const bytes = Uint8Array.from([0xd9, text.length, ...text])
      expect(ours(bytes)).toBeUndefined()
      expect(readAll(bytes, { ...BOUNDS, strictText: false })[0]).toContain('\ufffd')
    }
  })

  it('[F6] holds to every bound, and takes what is just within', () => {
    const list = (items: number) => written(Array.from({ length: items }, () => 1))
    expect(ours(list(LIMITS.maxItems))).toHaveLength(1)
    expect(ours(list(LIMITS.maxItems + 1))).toBeUndefined()
    expect(ours(written('x'.repeat(LIMITS.maxStringLength)))).toHaveLength(1)
    expect(ours(written('x'.repeat(LIMITS.maxStringLength + 1)))).toBeUndefined()
    const nested = (levels: number): unknown => (levels === 0 ? [] : [nested(levels - 1)])
    expect(ours(written(nested(LIMITS.maxDepth)))).toHaveLength(1)
    expect(ours(written(nested(LIMITS.maxDepth + 1)))).toBeUndefined()
    expect(ours(new Uint8Array(LIMITS.maxFramesPerMessage))).toHaveLength(LIMITS.maxFramesPerMessage)
    expect(ours(new Uint8Array(LIMITS.maxFramesPerMessage + 1))).toBeUndefined()
  })
})
