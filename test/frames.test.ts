/** Frames on the wire: golden bytes, with their meaning beside them, and what the codecs refuse or ignore. */
import { describe, expect, it } from 'vitest'
import { decodeClientFrames, encodeClientFrame } from '../shared/client-codec.ts'
import { TuttiError } from '../shared/errors.ts'
import { FRAME } from '../shared/frames.ts'
import type { ClientFrame, ServerFrame } from '../shared/frames.ts'
import { LIMITS } from '../shared/limits.ts'
import { writeBadge, writeEvents, writeFleeting, writeJoined, writeReply, writeState } from '../shared/room-codec.ts'
import { decodeServerFrames, encodeServerFrame } from '../shared/server-codec.ts'
import { Writer } from '../shared/writer.ts'
import { LEGAL } from './fuzz/mutated-frames.ts'

const bytesOf = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'))
const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
const written = (write: (writer: Writer) => void): Uint8Array => {
  const writer = new Writer(8)
  write(writer)
  return writer.copy()
}
const raw = (...values: unknown[]): Uint8Array =>
  written((writer) => {
    for (const value of values) writer.value(value)
  })
const joined = (parts: readonly Uint8Array[]): Uint8Array => Uint8Array.from(Buffer.concat(parts))
const badFrame = expect.objectContaining({ code: 'bad_frame' })

