/** Server frames to bytes and back. Decoding throws TuttiError `bad_frame` or nothing. */
import { isErrorCode } from './errors.ts'
import type { ErrorCode } from './errors.ts'
import { bin, fields, string, strings, time, uint, uint32 } from './frame-fields.ts'
import { FRAME } from './frames.ts'
import type { Key, ServerFrame, WireEvent } from './frames.ts'
import { readAll } from './reader.ts'
import type { Bounds } from './reader.ts'
import { Writer } from './writer.ts'

/** What a server sends is bounded by the server; a first state may be large. */
const BOUNDS: Bounds = { frames: Infinity, depth: 64, items: Infinity, textBytes: Infinity, strictText: false }

/** @throws TuttiError `bad_frame` */
export const decodeServerFrames = (bytes: Uint8Array): ServerFrame[] => {
  const frames: ServerFrame[] = []
  for (const raw of readAll(bytes, BOUNDS)) {
    const frame = serverFrame(raw)
    if (frame !== undefined) frames.push(frame)
  }
  return frames
}

const code = (value: unknown): ErrorCode => (isErrorCode(value) ? value : 'internal')
const key = (value: unknown): Key => (typeof value === 'string' || typeof value === 'number' ? value : null)

/** Bodies stand flat, `[op, body, op, body, …]`: a byte less for each event, and the list is joined from parts. */
const events = (value: unknown): WireEvent[] => {
  const flat = fields(value, 0)
  const list: WireEvent[] = []
  for (let i = 0; i + 1 < flat.length; i += 2) list.push({ op: uint32(flat[i]), body: flat[i + 1] })
  return list
}

/** Undefined: a type that a newer server knows and this client may ignore. */
const serverFrame = (raw: unknown): ServerFrame | undefined => {
  const type = uint32(fields(raw, 1)[0])
  switch (type) {
    case FRAME.WELCOME: {
      const f = fields(raw, 9)
      return {
        type,
        version: uint32(f[1]),
        session: string(f[2], 64),
        resume: bin(f[3]),
        user: { id: string(f[4], 256), name: string(f[5], 256) },
        serverMs: time(f[6]),
        pingMs: uint32(f[7]),
        tokenExpiresMs: time(f[8]),
      }
    }
    case FRAME.JOINED: {
      const f = fields(raw, 9)
      return {
        type,
        rid: uint32(f[1]),
        ref: uint32(f[2]),
        epoch: string(f[3], 32),
        seq: uint(f[4]),
        recovered: f[5] === true,
        commands: strings(f[6], 64),
        events: strings(f[7], 64),
        state: f[8],
      }
    }
    case FRAME.LEFT: {
      const f = fields(raw, 3)
      return { type, ref: uint32(f[1]), code: code(f[2]) }
    }
    case FRAME.REPLY: {
      const f = fields(raw, 4)
      const refused = f[2] === null ? null : code(f[2])
      return { type, rid: uint32(f[1]), code: refused, body: f[3], retryMs: f[4] === undefined ? 0 : uint(f[4]) }
    }
    case FRAME.EVENTS: {
      const f = fields(raw, 4)
      return { type, ref: uint32(f[1]), seq: uint(f[2]), events: events(f[3]) }
    }
    case FRAME.STATE: {
      const f = fields(raw, 5)
      return { type, ref: uint32(f[1]), op: uint32(f[2]), key: key(f[3]), body: f[4] }
    }
    case FRAME.FLEETING: {
      const f = fields(raw, 3)
      return { type, ref: uint32(f[1]), events: events(f[2]) }
    }
    case FRAME.HEAD: {
      const f = fields(raw, 4)
      return { type, ref: uint32(f[1]), epoch: string(f[2], 32), seq: uint(f[3]) }
    }
    case FRAME.PING:
      return { type, time: time(fields(raw, 2)[1]) }
    case FRAME.ECHO: {
      const f = fields(raw, 3)
      return { type, time: time(f[1]), serverMs: time(f[2]) }
    }
    case FRAME.ROUTE: {
      const f = fields(raw, 4)
      return { type, afterMs: uint(f[1]), url: f[2] === null ? null : string(f[2], 2048), code: code(f[3]) }
    }
    case FRAME.BYE: {
      const f = fields(raw, 4)
      return { type, code: code(f[1]), reason: string(f[2], 1024), retryMs: uint(f[3]) }
    }
    case FRAME.BADGE: {
      const f = fields(raw, 4)
      return { type, kind: string(f[1], 32), room: string(f[2], 64), body: f[3] }
    }
    default:
      return undefined
  }
}

/** Frames that a session sends to one connection. What a room sends is written by the functions below. */
type SessionFrame = Extract<ServerFrame, { type: 65 | 67 | 68 | 72 | 73 | 74 | 75 | 76 }>

export const encodeServerFrame = (frame: SessionFrame, writer = new Writer(64)): Uint8Array => {
  switch (frame.type) {
    case FRAME.WELCOME:
      writer.array(9).uint(frame.type).uint(frame.version).value(frame.session).bin(frame.resume)
      writer.value(frame.user.id).value(frame.user.name).value(frame.serverMs).uint(frame.pingMs)
      writer.uint(frame.tokenExpiresMs)
      break
    case FRAME.LEFT:
      writer.array(3).uint(frame.type).uint(frame.ref).value(frame.code)
      break
    case FRAME.REPLY:
      writer
        .array(frame.retryMs > 0 ? 5 : 4)
        .uint(frame.type)
        .uint(frame.rid)
        .value(frame.code)
        .value(frame.body)
      if (frame.retryMs > 0) writer.uint(frame.retryMs)
      break
    case FRAME.HEAD:
      writer.array(4).uint(frame.type).uint(frame.ref).value(frame.epoch).uint(frame.seq)
      break
    case FRAME.PING:
      writer.array(2).uint(frame.type).value(frame.time)
      break
    case FRAME.ECHO:
      writer.array(3).uint(frame.type).value(frame.time).value(frame.serverMs)
      break
    case FRAME.ROUTE:
      writer.array(4).uint(frame.type).uint(frame.afterMs).value(frame.url).value(frame.code)
      break
    case FRAME.BYE:
      writer.array(4).uint(frame.type).value(frame.code).value(frame.reason).uint(frame.retryMs)
      break
    default:
      frame satisfies never
  }
  return writer.copy()
}
