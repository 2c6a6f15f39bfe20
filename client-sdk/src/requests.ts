/** Requests of one connection that have no answer yet, by their number (PROTOCOL F7). */
import { TuttiError } from '../../shared/errors.ts'
import type { ErrorCode } from '../../shared/errors.ts'
import type { FRAME, ServerFrame } from '../../shared/frames.ts'
import { LIMITS } from '../../shared/limits.ts'

export type Reply = Extract<ServerFrame, { type: typeof FRAME.REPLY }>
export type Joined = Extract<ServerFrame, { type: typeof FRAME.JOINED }>
/** What is of one room and answers nobody. */
export type RoomFrame = Exclude<Extract<ServerFrame, { readonly ref: number }>, Joined>

export interface Answer {
  replied(reply: Reply): void
  joined?(frame: Joined): void
}

/** Below the host's limit (PROTOCOL L2), so that joins and token refreshes find room beside commands. */
const MAX_ASKED = LIMITS.maxInFlight - 56

export class Requests {
  readonly #waiting = new Map<number, Answer>()
  #last = 0

  get full(): boolean {
    return this.#waiting.size >= MAX_ASKED
  }

  ask(answer: Answer): number {
    this.#last = (this.#last % 0xffffffff) + 1
    this.#waiting.set(this.#last, answer)
    return this.#last
  }

  /** Whoever asked no longer cares. */
  drop(rid: number): void {
    this.#waiting.delete(rid)
  }

  replied(reply: Reply): void {
    const answer = this.#waiting.get(reply.rid)
    this.#waiting.delete(reply.rid)
    answer?.replied(reply)
  }

  joined(frame: Joined): void {
    const answer = this.#waiting.get(frame.rid)
    this.#waiting.delete(frame.rid)
    answer?.joined?.(frame)
  }

  /** Another connection has its own. */
  clear(): void {
    this.#waiting.clear()
  }
}

export const refusal = (reply: Reply): TuttiError =>
  new TuttiError(
    reply.code ?? 'internal',
    typeof reply.body === 'string' ? reply.body : undefined,
    reply.retryMs > 0 ? { retryMs: reply.retryMs } : undefined,
  )

const PASSING: ReadonlySet<ErrorCode> = new Set([
  'unavailable',
  'room_reset',
  'draining',
  'overloaded',
  'rate_limited',
  'slow',
  'timeout',
])

/** Refusals of a seat that pass by themselves: trying again can succeed. */
export const passes = (code: ErrorCode): boolean => PASSING.has(code)
