/** What tests of the SDK play against: a clock that is turned by hand, and a host that says what the test tells it to. */
import { decodeClientFrames } from '../../shared/client-codec.ts'
import { TuttiError } from '../../shared/errors.ts'
import type { CloseCode, ErrorCode } from '../../shared/errors.ts'
import { ERRORS } from '../../shared/errors.ts'
import { FRAME } from '../../shared/frames.ts'
import type { ClientFrame, Key } from '../../shared/frames.ts'
import { writeBadge, writeEvents, writeFleeting, writeJoined, writeReply, writeState } from '../../shared/room-codec.ts'
import { encodeServerFrame } from '../../shared/server-codec.ts'
import { Writer } from '../../shared/writer.ts'
import type { ClientClock } from './clock.ts'
import type { SocketLike } from './socket.ts'

export interface TestClock extends ClientClock {
  advance(ms: number): void
  readonly pending: number
}

export const makeClock = (): TestClock => {
  let nowMs = 0
  const timers = new Set<{ readonly dueMs: number; readonly run: () => void }>()
  return {
    now: () => nowMs,
    wall: () => 1_700_000_000_000 + nowMs,
    after: (ms, run) => {
      const timer = { dueMs: nowMs + Math.max(0, ms), run }
      timers.add(timer)
      return () => timers.delete(timer)
    },
    advance: (ms) => {
      const endMs = nowMs + ms
      for (;;) {
        const [next] = [...timers].filter((timer) => timer.dueMs <= endMs).sort((a, b) => a.dueMs - b.dueMs)
        if (next === undefined) break
        timers.delete(next)
        nowMs = Math.max(nowMs, next.dueMs)
        next.run()
      }
      nowMs = endMs
    },
    get pending() {
      return timers.size
    },
  }
}

/** Lets promises that are settled already run what awaits them. */
export const settled = async (): Promise<void> => {
  for (let i = 0; i < 20; i++) await Promise.resolve()
}

type Frame<T extends ClientFrame['type']> = Extract<ClientFrame, { type: T }>

export class FakeSocket implements SocketLike {
  readonly url: string
  binaryType = 'blob'
  onopen: (() => void) | null = null
  onmessage: ((event: { data: unknown }) => void) | null = null
  onclose: ((event: { code: number; reason: string }) => void) | null = null
  onerror: (() => void) | null = null
  closed = false
  /** One entry a message. */
  readonly messages: ClientFrame[][] = []
  #taken = 0

  constructor(url: string) {
    this.url = url
  }

  send(bytes: Uint8Array): void {
    this.messages.push(decodeClientFrames(bytes.slice()))
  }

  close(): void {
    this.closed = true
  }

  /** Frames since the last call. */
  take(): ClientFrame[] {
    const frames = this.messages.slice(this.#taken).flat()
    this.#taken = this.messages.length
    return frames
  }

  takeOf<T extends ClientFrame['type']>(type: T): Frame<T>[] {
    return this.take().filter((frame): frame is Frame<T> => frame.type === type)
  }

  say(...parts: readonly Uint8Array[]): void {
    const length = parts.reduce((sum, part) => sum + part.length, 0)
    const message = new Uint8Array(length)
    let at = 0
    for (const part of parts) {
      message.set(part, at)
      at += part.length
    }
    this.onmessage?.({ data: message.buffer })
  }

  /** The host ends it: BYE, then the close code of the same row. */
  bye(code: CloseCode, retryMs = 0): void {
    this.say(encodeServerFrame({ type: FRAME.BYE, code, reason: `because ${code}`, retryMs }))
    this.cut(ERRORS[code].close)
  }

  /** The line goes, without a word unless a code is given. */
  cut(code = 1006): void {
    this.onclose?.({ code, reason: '' })
  }
}

export interface Greeting {
  readonly session?: string
  readonly serverMs?: number
  readonly tokenExpiresMs?: number
}

export class FakeHost {
  readonly clock = makeClock()
  readonly sockets: FakeSocket[] = []
  /** Resume token of the n-th WELCOME, n from 1, is [n]. */
  #welcomes = 0

  readonly socket = (url: string): FakeSocket => {
    const socket = new FakeSocket(url)
    this.sockets.push(socket)
    return socket
  }

  get last(): FakeSocket {
    const last = this.sockets.at(-1)
    if (last === undefined) throw new Error('nobody connected')
    return last
  }

  /** Opens the newest socket and answers its HELLO. */
  async welcome(greeting: Greeting = {}): Promise<FakeSocket> {
    await settled()
    const { last } = this
    last.onopen?.()
    last.say(this.welcomeFrame(greeting))
    await settled()
    return last
  }

  /** The line is lost, if it is not already; lets time pass until the client is back. */
  async reconnected(): Promise<FakeSocket> {
    this.last.cut()
    const tries = this.sockets.length
    for (let i = 0; this.sockets.length === tries; i++) {
      if (i === 1_000) throw new Error('it does not come back')
      this.clock.advance(50)
      await settled()
    }
    return this.welcome()
  }

  welcomeFrame(greeting: Greeting = {}): Uint8Array {
    return encodeServerFrame({
      type: FRAME.WELCOME,
      version: 1,
      session: greeting.session ?? 'session-1',
      resume: Uint8Array.of(++this.#welcomes),
      user: { id: 'u1', name: 'Ada' },
      serverMs: greeting.serverMs ?? this.clock.wall(),
      pingMs: 25_000,
      tokenExpiresMs: greeting.tokenExpiresMs ?? 0,
    })
  }
}

export interface Seating {
  readonly ref?: number
  readonly epoch?: string
  readonly seq?: number
  readonly recovered?: boolean
  readonly state?: unknown
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
      commands: ['say', 'shout'],
      events: ['said', 'mood', 'typing'],
      state: encoded(seating.state ?? null),
    }),
  )

const flat = (op: number, bodies: readonly unknown[]): Uint8Array =>
  written((writer) => {
    for (const body of bodies) writer.uint(op).value(body)
  })

/** `said` events from `seq` on. */
export const said = (seq: number, bodies: readonly unknown[], ref = 7): Uint8Array =>
  written((writer) => writeEvents(writer, ref, seq, bodies.length, flat(0, bodies)))

export const mood = (key: Key, body: unknown, ref = 7): Uint8Array =>
  written((writer) => writeState(writer, ref, 1, key, body))

export const typing = (bodies: readonly unknown[], ref = 7): Uint8Array =>
  written((writer) => writeFleeting(writer, ref, bodies.length, flat(2, bodies)))

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
