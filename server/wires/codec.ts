/** The messages about one document as y-websocket and Hocuspocus both write them (lib0: 7 bits a byte, lowest first). */
import { createDecoder, hasContent, readVarUint } from 'lib0/decoding'
import type { Decoder } from 'lib0/decoding'
import { createEncoder, toUint8Array, writeVarString, writeVarUint, writeVarUint8Array } from 'lib0/encoding'
import type { Encoder } from 'lib0/encoding'
import { TuttiError } from '../../shared/errors.ts'
import { WIRE } from './limits.ts'

export type { Decoder } from 'lib0/decoding'

/** What a client says about a document. Bytes are the receiver's. */
export type Message =
  /** SyncStep1: tell me what this state vector lacks. */
  | { readonly is: 'vector'; readonly bytes: Uint8Array }
  /** An update; `whole`: SyncStep2, all that I have beyond the vector I was asked with. */
  | { readonly is: 'update'; readonly bytes: Uint8Array; readonly whole: boolean }
  | { readonly is: 'aware'; readonly bytes: Uint8Array }
  | { readonly is: 'askAware' }
  | { readonly is: 'say'; readonly text: string }

const SYNC = 0
const AWARE = 1
const STEP1 = 0
const STEP2 = 1
const UPDATE = 2

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

const bad = (why: string): never => {
  throw new TuttiError('bad_frame', why)
}

/** Reads one message and nothing behind it, whatever a client may have sent. @throws TuttiError `bad_frame` */
export const reading = <T>(bytes: Uint8Array, read: (from: Decoder) => T): T => {
  try {
    return read(createDecoder(bytes))
  } catch (thrown) {
    if (thrown instanceof TuttiError) throw thrown
    throw new TuttiError('bad_frame', 'the message is malformed', { cause: thrown })
  }
}

export { hasContent, readVarUint as readUint }

/** lib0 looks at the buffer behind a view, not at the view's own end: a length that lies would read a neighbour's bytes. */
export const readBytes = (from: Decoder, max: number): Uint8Array => {
  const length = readVarUint(from)
  if (length > max) throw new TuttiError('body_too_large')
  if (length > from.arr.length - from.pos) bad('truncated')
  const bytes = from.arr.slice(from.pos, from.pos + length)
  from.pos += length
  return bytes
}

/** In bytes of UTF-8. */
export const readText = (from: Decoder, max: number): string => utf8.decode(readBytes(from, max))

/** What follows a type 0. */
export const readSync = (from: Decoder): Message => {
  const type = readVarUint(from)
  if (type === STEP1) return { is: 'vector', bytes: readBytes(from, WIRE.vectorMax) }
  if (type !== STEP2 && type !== UPDATE) return bad('no such sync message')
  const bytes = readBytes(from, WIRE.maxMessageBytes)
  if (bytes.length === 0) return bad('an update of no bytes')
  return { is: 'update', bytes, whole: type === STEP2 }
}

/** What follows a type 1. */
export const readAware = (from: Decoder): Message => ({ is: 'aware', bytes: readBytes(from, WIRE.maxMessageBytes) })

export const written = (write: (to: Encoder) => void): Uint8Array => {
  const to = createEncoder()
  write(to)
  return toUint8Array(to)
}

const sync = (type: number, bytes: Uint8Array): Uint8Array =>
  written((to) => {
    writeVarUint(to, SYNC)
    writeVarUint(to, type)
    writeVarUint8Array(to, bytes)
  })

/** Tell me what this state vector lacks. */
export const step1 = (vector: Uint8Array): Uint8Array => sync(STEP1, vector)
/** All that your vector lacks. */
export const step2 = (update: Uint8Array): Uint8Array => sync(STEP2, update)
export const updated = (update: Uint8Array): Uint8Array => sync(UPDATE, update)
export const awared = (update: Uint8Array): Uint8Array =>
  written((to) => {
    writeVarUint(to, AWARE)
    writeVarUint8Array(to, update)
  })

/** Type, number and text, as far as they are given: `02 00 <reason>` and its kin. */
export const plain = (...fields: readonly (number | string)[]): Uint8Array =>
  written((to) => {
    for (const field of fields) {
      if (typeof field === 'number') writeVarUint(to, field)
      else writeVarString(to, field)
    }
  })

export const behind = (prefix: Uint8Array, tail: Uint8Array): Uint8Array => {
  if (prefix.length === 0) return tail
  const message = new Uint8Array(prefix.length + tail.length)
  message.set(prefix)
  message.set(tail, prefix.length)
  return message
}
