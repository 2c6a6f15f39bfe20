/** A member for one command: comes in, gives it, hears the answer, and goes. */
import { TuttiError } from '../../../shared/errors.ts'
import type { ErrorCode } from '../../../shared/errors.ts'
import { FRAME } from '../../../shared/frames.ts'
import { decodeServerFrames } from '../../../shared/server-codec.ts'
import type { Clock, EngineSide, Entry, JoinRequest, Joined, Seat } from '../../ports.ts'

const RID = 1

/** What happens in the room is not for it. */
class Messenger implements Seat {
  readonly writable = false
  readonly joining: Promise<readonly string[]>
  readonly answered: Promise<unknown>
  #let!: (commands: readonly string[]) => void
  #reply!: (body: unknown) => void
  #fail!: (error: TuttiError) => void

  constructor() {
    const joining = new Promise<readonly string[]>((resolve, reject) => {
      this.#let = resolve
      this.#fail = reject
    })
    this.joining = joining
    this.answered = new Promise((resolve, reject) => {
      this.#reply = resolve
      const refuse = this.#fail
      this.#fail = (error) => {
        refuse(error)
        reject(error)
      }
    })
    // Whoever waits for the one need not wait for the other.
    this.joining.catch(() => {})
    this.answered.catch(() => {})
  }

  fail(error: TuttiError): void {
    this.#fail(error)
  }

  joined({ commands }: Joined): void {
    this.#let(commands)
  }

  refused(error: TuttiError): void {
    this.#fail(error)
  }

  replies(frames: Uint8Array): void {
    for (const frame of decodeServerFrames(frames)) {
      if (frame.type !== FRAME.REPLY || frame.rid !== RID) continue
      const { code, body, retryMs } = frame
      if (code === null) this.#reply(body)
      else this.#fail(new TuttiError(code, typeof body === 'string' ? body : undefined, retryMs > 0 ? { retryMs } : {}))
    }
  }

  newest(): void {}
  fleeting(): void {}
  more(): void {}

  left(code: ErrorCode): void {
    this.#fail(new TuttiError(code))
  }
}

export interface Errand {
  readonly request: JoinRequest
  readonly command: string
  /** Read once the member is in. */
  readonly body: unknown
  readonly nonce: Uint8Array | null
  readonly timeoutMs: number
}

/** The answer to the command. @throws TuttiError what the join or the command is refused with, `timeout` */
export const runErrand = async (engine: EngineSide, clock: Clock, errand: Errand): Promise<unknown> => {
  const seat = new Messenger()
  const entry: Entry = engine.join(errand.request, seat)
  const cancel = clock.after(errand.timeoutMs, () => seat.fail(new TuttiError('timeout')))
  try {
    const op = (await seat.joining).indexOf(errand.command)
    if (op < 0) throw new TuttiError('unknown_command')
    entry.command(op, errand.body, RID, errand.nonce)
    return await seat.answered
  } finally {
    cancel()
    entry.leave('left')
  }
}
