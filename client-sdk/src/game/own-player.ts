/** Me in a match: makes commands sixty times a second, moves by them at once, and is put right where the host differs. */
import type { Arena } from '../../../shared/game/arena.ts'
import { TICK_HZ } from '../../../shared/game/rules.ts'
import type { SnapshotView } from '../../../shared/game/snapshot-view.ts'
import { InputSender } from './input-sender.ts'
import { PhaseLock } from './phase-lock.ts'
import type { Playback } from './playback.ts'
import { Prediction } from './prediction.ts'

export interface OwnPose {
  /** In the fight: x, y and aim are predicted. */
  active: boolean
  /** Metres and radians. */
  x: number
  y: number
  aim: number
}

export const MS_PER_TICK = 1000 / TICK_HZ
/** 250 ms: what is older than that when the page comes back to life is not worth catching up on. */
const MAX_BEHIND_TICKS = 15
const TURN_YAW = 65536
const TURN = Math.PI * 2

export interface OwnPlayerParts {
  readonly view: SnapshotView
  readonly playback: Playback
  readonly send: (bytes: Uint8Array) => boolean
  readonly rttMs: () => number | undefined
  readonly acted: (actions: number, seq: number) => void
}

export class OwnPlayer {
  readonly pose: OwnPose = { active: false, x: 0, y: 0, aim: 0 }
  readonly prediction = new Prediction()
  readonly sender: InputSender
  commands = 0
  /** Commands not made because the page stood still for too long. */
  dropped = 0
  readonly #parts: OwnPlayerParts
  readonly #phase = new PhaseLock()
  /** Ticks of commands that are due; the fraction is how far the next one has come. */
  #due = 0

  constructor(parts: OwnPlayerParts) {
    this.#parts = parts
    this.sender = new InputSender(parts.send)
  }

  /** A seat, or the same one again: commands go on from `seq`. */
  seated(seq: number): void {
    this.prediction.reset(seq)
    this.sender.clear()
    this.#rest()
  }

  /** After each snapshot. `elsewhere`: another match or arena, so that nothing is to be compared. */
  seen(alive: boolean, arena: Arena, elsewhere: boolean): void {
    const { ackSeq, own } = this.#parts.view
    if (!alive) return this.#rest()
    if (this.pose.active && !elsewhere) this.prediction.reconcile(ackSeq, own, arena)
    else this.prediction.begin(ackSeq, own, arena)
    this.pose.active = true
  }

  /** One animation frame with these controls held. */
  play(elapsedMs: number, buttons: number, dir: number, yaw: number, arena: Arena, nowMs: number): void {
    const { view, playback, acted } = this.#parts
    this.#due += (elapsedMs / MS_PER_TICK) * this.#phase.rate
    if (this.#due >= MAX_BEHIND_TICKS + 1) {
      this.dropped += Math.floor(this.#due - MAX_BEHIND_TICKS)
      this.#due = MAX_BEHIND_TICKS
    }
    for (; this.#due >= 1; this.#due--) {
      const actions = this.prediction.command(buttons, dir, yaw, arena)
      const { lastSeq } = this.prediction
      this.commands++
      if (actions !== 0) acted(actions, lastSeq)
      if (this.sender.command(lastSeq, buttons, dir, yaw, view, playback.renderTick, nowMs)) this.#locate(nowMs)
    }
    this.pose.x = this.prediction.drawnX(this.#due)
    this.pose.y = this.prediction.drawnY(this.#due)
    this.pose.aim = (yaw / TURN_YAW) * TURN
  }

  /** No seat to send from: the time that passes is nobody's. */
  pause(): void {
    this.#due = 0
  }

  /** A whole round trip: what `tickAt` is behind by on the way down, and what the frame takes on its way up. */
  #locate(nowMs: number): void {
    const { playback, rttMs } = this.#parts
    this.#phase.sent(playback.tickAt(nowMs) + (rttMs() ?? 0) / MS_PER_TICK, playback.jitterMs)
  }

  /** Commands made already keep their numbers, so they still go out: a gap would cost the next life its first ones. */
  #rest(): void {
    this.pose.active = false
    this.#due = 0
  }
}