describe('a client frame', () => {
  it.each<[meaning: string, hex: string, frame: ClientFrame]>([
    ['HELLO', '95 01 01 a1 74 a1 64 c0', { type: FRAME.HELLO, version: 1, token: 't', device: 'd', resume: null }],
    ['AUTH', '93 02 07 a1 74', { type: FRAME.AUTH, rid: 7, token: 't' }],
    [
      'JOIN with a since',
      '96 03 07 a4 63686174 a1 61 92 a2 6531 cd 012c c0',
      { type: FRAME.JOIN, rid: 7, kind: 'chat', room: 'a', since: { epoch: 'e1', seq: 300 }, options: null },
    ],
    ['LEAVE', '93 04 07 01', { type: FRAME.LEAVE, rid: 7, ref: 1 }],
    [
      'COMMAND without reply or nonce',
      '96 05 01 02 81 a1 78 2a 00 c0',
      { type: FRAME.COMMAND, ref: 1, op: 2, body: { x: 42 }, rid: 0, nonce: null },
    ],
    ['INPUT', '93 06 cc c8 c4 02 0a 0b', { type: FRAME.INPUT, ref: 200, body: new Uint8Array([10, 11]) }],
    [
      'QUERY',
      '96 07 07 a4 63686174 a1 61 a1 71 c0',
      { type: FRAME.QUERY, rid: 7, kind: 'chat', room: 'a', name: 'q', body: null },
    ],
    ['ACK', '93 08 01 ce 00010000', { type: FRAME.ACK, ref: 1, seq: 65_536 }],
    ['PONG', '92 09 05', { type: FRAME.PONG, time: 5 }],
    ['PROBE', '92 0a cb 3ff8000000000000', { type: FRAME.PROBE, time: 1.5 }],
    ['WATCH', '94 0b 07 a4 63686174 92 a1 61 a1 62', { type: FRAME.WATCH, rid: 7, kind: 'chat', rooms: ['a', 'b'] }],
    ['WATCH of none', '94 0b 07 a4 63686174 90', { type: FRAME.WATCH, rid: 7, kind: 'chat', rooms: [] }],
  ])('%s is these bytes, both ways', (_, hex, frame) => {
    expect(hexOf(encodeClientFrame(frame))).toBe(hex.replaceAll(' ', ''))
    expect(decodeClientFrames(bytesOf(hex))).toEqual([frame])
  })

  it('[F2] shares a message with others, 64 at most', () => {
    const all = joined(LEGAL.map((frame) => encodeClientFrame(frame)))
    expect(decodeClientFrames(all)).toEqual(LEGAL)
    const ping = encodeClientFrame({ type: FRAME.PONG, time: 1 })
    const times = (n: number) => joined(Array.from({ length: n }, () => ping))
    expect(decodeClientFrames(times(LIMITS.maxFramesPerMessage))).toHaveLength(64)
    expect(() => decodeClientFrames(times(LIMITS.maxFramesPerMessage + 1))).toThrow(badFrame)
    expect(() => decodeClientFrames(new Uint8Array())).toThrow(badFrame)
  })

  it('[F3] may end in fields that the server does not know, but lacks none', () => {
    expect(decodeClientFrames(raw([FRAME.PONG, 5, 'new', { in: 'v1.1' }]))).toEqual([{ type: FRAME.PONG, time: 5 }])
    for (const frame of LEGAL) {
      const fields = encodeClientFrame(frame)[0]! - 0x90
      const shorter = encodeClientFrame(frame).slice()
      shorter[0]! -= 1
      expect(fields, 'a short list').toBeLessThan(16)
      expect(() => decodeClientFrames(shorter)).toThrow(badFrame)
    }
  })

  it('[F4] of an unknown type is refused', () => {
    for (const type of [0, 12, 63, 64, FRAME.WELCOME, -1, 1.5, '1', null])
      expect(() => decodeClientFrames(raw([type, 1, 1, 1, 1, 1]))).toThrow(badFrame)
  })

  it('[F6] is refused when it is cut short, wherever', () => {
    for (const frame of LEGAL) {
      const whole = encodeClientFrame(frame)
      for (let length = 0; length < whole.length; length++)
        expect(() => decodeClientFrames(whole.subarray(0, length)), `${hexOf(whole)} at ${length}`).toThrow(badFrame)
    }
  })

  const command = (body: string) => bytesOf(`96 05 01 02 ${body} 00 c0`)
  it.each<[what: string, bytes: Uint8Array]>([
    ['a number for a frame', raw(5)],
    ['a map for a frame', raw({ 0: 1 })],
    ['an empty list for a frame', raw([])],
    ['a text for a number', raw([FRAME.ACK, '1', 1])],
    ['a number below zero', raw([FRAME.ACK, -1, 1])],
    ['a fraction for a number', raw([FRAME.ACK, 1.5, 1])],
    ['a ref above 32 bits', raw([FRAME.ACK, 2 ** 32, 1])],
    ['a seq above 2^53', bytesOf('93 08 01 cf 0020000000000000')],
    ['a time below zero', raw([FRAME.PONG, -1])],
    ['a time that is not a number', bytesOf('92 09 cb 7ff8000000000000')],
    ['a number for a token', raw([FRAME.AUTH, 1, 5])],
    ['a token beyond its limit', raw([FRAME.AUTH, 1, 't'.repeat(LIMITS.maxTokenLength + 1)])],
    ['a kind beyond its limit', raw([FRAME.JOIN, 1, 'k'.repeat(LIMITS.maxKindLength + 1), 'r', null, null])],
    ['a room beyond its limit', raw([FRAME.JOIN, 1, 'k', 'r'.repeat(LIMITS.maxRoomIdLength + 1), null, null])],
    ['a map for rooms to watch', raw([FRAME.WATCH, 1, 'k', { 0: 'r' }])],
    ['a number for a room to watch', raw([FRAME.WATCH, 1, 'k', ['r', 5]])],
    ['a room to watch beyond its limit', raw([FRAME.WATCH, 1, 'k', ['r'.repeat(LIMITS.maxRoomIdLength + 1)]])],
    ['a room to watch with a lone surrogate', bytesOf('94 0b 01 a1 6b 91 a3 eda080')],
    ['a since of one part', raw([FRAME.JOIN, 1, 'k', 'r', ['e'], null])],
    ['a nonce of 15 bytes', raw([FRAME.COMMAND, 1, 1, null, 1, new Uint8Array(15)])],
    ['an input that is text', raw([FRAME.INPUT, 1, 'x'])],
    ['a resume of nothing', raw([FRAME.HELLO, 1, 't', 'd', new Uint8Array(0)])],
    ['a body that is not a number', command('cb 7ff8000000000000')],
    ['a body that is infinite', command('ca 7f800000')],
    ['a body with a lone surrogate', command('a3 eda080')],
    ['a key with a lone surrogate', command('81 a3 eda080 01')],
    ['a body that is an extension', command('d4 05 00')],
    ['a body that is an empty extension', command('c7 00 05')],
    ['a body that is a timestamp', command('d6 ff 00000001')],
    ['a body keyed __proto__', command('81 a9 5f5f70726f746f5f5f 80')],
    ['a body keyed by a number', command('81 01 02')],
    ['a body of a byte that means nothing', command('c1')],
    [
      'a list beyond its limit',
      raw([FRAME.COMMAND, 1, 1, Array.from({ length: LIMITS.maxItems + 1 }, () => 0), 1, null]),
    ],
    ['a text beyond its limit', raw([FRAME.COMMAND, 1, 1, 'x'.repeat(LIMITS.maxStringLength + 1), 1, null])],
  ])('[F6] with %s is refused', (_, bytes) => {
    expect(() => decodeClientFrames(bytes)).toThrow(badFrame)
  })

  it('[F6] holds a body that is nested 16 deep, and none deeper', () => {
    const nested = (levels: number): Uint8Array => {
      let body: unknown = 1
      for (let i = 0; i < levels; i++) body = i % 2 === 0 ? [body] : { a: body }
      return raw([FRAME.COMMAND, 1, 1, body, 1, null])
    }
    expect(decodeClientFrames(nested(LIMITS.maxDepth))).toHaveLength(1)
    expect(() => decodeClientFrames(nested(LIMITS.maxDepth + 1))).toThrow(badFrame)
  })

  it('[F6] with a field named constructor or toString is a plain body', () => {
    const [frame] = decodeClientFrames(raw([FRAME.COMMAND, 1, 1, { constructor: 1, toString: 2 }, 1, null]))
    expect(frame).toMatchObject({ body: { constructor: 1, toString: 2 } })
  })

  it('keeps every width of ref on the short way for INPUT', () => {
    for (const ref of [0, 127, 128, 255, 256, 65_535, 65_536, 2 ** 32 - 1])
      for (const length of [0, 1, 255, 256]) {
        const frame: ClientFrame = { type: FRAME.INPUT, ref, body: new Uint8Array(length).fill(ref & 0xff) }
        expect(decodeClientFrames(encodeClientFrame(frame))).toEqual([frame])
      }
  })
})

