/** Input frames there and back. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { TuttiError } from '../errors.ts'
import { InputFrame, MAX_COMMANDS, MAX_INPUT_BYTES, decodeInput, encodeInput } from './input-codec.ts'

const u8 = fc.integer({ min: 0, max: 255 })
const u16 = fc.integer({ min: 0, max: 65_535 })

test('what is sent arrives, to the last bit of every number', () => {
  const commands = fc.array(fc.tuple(u8, u8, u16), { maxLength: MAX_COMMANDS })
  fc.assert(
    fc.property(u16, u16, u8, fc.integer({ min: 0, max: 0xffffff }), commands, (seq, tick, ack, render, list) => {
      const frame = new InputFrame()
      Object.assign(frame, { firstSeq: seq, ackTick: tick, ackFrame: ack, render })
      for (const [buttons, dir, yaw] of list) expect(frame.push(buttons, dir, yaw)).toBe(true)
      const bytes = encodeInput(frame)
      expect(bytes.length).toBe(9 + 4 * list.length)
      const back = decodeInput(bytes)
      expect([back.firstSeq, back.ackTick, back.ackFrame, back.render]).toEqual([seq, tick, ack, render])
      expect(Array.from({ length: back.count }, (_, i) => [back.buttons[i], back.dir[i], back.yaw[i]])).toEqual(list)
    }),
  )
})

test('a full frame takes no more', () => {
  const frame = new InputFrame()
  for (let i = 0; i < MAX_COMMANDS; i++) expect(frame.push(1, 2, 3)).toBe(true)
  expect(frame.push(1, 2, 3)).toBe(false)
  expect(encodeInput(frame).length).toBe(MAX_INPUT_BYTES)
})

test('any other length is refused', () => {
  for (const length of [0, 1, 8, 10, 12, 14, MAX_INPUT_BYTES + 4]) {
    expect(() => decodeInput(new Uint8Array(length).fill(1))).toThrow(TuttiError)
  }
  expect(() => decodeInput(Uint8Array.of(33, ...new Uint8Array(8 + 33 * 4)))).toThrow(TuttiError)
})
