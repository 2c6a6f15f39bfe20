/** Commands on their way to the host: three to a frame, at once when a trigger goes down, acknowledging what was seen. */
import { InputFrame, encodeInput } from '../../../shared/game/input-codec.ts'
import { BUTTON } from '../../../shared/game/rules.ts'
import type { SnapshotView } from '../../../shared/game/snapshot-view.ts'

const COMMANDS_A_FRAME = 3
/** What must not wait for the rest of its frame. */
const URGENT = BUTTON.FIRE | BUTTON.LAUNCH | BUTTON.DASH
/** Who makes no commands still says what it has seen, or its snapshots thin out. */
const IDLE_MS = 250

export class InputSender {
  readonly #send: (bytes: Uint8Array) => boolean
  readonly #frame = new InputFrame()
  #held = 0
  #sentMs = -Infinity

  constructor(send: (bytes: Uint8Array) => boolean) {
    this.#send = send
  }

  /** @returns whether a frame left: that is when the phase of sending can be judged. */
  command(
    seq: number,
    buttons: number,
    dir: number,
    yaw: number,
    view: SnapshotView,
    renderTick: number,
    nowMs: number,
  ): boolean {
    const frame = this.#frame
    if (frame.count === 0) {
      frame.firstSeq = seq
      // Never newer than what was acknowledged: the host would not believe it.
      frame.render = Math.floor(Math.max(0, Math.min(renderTick, view.tick)) * 256) & 0xffffff
    }
    frame.push(buttons, dir, yaw)
    const pressed = buttons & ~this.#held & URGENT
    this.#held = buttons
    if (frame.count < COMMANDS_A_FRAME && pressed === 0) return false
    this.#flush(view, nowMs)
    return true
  }

  idle(view: SnapshotView, nowMs: number): void {
    if (nowMs - this.#sentMs >= IDLE_MS) this.#flush(view, nowMs)
  }

  /** What was not sent is of a life that is over. */
  clear(): void {
    this.#frame.count = 0
    this.#held = 0
  }

  #flush(view: SnapshotView, nowMs: number): void {
    const frame = this.#frame
    frame.ackTick = view.tick & 0xffff
    frame.ackFrame = view.frame
    this.#send(encodeInput(frame))
    frame.count = 0
    this.#sentMs = nowMs
  }
}
