/** Endless hostile messages: legal client frames, mutated by a seeded hand, and the check that decoding holds its word. */
import { decodeClientFrames, encodeClientFrame } from '../../shared/client-codec.ts'
import { TuttiError } from '../../shared/errors.ts'
import { FRAME } from '../../shared/frames.ts'
import type { ClientFrame } from '../../shared/frames.ts'
import { seededRandom } from '../../shared/random.ts'

/** One of every frame, with the values at which encodings change their width. */
export const LEGAL: readonly ClientFrame[] = [
  { type: FRAME.HELLO, version: 1, token: 'a.b.c', device: 'window-1', resume: null },
  { type: FRAME.HELLO, version: 1, token: 't'.repeat(300), device: '', resume: new Uint8Array(64).fill(7) },
  { type: FRAME.AUTH, rid: 1, token: 'a.b.c' },
  { type: FRAME.JOIN, rid: 2, kind: 'game', room: 'arena-1', since: null, options: null },
  {
    type: FRAME.JOIN,
    rid: 128,
    kind: 'chat',
    room: 'öffentlich',
    since: { epoch: 'Zx9', seq: 2 ** 40 },
    options: { a: 1 },
  },
  { type: FRAME.LEAVE, rid: 3, ref: 65_536 },
  {
    type: FRAME.COMMAND,
    ref: 1,
    op: 0,
    body: { text: 'hello 🎺', at: [1, -1, 2.5, 2 ** 31], on: true },
    rid: 4,
    nonce: null,
  },
  { type: FRAME.COMMAND, ref: 1, op: 3, body: new Uint8Array(300), rid: 0, nonce: new Uint8Array(16).fill(1) },
  { type: FRAME.COMMAND, ref: 255, op: 300, body: [[[[[{ deep: [[]] }]]]]], rid: 2 ** 32 - 1, nonce: null },
  { type: FRAME.INPUT, ref: 1, body: new Uint8Array(21).fill(3) },
  { type: FRAME.INPUT, ref: 70_000, body: new Uint8Array(400) },
  { type: FRAME.QUERY, rid: 5, kind: 'chat', room: 'lobby', name: 'history', body: { before: null, limit: 50 } },
  { type: FRAME.ACK, ref: 200, seq: 2 ** 53 - 1 },
  { type: FRAME.PONG, time: 1234.5 },
  { type: FRAME.PROBE, time: 0 },
  { type: FRAME.WATCH, rid: 6, kind: 'chat', rooms: [] },
  {
    type: FRAME.WATCH,
    rid: 2 ** 16,
    kind: 'chat',
    rooms: Array.from({ length: 20 }, (_, i) => `00N6C9M0040${10 + i}`),
  },
]

/** Heads that promise what does not follow, and values that no body may hold. */
const NASTY: readonly (readonly number[])[] = [
  [0xdc, 0x10, 0x00],
  [0xdd, 0xff, 0xff, 0xff, 0xff],
  [0xdf, 0x7f, 0xff, 0xff, 0xff],
  [0xde, 0x10, 0x00],
  [0xdb, 0xff, 0xff, 0xff, 0xff],
  [0xc6, 0xff, 0xff, 0xff, 0xff],
  [0xc5, 0xff, 0xff],
  [0xc1],
  [0xc7, 0x00, 0x01],
  [0xd6, 0xff, 0x00, 0x00, 0x00, 0x01],
  [0xd4, 0x00, 0x00],
  [0xca, 0x7f, 0xc0, 0x00, 0x00],
  [0xcb, 0x7f, 0xf0, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00],
  [0xcb, 0x80, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00],
  [0xcf, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
  [0xd3, 0x80, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00],
  [0xa3, 0xed, 0xa0, 0x80],
  [0x81, 0xa9, ...new TextEncoder().encode('__proto__'), 0x80],
  [0x81, 0xab, ...new TextEncoder().encode('constructor'), 0x01],
  [0x81, 0x01, 0x02],
  [0x81, 0xca, 0x7f, 0xc0, 0x00, 0x00, 0x01],
  [0xc0],
  [0x91],
]

const concat = (parts: readonly (Uint8Array | readonly number[])[]): Uint8Array => {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

/** A source of messages; the same seed gives the same ones. */
export const hostileMessages = (seed: string): (() => Uint8Array) => {
  const random = seededRandom(seed)
  const below = (n: number): number => Math.floor(random() * n)
  const pick = <T>(list: readonly T[]): T => list[below(list.length)]!
  const corpus = LEGAL.map((frame) => encodeClientFrame(frame))

  const mutations: readonly ((bytes: Uint8Array) => Uint8Array)[] = [
    (bytes) => {
      const at = below(bytes.length)
      return bytes.map((byte, i) => (i === at ? byte ^ (1 << below(8)) : byte))
    },
    (bytes) => bytes.map((byte) => (random() < 0.05 ? below(256) : byte)),
    (bytes) => bytes.subarray(0, below(bytes.length)),
    (bytes) => bytes.subarray(below(Math.min(4, bytes.length))),
    (bytes) => {
      const at = below(bytes.length + 1)
      return concat([bytes.subarray(0, at), pick(NASTY), bytes.subarray(at)])
    },
    (bytes) => {
      const at = below(bytes.length)
      const nasty = pick(NASTY)
      return concat([bytes.subarray(0, at), nasty, bytes.subarray(Math.min(bytes.length, at + nasty.length))])
    },
    (bytes) => {
      const other = pick(corpus)
      return concat([bytes.subarray(0, below(bytes.length)), other.subarray(below(other.length))])
    },
    (bytes) => concat([bytes, pick(corpus)]),
    (bytes) => concat(Array.from({ length: below(80) }, () => bytes)),
    () => concat(Array.from({ length: 1 + below(200) }, () => pick(NASTY))),
    () => Uint8Array.from({ length: below(64) }, () => below(256)),
  ]
  return () => {
    let bytes = pick(corpus)
    for (let rounds = 1 + below(3); rounds > 0 && bytes.length > 0; rounds--) bytes = pick(mutations)(bytes)
    return bytes
  }
}

const encodeAll = (frames: readonly ClientFrame[]): Uint8Array =>
  concat(frames.map((frame) => encodeClientFrame(frame)))
const sameBytes = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, i) => byte === b[i])
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

/** Decodes one message. True: it was legal, and what came out says the same again when sent again. */
const holds = (bytes: Uint8Array): boolean => {
  let frames: ClientFrame[]
  try {
    frames = decodeClientFrames(bytes)
  } catch (thrown) {
    if (thrown instanceof TuttiError && thrown.code === 'bad_frame') return false
    throw new Error(`not a bad_frame, but ${String(thrown)}: ${hex(bytes)}`, { cause: thrown })
  }
  const again = encodeAll(frames)
  if (!sameBytes(again, encodeAll(decodeClientFrames(again)))) throw new Error(`not the same again: ${hex(bytes)}`)
  return true
}

/** Sends `count` messages through the decoder. @throws Error with the message as hex, where the decoder broke its word. */
export const fuzzFrames = (seed: string, count: number): { readonly accepted: number; readonly refused: number } => {
  const next = hostileMessages(seed)
  let accepted = 0
  for (let i = 0; i < count; i++) if (holds(next())) accepted++
  return { accepted, refused: count - accepted }
}
