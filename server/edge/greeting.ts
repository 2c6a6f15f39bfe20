/** A connection that has not been let in yet: waits for HELLO, checks its token, and keeps what comes behind it. */
import { decodeClientFrames } from '../../shared/client-codec.ts'
import { TuttiError } from '../../shared/errors.ts'
import { FRAME, PROTOCOL_VERSION } from '../../shared/frames.ts'
import type { ClientFrame } from '../../shared/frames.ts'
import { LIMITS } from '../../shared/limits.ts'

export type Hello = Extract<ClientFrame, { type: typeof FRAME.HELLO }>

export class Greeting {
  readonly #deadlineMs: number
  readonly #hello: (hello: Hello) => void
  /** Frames behind HELLO, in order; undefined until it came. */
  #waiting: ClientFrame[] | undefined
  #waitingBytes = 0

  /** `hello` is called once, when HELLO came; what follows it waits until takeWaiting(). */
  constructor(nowMs: number, hello: (hello: Hello) => void) {
    this.#deadlineMs = nowMs + LIMITS.helloMs
    this.#hello = hello
  }

  /** One message; the bytes are ours. @throws TuttiError that ends the connection */
  message(bytes: Uint8Array): void {
    const frames = decodeClientFrames(bytes)
    if (this.#waiting !== undefined) return this.#keep(frames, bytes.length)
    const [hello, ...behind] = frames
    if (hello?.type !== FRAME.HELLO) throw new TuttiError('bad_frame', 'the first frame is HELLO')
    if (hello.version !== PROTOCOL_VERSION)
      throw new TuttiError('bad_version', `the version here is ${PROTOCOL_VERSION}`)
    this.#waiting = []
    this.#keep(behind, bytes.length)
    this.#hello(hello)
  }

  takeWaiting(): ClientFrame[] {
    const waiting = this.#waiting ?? []
    this.#waiting = []
    return waiting
  }

  overdue(nowMs: number): boolean {
    return this.#waiting === undefined && nowMs > this.#deadlineMs
  }

  #keep(frames: readonly ClientFrame[], bytes: number): void {
    const waiting = this.#waiting ?? []
    this.#waitingBytes += bytes
    if (waiting.length + frames.length > LIMITS.framesBurst || this.#waitingBytes > LIMITS.bytesBurst) {
      throw new TuttiError('flood')
    }
    for (const frame of frames) waiting.push(frame)
  }
}