describe('a server frame', () => {
  it.each<[meaning: string, hex: string, frame: Parameters<typeof encodeServerFrame>[0]]>([
    [
      'WELCOME',
      '99 41 01 a1 73 c4 01 09 a1 75 a1 6e cd 03e8 19 00',
      {
        type: FRAME.WELCOME,
        version: 1,
        session: 's',
        resume: new Uint8Array([9]),
        user: { id: 'u', name: 'n' },
        serverMs: 1000,
        pingMs: 25,
        tokenExpiresMs: 0,
      },
    ],
    ['LEFT', '93 43 01 a6 6b69636b6564', { type: FRAME.LEFT, ref: 1, code: 'kicked' }],
    ['REPLY', '94 44 07 c0 01', { type: FRAME.REPLY, rid: 7, code: null, body: 1, retryMs: 0 }],
    ['HEAD', '94 48 01 a1 65 05', { type: FRAME.HEAD, ref: 1, epoch: 'e', seq: 5 }],
    ['PING', '92 49 05', { type: FRAME.PING, time: 5 }],
    ['ECHO', '93 4a 05 06', { type: FRAME.ECHO, time: 5, serverMs: 6 }],
    ['ROUTE', '94 4b 64 c0 a4 62757379', { type: FRAME.ROUTE, afterMs: 100, url: null, code: 'busy' }],
    ['BYE', '94 4c a4 736c6f77 a1 72 00', { type: FRAME.BYE, code: 'slow', reason: 'r', retryMs: 0 }],
  ])('%s is these bytes, both ways', (_, hex, frame) => {
    expect(hexOf(encodeServerFrame(frame))).toBe(hex.replaceAll(' ', ''))
    expect(decodeServerFrames(bytesOf(hex))).toEqual([frame])
  })

  it.each<[meaning: string, write: (writer: Writer) => void, frame: ServerFrame]>([
    [
      'JOINED',
      (w) =>
        writeJoined(w, 7, {
          ref: 1,
          epoch: 'e',
          seq: 5,
          recovered: true,
          commands: ['say'],
          events: ['said'],
          state: raw({ a: 1 }),
        }),
      {
        type: FRAME.JOINED,
        rid: 7,
        ref: 1,
        epoch: 'e',
        seq: 5,
        recovered: true,
        commands: ['say'],
        events: ['said'],
        state: { a: 1 },
      },
    ],
    [
      'EVENTS',
      (w) => writeEvents(w, 1, 70_000, 2, raw(0, 'a', 1, null)),
      {
        type: FRAME.EVENTS,
        ref: 1,
        seq: 70_000,
        events: [
          { op: 0, body: 'a' },
          { op: 1, body: null },
        ],
      },
    ],
    [
      'FLEETING',
      (w) => writeFleeting(w, 1, 1, raw(2, [])),
      { type: FRAME.FLEETING, ref: 1, events: [{ op: 2, body: [] }] },
    ],
    ['STATE', (w) => writeState(w, 1, 2, 'k', 3), { type: FRAME.STATE, ref: 1, op: 2, key: 'k', body: 3 }],
    [
      'STATE without a key',
      (w) => writeState(w, 1, 2, null, 3),
      { type: FRAME.STATE, ref: 1, op: 2, key: null, body: 3 },
    ],
    [
      'BADGE',
      (w) => writeBadge(w, 'chat', 'a', raw({ n: 3 })),
      { type: FRAME.BADGE, kind: 'chat', room: 'a', body: { n: 3 } },
    ],
    [
      'REPLY that refuses',
      (w) => writeReply(w, 7, new TuttiError('conflict', 'why', { retryMs: 250 }), new Uint8Array()),
      { type: FRAME.REPLY, rid: 7, code: 'conflict', body: 'why', retryMs: 250 },
    ],
  ])('%s, as a room writes it, is read as it was meant', (_, write, frame) => {
    expect(decodeServerFrames(written(write))).toEqual([frame])
  })

  it('[F4] of an unknown type is passed over', () => {
    const ping = encodeServerFrame({ type: FRAME.PING, time: 5 })
    expect(decodeServerFrames(joined([raw([99, 'new']), ping]))).toEqual([{ type: FRAME.PING, time: 5 }])
  })

  it('[F3] may end in fields that the client does not know', () => {
    expect(decodeServerFrames(raw([FRAME.PING, 5, 'new']))).toEqual([{ type: FRAME.PING, time: 5 }])
    expect(() => decodeServerFrames(raw([FRAME.PING]))).toThrow(badFrame)
  })
})
