/** Frames that a room writes on its hot path: straight into a Writer, bodies already encoded where they can be. */
import type { TuttiError } from './errors.ts'
import { FRAME } from './frames.ts'
import type { Key } from './frames.ts'
import type { Writer } from './writer.ts'

/** JOINED, whose first state is MessagePack already. */
export const writeJoined = (
  writer: Writer,
  rid: number,
  joined: {
    readonly ref: number
    readonly epoch: string
    readonly seq: number
    readonly recovered: boolean
    readonly commands: readonly string[]
    readonly events: readonly string[]
    readonly state: Uint8Array
  },
): void => {
  writer.array(9).uint(FRAME.JOINED).uint(rid).uint(joined.ref).value(joined.epoch).uint(joined.seq)
  writer.value(joined.recovered).value(joined.commands).value(joined.events).raw(joined.state)
}

/** EVENTS: `flat` is `count` pairs of op and body, encoded one after the other. */
export const writeEvents = (writer: Writer, ref: number, seq: number, count: number, flat: Uint8Array): void => {
  writer
    .array(4)
    .uint(FRAME.EVENTS)
    .uint(ref)
    .uint(seq)
    .array(count * 2)
    .raw(flat)
}

export const writeFleeting = (writer: Writer, ref: number, count: number, flat: Uint8Array): void => {
  writer
    .array(3)
    .uint(FRAME.FLEETING)
    .uint(ref)
    .array(count * 2)
    .raw(flat)
}

export const writeState = (writer: Writer, ref: number, op: number, stateKey: Key, body: unknown): void => {
  writer.array(5).uint(FRAME.STATE).uint(ref).uint(op)
  if (stateKey === null) writer.nil()
  else writer.value(stateKey)
  writer.value(body)
}

/** BADGE: `body` is MessagePack already. It carries names, not a ref: the room may be closed. */
export const writeBadge = (writer: Writer, kind: string, room: string, body: Uint8Array): void => {
  writer.array(4).uint(FRAME.BADGE).value(kind).value(room).raw(body)
}

/** REPLY: `body`, MessagePack already, is the answer; a refusal carries its detail instead. */
export const writeReply = (writer: Writer, rid: number, refusal: TuttiError | null, body: Uint8Array): void => {
  const retryMs = refusal?.retryMs ?? 0
  writer
    .array(retryMs > 0 ? 5 : 4)
    .uint(FRAME.REPLY)
    .uint(rid)
    .value(refusal?.code ?? null)
  if (refusal === null) writer.raw(body)
  else writer.value(refusal.detail)
  if (retryMs > 0) writer.uint(retryMs)
}
