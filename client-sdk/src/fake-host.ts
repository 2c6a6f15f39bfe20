/** What tests of the SDK play against: a clock that is turned by hand, and a host that says what the test tells it to. */
import { decodeClientFrames } from '../../shared/client-codec.ts'
import type { CloseCode } from '../../shared/errors.ts'
import { ERRORS } from '../../shared/errors.ts'
import { FRAME } from '../../shared/frames.ts'
import type { ClientFrame } from '../../shared/frames.ts'
import { encodeServerFrame } from '../../shared/server-codec.ts'
import type { ClientClock } from './clock.ts'
import type { SocketLike } from './socket.ts'

export {
  badge,
  echo,
  fleeting,
  head,
  joined,
  left,
  mood,
  newest,
  ordered,
  ping,
  refuse,
  reply,
  route,
  said,
  typing,
} from './fake-frames.ts'
export type { Seating } from './fake-frames.ts'

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
