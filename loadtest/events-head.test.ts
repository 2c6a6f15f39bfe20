import { expect, test } from 'vitest'
import { writeEvents } from '../shared/room-codec.ts'
import { Writer } from '../shared/writer.ts'
import { eventsHead } from './events-head.ts'

const frameOf = (ref: number, seq: number, count: number): Uint8Array => {
  const flat = new Writer(16)
  for (let i = 0; i < count; i++) flat.uint(0).value('x')
  const frame = new Writer(16)
  writeEvents(frame, ref, seq, count, flat.view())
  return frame.copy()
}

test.each([
  [1, 1, 1],
  [200, 127, 7],
  [70_000, 300, 8],
  [5, 70_000, 40_000],
  [5, 2 ** 40, 3],
])('the head of an EVENTS frame of room %i tells its first seq %i and its %i events', (ref, first, count) => {
  expect(eventsHead(frameOf(ref, first, count))).toEqual({ first, count })
})

test('another frame has no such head', () => {
  expect(eventsHead(Uint8Array.of(0x95, 70, 1, 2, 0xc0, 0xc0))).toBeUndefined()
})
