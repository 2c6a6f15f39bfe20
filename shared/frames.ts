/** Every frame of `tutti.v1` as one tagged union. On the wire a frame is a MessagePack array `[type, …fields]` (PROTOCOL F). */
import type { ErrorCode } from './errors.ts'

export const PROTOCOL = 'tutti.v1'
export const PROTOCOL_VERSION = 1

/** Client to server below 64, server to client from 64. Numbers are append-only. */
export const FRAME = {
  HELLO: 1,
  AUTH: 2,
  JOIN: 3,
  LEAVE: 4,
  COMMAND: 5,
  INPUT: 6,
  QUERY: 7,
  ACK: 8,
  PONG: 9,
  PROBE: 10,
  WATCH: 11,
  WELCOME: 65,
  JOINED: 66,
  LEFT: 67,
  REPLY: 68,
  EVENTS: 69,
  STATE: 70,
  FLEETING: 71,
  HEAD: 72,
  PING: 73,
  ECHO: 74,
  ROUTE: 75,
  BYE: 76,
  BADGE: 77,
} as const

/** Where a member stands in a room's ordered events: which history, and the last seq it has. */
export interface Position {
  readonly epoch: string
  readonly seq: number
}

/** Which value a `newest` event replaces: the last one with the same room, op and key. */
export type Key = string | number | null

/** An ordered or fleeting event on the wire: the op is an index into JOINED's event names. */
export interface WireEvent {
  readonly op: number
  readonly body: unknown
}

export type ClientFrame =
  /** First frame of a connection. `device` names this installation; `resume` is WELCOME's, to take a session over. */
  | { type: typeof FRAME.HELLO; version: number; token: string; device: string; resume: Uint8Array | null }
  | { type: typeof FRAME.AUTH; rid: number; token: string }
  | { type: typeof FRAME.JOIN; rid: number; kind: string; room: string; since: Position | null; options: unknown }
  | { type: typeof FRAME.LEAVE; rid: number; ref: number }
  /** `rid` 0 asks for no reply. `nonce`: a repeat with the same one is answered, not done again. */
  | { type: typeof FRAME.COMMAND; ref: number; op: number; body: unknown; rid: number; nonce: Uint8Array | null }
  | { type: typeof FRAME.INPUT; ref: number; body: Uint8Array }
  | { type: typeof FRAME.QUERY; rid: number; kind: string; room: string; name: string; body: unknown }
  | { type: typeof FRAME.ACK; ref: number; seq: number }
  | { type: typeof FRAME.PONG; time: number }
  /** Asks for an ECHO of `time`: round trip and clock, for whoever wants to know. */
  | { type: typeof FRAME.PROBE; time: number }
  /** These rooms, and no others of this kind, are watched from now on: their BADGE comes without a seat. */
  | { type: typeof FRAME.WATCH; rid: number; kind: string; rooms: readonly string[] }

export type ServerFrame =
  | {
      type: typeof FRAME.WELCOME
      version: number
      session: string
      resume: Uint8Array
      user: { readonly id: string; readonly name: string }
      /** Unix ms, with fraction. */
      serverMs: number
      pingMs: number
      /** Unix ms, 0 when the token does not expire. */
      tokenExpiresMs: number
    }
  | {
      type: typeof FRAME.JOINED
      rid: number
      /** The room's number on this connection's node; what every later frame of the room carries. */
      ref: number
      epoch: string
      /** Events up to this seq are in `state`, or were had before when `recovered`. */
      seq: number
      recovered: boolean
      commands: readonly string[]
      events: readonly string[]
      state: unknown
    }
  | { type: typeof FRAME.LEFT; ref: number; code: ErrorCode }
  /** `code` null: done, and `body` is the answer; else refused, and `body` is a detail for developers. */
  | { type: typeof FRAME.REPLY; rid: number; code: ErrorCode | null; body: unknown; retryMs: number }
  /** Ordered events `seq`, `seq + 1`, … */
  | { type: typeof FRAME.EVENTS; ref: number; seq: number; events: readonly WireEvent[] }
  | { type: typeof FRAME.STATE; ref: number; op: number; key: Key; body: unknown }
  | { type: typeof FRAME.FLEETING; ref: number; events: readonly WireEvent[] }
  | { type: typeof FRAME.HEAD; ref: number; epoch: string; seq: number }
  | { type: typeof FRAME.PING; time: number }
  | { type: typeof FRAME.ECHO; time: number; serverMs: number }
  /** Reconnect, to `url` if given, after `afterMs`. */
  | { type: typeof FRAME.ROUTE; afterMs: number; url: string | null; code: ErrorCode }
  /** The last frame before the server closes. */
  | { type: typeof FRAME.BYE; code: ErrorCode; reason: string; retryMs: number }
  /** What a watched room says of itself: the latest, at most every two seconds. */
  | { type: typeof FRAME.BADGE; kind: string; room: string; body: unknown }
