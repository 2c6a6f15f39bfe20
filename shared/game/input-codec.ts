/** INPUT frames: several commands and what the player had seen when it made them. Hand-written bytes, little endian. */
import { TuttiError } from '../errors.ts'

export const MAX_COMMANDS = 32
const HEAD_BYTES = 9
const COMMAND_BYTES = 4
export const MAX_INPUT_BYTES = HEAD_BYTES + MAX_COMMANDS * COMMAND_BYTES

/** Columns, so that one can be reused for every frame. Ticks and sequence numbers are u16 and wrap. */
export class InputFrame {
  count = 0
  firstSeq = 0
  /** Tick and number of the newest snapshot applied. */
  ackTick = 0
  ackFrame = 0
  /** What the player saw of others when it made the first command, in 1/256 tick (u24); each later one is a tick younger. */
  render = 0
  readonly buttons = new Uint8Array(MAX_COMMANDS)
  readonly dir = new Uint8Array(MAX_COMMANDS)
  readonly yaw = new Uint16Array(MAX_COMMANDS)

  /** Appends a command; false when the frame is full. */
  push(buttons: number, dir: number, yaw: number): boolean {
    if (this.count === MAX_COMMANDS) return false
    const i = this.count++
    this.buttons[i] = buttons
    this.dir[i] = dir
    this.yaw[i] = yaw
    return true
  }
}

/** The frame's bytes: the caller's own, 9 + 4 for each command. */
export const encodeInput = (frame: InputFrame): Uint8Array => {
  const out = new Uint8Array(HEAD_BYTES + frame.count * COMMAND_BYTES)
  out[0] = frame.count
  out[1] = frame.firstSeq
  out[2] = frame.firstSeq >> 8
  out[3] = frame.ackTick
  out[4] = frame.ackTick >> 8
  out[5] = frame.render >> 8
  out[6] = frame.render >> 16
  out[7] = frame.render
  out[8] = frame.ackFrame
  for (let i = 0, at = HEAD_BYTES; i < frame.count; i++, at += COMMAND_BYTES) {
    out[at] = frame.buttons[i]!
    out[at + 1] = frame.dir[i]!
    out[at + 2] = frame.yaw[i]!
    out[at + 3] = frame.yaw[i]! >> 8
  }
  return out
}

/**
 * Every byte pattern of the right length is a legal frame: there is no NaN to send.
 * @param into reused when given
 * @throws TuttiError `bad_frame`
 */
export const decodeInput = (bytes: Uint8Array, into = new InputFrame()): InputFrame => {
  const count = bytes[0]
  if (count === undefined || count > MAX_COMMANDS || bytes.length !== HEAD_BYTES + count * COMMAND_BYTES) {
    throw new TuttiError('bad_frame', 'an input frame of a wrong length')
  }
  into.count = count
  into.firstSeq = bytes[1]! | (bytes[2]! << 8)
  into.ackTick = bytes[3]! | (bytes[4]! << 8)
  into.render = bytes[7]! | (bytes[5]! << 8) | (bytes[6]! << 16)
  into.ackFrame = bytes[8]!
  for (let i = 0, at = HEAD_BYTES; i < count; i++, at += COMMAND_BYTES) {
    into.buttons[i] = bytes[at]!
    into.dir[i] = bytes[at + 1]!
    into.yaw[i] = bytes[at + 2]! | (bytes[at + 3]! << 8)
  }
  return into
}
