/** Frames of fixes there and back, and what is refused of them. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { TuttiError } from '../errors.ts'
import { FeederReader, FeederWriter } from './feeder-frame.ts'
import {
  BULK_FRAME,
  FEEDER_FRAME,
  FIX_BYTES,
  FixColumns,
  LIVE_FRAME,
  MAX_BULK_FIXES,
  MAX_LIVE_FIXES,
  OWN_HEAD_BYTES,
  OwnHead,
  encodeOwn,
} from './fixes.ts'
import type { Fix } from './fixes.ts'

const EPOCH = 1_790_000_000_123
const u8 = fc.integer({ min: 0, max: 0xff })
const u16 = fc.integer({ min: 0, max: 0xffff })
const u32 = fc.integer({ min: 0, max: 0xffffffff })
const i32 = fc.integer({ min: -0x80000000, max: 0x7fffffff })
const fixes = fc.record({
  seq: u32,
  t: u32.map((since) => EPOCH + since),
  latE7: i32,
  lonE7: i32,
  headingCdeg: u16,
  speedCmS: u16,
  accuracyM: u8,
  flags: u8,
})
const columnsOf = (list: readonly Fix[]): FixColumns => {
  const columns = new FixColumns(list.length)
  for (const fix of list) columns.push(fix)
  return columns
}

test('what a courier sends arrives, to the last bit of every number', () => {
  const op = fc.constantFrom(LIVE_FRAME, BULK_FRAME)
  fc.assert(
    fc.property(op, u32, fc.array(fixes, { maxLength: MAX_LIVE_FIXES }), (code, oldest, list) => {
      const bytes = encodeOwn(code, columnsOf(list), EPOCH, oldest)
      expect(bytes.length).toBe(OWN_HEAD_BYTES + list.length * FIX_BYTES)
      const head = new OwnHead()
      head.read(bytes)
      expect(head).toMatchObject({ op: code, count: list.length, epochMs: EPOCH, oldest })
      const back = new FixColumns(list.length)
      for (let i = 0; i < list.length; i++) back.read(i, bytes, OWN_HEAD_BYTES + i * FIX_BYTES, head.epochMs)
      expect(list.map((_, i) => back.fix(i))).toEqual(list)
    }),
  )
})

test('what a feeder sends arrives in its groups', () => {
  const groups = fc.array(fc.tuple(fc.integer({ min: 0, max: 3 }), fixes), { maxLength: 300 })
  fc.assert(
    fc.property(u32, groups, (batch, list) => {
      const writer = new FeederWriter()
      writer.begin(batch, EPOCH)
      for (const [courier, fix] of list) expect(writer.add(courier, fix)).toBe(true)
      expect(writer.empty).toBe(list.length === 0)
      const bytes = writer.bytes()
      const reader = new FeederReader()
      reader.open(bytes)
      expect([reader.batch, reader.epochMs]).toEqual([batch, EPOCH])
      const back: [number, Fix][] = []
      const one = new FixColumns(1)
      while (reader.next()) {
        for (let i = 0; i < reader.count; i++) {
          one.read(0, bytes, reader.at + i * FIX_BYTES, reader.epochMs)
          back.push([reader.courier, one.fix(0)])
        }
      }
      expect(back).toEqual(list)
    }),
    { numRuns: 50 },
  )
})

test('a feeder opens a new group after 255 fixes of one courier, and says when its frame is full', () => {
  const writer = new FeederWriter()
  writer.begin(1, EPOCH)
  const fix = { seq: 1, t: EPOCH, latE7: 1, lonE7: 2, headingCdeg: 3, speedCmS: 4, accuracyM: 5, flags: 0 }
  let added = 0
  while (writer.add(7, fix)) added++
  const reader = new FeederReader()
  reader.open(writer.bytes())
  const counts: number[] = []
  while (reader.next()) counts.push(reader.count)
  expect(counts.slice(0, -1).every((count) => count === 255)).toBe(true)
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(added)
})

test('every other length, opcode or count is refused, and nothing but refused', () => {
  const good = encodeOwn(LIVE_FRAME, columnsOf([]), EPOCH, 1)
  const head = new OwnHead()
  for (const wrong of [
    new Uint8Array(0),
    good.slice(0, -1),
    new Uint8Array(OWN_HEAD_BYTES).fill(FEEDER_FRAME, 0, 1),
    Uint8Array.of(...good, 0),
    encodeOwn(LIVE_FRAME, new FixColumns(65), EPOCH, 1, 0, MAX_LIVE_FIXES + 1),
    encodeOwn(BULK_FRAME, new FixColumns(513), EPOCH, 1, 0, MAX_BULK_FIXES + 1),
  ]) {
    expect(() => head.read(wrong)).toThrow(TuttiError)
  }
  head.read(encodeOwn(BULK_FRAME, new FixColumns(512), EPOCH, 1, 0, MAX_BULK_FIXES))
  expect(head.count).toBe(MAX_BULK_FIXES)
})

test('whatever bytes come, a reader walks within them or refuses', () => {
  const rounds = Number(process.env['TUTTI_FIX_FUZZ'] ?? 20_000)
  const bytes = fc.uint8Array({ maxLength: 400 })
  fc.assert(
    fc.property(fc.constantFrom(1, 2, 3), bytes, (op, tail) => {
      const frame = Uint8Array.of(op, ...tail)
      // Half of the frames get a head that tells their true count.
      if (op < 3 && tail.length > 2 && tail.length % 2 === 0)
        frame.set([Math.floor((frame.length - OWN_HEAD_BYTES) / FIX_BYTES), 0], 1)
      try {
        if (op < 3) {
          const head = new OwnHead()
          head.read(frame)
          expect(OWN_HEAD_BYTES + head.count * FIX_BYTES).toBe(frame.length)
        } else {
          const reader = new FeederReader()
          reader.open(frame)
          while (reader.next()) expect(reader.at + reader.count * FIX_BYTES).toBeLessThanOrEqual(frame.length)
        }
      } catch (error) {
        expect(error).toBeInstanceOf(TuttiError)
      }
    }),
    { numRuns: rounds },
  )
})
