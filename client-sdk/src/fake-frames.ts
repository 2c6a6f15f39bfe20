/** Frames as tests of the SDK let a host say them. */
import { TuttiError } from '../../shared/errors.ts'
import type { ErrorCode } from '../../shared/errors.ts'
import { FRAME } from '../../shared/frames.ts'
import type { Key } from '../../shared/frames.ts'
import { writeBadge, writeEvents, writeFleeting, writeJoined, writeReply, writeState } from '../../shared/room-codec.ts'
import { encodeServerFrame } from '../../shared/server-codec.ts'
import { Writer } from '../../shared/writer.ts'

export interface Seating {
  readonly ref?: number
  readonly epoch?: string
  readonly seq?: number
  readonly recovered?: boolean
  readonly state?: unknown
  readonly commands?: readonly string[]
  readonly events?: readonly string[]
}

const written = (write: (writer: Writer) => void): Uint8Array => {
  const writer = new Writer()
  write(writer)
  return writer.copy()
}
const encoded = (value: unknown): Uint8Array => written((writer) => writer.value(value))

export const joined = (rid: number, seating: Seating = {}): Uint8Array =>
  written((writer) =>
    writeJoined(writer, rid, {
      ref: seating.ref ?? 7,
      epoch: seating.epoch ?? 'e1',
      seq: seating.seq ?? 0,
      recovered: seating.recovered ?? false,
      commands: seating.commands ?? ['say', 'shout'],
      events: seating.events ?? ['said', 'mood', 'typing'],
      state: encoded(seating.state ?? null),
    }),
  )

const pairs = (events: readonly (readonly [op: number, body: unknown])[]): Uint8Array =>
  written((writer) => {
    for (const [op, body] of events) writer.uint(op).value(body)
  })

/** Ordered events of any names, from `seq` on. */
export const ordered = (seq: number, events: readonly (readonly [op: number, body: unknown])[], ref = 7): Uint8Array =>
  written((writer) => {
    writeEvents(writer, ref, seq, events.length, pairs(events))
  })

export const newest = (op: number, key: Key, body: unknown, ref = 7): Uint8Array =>
  written((writer) => writeState(writer, ref, op, key, body))

/** `said` events from `seq` on. */
export const said = (seq: number, bodies: readonly unknown[], ref = 7): Uint8Array =>
  ordered(
    seq,
    bodies.map((body) => [0, body]),
    ref,
  )

export const mood = (key: Key, body: unknown, ref = 7): Uint8Array => newest(1, key, body, ref)

export const fleeting = (op: number, bodies: readonly unknown[], ref = 7): Uint8Array =>
  written((writer) => writeFleeting(writer, ref, bodies.length, pairs(bodies.map((body) => [op, body]))))

export const typing = (bodies: readonly unknown[], ref = 7): Uint8Array => fleeting(2, bodies, ref)

export const reply = (rid: number, body: unknown): Uint8Array =>
  written((writer) => writeReply(writer, rid, null, encoded(body)))

export const refuse = (rid: number, code: ErrorCode, retryMs?: number): Uint8Array =>
  written((writer) =>
    writeReply(
      writer,
      rid,
      new TuttiError(code, undefined, retryMs === undefined ? undefined : { retryMs }),
      encoded(null),
    ),
  )

export const left = (code: ErrorCode, ref = 7): Uint8Array => encodeServerFrame({ type: FRAME.LEFT, ref, code })
export const head = (seq: number, epoch = 'e1', ref = 7): Uint8Array =>
  encodeServerFrame({ type: FRAME.HEAD, ref, epoch, seq })
export const ping = (time: number): Uint8Array => encodeServerFrame({ type: FRAME.PING, time })
export const echo = (time: number, serverMs: number): Uint8Array =>
  encodeServerFrame({ type: FRAME.ECHO, time, serverMs })
export const route = (afterMs: number, url: string | null = null): Uint8Array =>
  encodeServerFrame({ type: FRAME.ROUTE, afterMs, url, code: 'draining' })
export const badge = (kind: string, room: string, body: unknown): Uint8Array =>
  written((writer) => writeBadge(writer, kind, room, encoded(body)))
