/** Client frames to bytes and back. Decoding throws TuttiError `bad_frame` or nothing. */
import { bad, bin, binOf, fields, position, string, strings, time, uint, uint32 } from './frame-fields.ts'
import { FRAME } from './frames.ts'
import type { ClientFrame } from './frames.ts'
import { LIMITS } from './limits.ts'
import { readAll } from './reader.ts'
import type { Bounds } from './reader.ts'
import { Writer } from './writer.ts'

const BOUNDS: Bounds = {
  frames: LIMITS.maxFramesPerMessage,
  depth: LIMITS.maxDepth,
  items: LIMITS.maxItems,
  textBytes: LIMITS.maxStringLength,
  strictText: true,
}

/**
 * The frames of one inbound message. INPUT bodies and other bytes are views of `bytes`: copy what outlives it.
 * @throws TuttiError `bad_frame`
 */
export const decodeClientFrames = (bytes: Uint8Array): ClientFrame[] => {
  if (bytes.length === 0) return bad('empty message')
  const input = decodeLoneInput(bytes)
  if (input !== undefined) return [input]
  return readAll(bytes, BOUNDS).map(clientFrame)
}

/** INPUT alone in its message is what a game sends 20 times a second: read by hand, a third of the generic cost. */
const decodeLoneInput = (b: Uint8Array): ClientFrame | undefined => {
  if (b[0] !== 0x93 || b[1] !== FRAME.INPUT) return undefined
  let at = 3
  let ref = b[2] ?? 0xff
  if (ref === 0xcc && b.length > 4) ref = b[3]!
  else if (ref === 0xcd && b.length > 5) ref = (b[3]! << 8) | b[4]!
  else if (ref === 0xce && b.length > 7) ref = ((b[3]! << 24) | (b[4]! << 16) | (b[5]! << 8) | b[6]!) >>> 0
  else if (ref >= 0x80) return undefined
  if (b[2]! >= 0xcc) at += 1 << (b[2]! - 0xcc)
  if (b[at] !== 0xc4 || b[at + 1] !== b.length - at - 2) return undefined
  return { type: FRAME.INPUT, ref, body: b.subarray(at + 2) }
}

const clientFrame = (raw: unknown): ClientFrame => {
  const type = fields(raw, 1)[0]
  switch (type) {
    case FRAME.HELLO: {
      const f = fields(raw, 5)
      return {
        type,
        version: uint32(f[1]),
        token: string(f[2], LIMITS.maxTokenLength),
        device: string(f[3], LIMITS.maxRoomIdLength),
        resume: binOf(f[4], 1, 128),
      }
    }
    case FRAME.AUTH: {
      const f = fields(raw, 3)
      return { type, rid: uint32(f[1]), token: string(f[2], LIMITS.maxTokenLength) }
    }
    case FRAME.JOIN: {
      const f = fields(raw, 6)
      return {
        type,
        rid: uint32(f[1]),
        kind: string(f[2], LIMITS.maxKindLength),
        room: string(f[3], LIMITS.maxRoomIdLength),
        since: position(f[4]),
        options: f[5],
      }
    }
    case FRAME.LEAVE: {
      const f = fields(raw, 3)
      return { type, rid: uint32(f[1]), ref: uint32(f[2]) }
    }
    case FRAME.COMMAND: {
      const f = fields(raw, 6)
      return {
        type,
        ref: uint32(f[1]),
        op: uint32(f[2]),
        body: f[3],
        rid: uint32(f[4]),
        nonce: binOf(f[5], 16, 16),
      }
    }
    case FRAME.INPUT: {
      const f = fields(raw, 3)
      return { type, ref: uint32(f[1]), body: bin(f[2]) }
    }
    case FRAME.QUERY: {
      const f = fields(raw, 6)
      return {
        type,
        rid: uint32(f[1]),
        kind: string(f[2], LIMITS.maxKindLength),
        room: string(f[3], LIMITS.maxRoomIdLength),
        name: string(f[4], LIMITS.maxNameLength),
        body: f[5],
      }
    }
    case FRAME.ACK: {
      const f = fields(raw, 3)
      return { type, ref: uint32(f[1]), seq: uint(f[2]) }
    }
    case FRAME.PONG:
    case FRAME.PROBE:
      return { type, time: time(fields(raw, 2)[1]) }
    case FRAME.WATCH: {
      const f = fields(raw, 4)
      return {
        type,
        rid: uint32(f[1]),
        kind: string(f[2], LIMITS.maxKindLength),
        rooms: strings(f[3], LIMITS.maxRoomIdLength),
      }
    }
    default:
      return bad('unknown frame type')
  }
}

export const encodeClientFrame = (frame: ClientFrame, writer = new Writer(64)): Uint8Array => {
  switch (frame.type) {
    case FRAME.HELLO:
      writer.array(5).uint(frame.type).uint(frame.version).value(frame.token).value(frame.device).value(frame.resume)
      break
    case FRAME.AUTH:
      writer.array(3).uint(frame.type).uint(frame.rid).value(frame.token)
      break
    case FRAME.JOIN: {
      writer.array(6).uint(frame.type).uint(frame.rid).value(frame.kind).value(frame.room)
      if (frame.since === null) writer.nil()
      else writer.array(2).value(frame.since.epoch).uint(frame.since.seq)
      writer.value(frame.options)
      break
    }
    case FRAME.LEAVE:
      writer.array(3).uint(frame.type).uint(frame.rid).uint(frame.ref)
      break
    case FRAME.COMMAND:
      writer
        .array(6)
        .uint(frame.type)
        .uint(frame.ref)
        .uint(frame.op)
        .value(frame.body)
        .uint(frame.rid)
        .value(frame.nonce)
      break
    case FRAME.INPUT:
      writer.array(3).uint(frame.type).uint(frame.ref).bin(frame.body)
      break
    case FRAME.QUERY:
      writer.array(6).uint(frame.type).uint(frame.rid).value(frame.kind).value(frame.room)
      writer.value(frame.name).value(frame.body)
      break
    case FRAME.ACK:
      writer.array(3).uint(frame.type).uint(frame.ref).uint(frame.seq)
      break
    case FRAME.PONG:
    case FRAME.PROBE:
      writer.array(2).uint(frame.type).value(frame.time)
      break
    case FRAME.WATCH:
      writer.array(4).uint(frame.type).uint(frame.rid).value(frame.kind).value(frame.rooms)
      break
    default:
      frame satisfies never
  }
  return writer.copy()
}
