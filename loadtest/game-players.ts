/** Players of the load test: what they see of snapshots, and the frames they send. */
import { HAPPENING } from '../shared/game/happenings.ts'
import { InputFrame, decodeInput, encodeInput } from '../shared/game/input-codec.ts'
import { BUTTON } from '../shared/game/rules.ts'
import { SnapshotView } from '../shared/game/snapshot-view.ts'
import type { GameBot } from '../server/rooms/game/bot.ts'
import type { Seat } from './game-seats.ts'
import type { Shots } from './shots.ts'

/** Commands a frame: 60 Hz commands in 20 Hz frames. */
const COMMANDS = 3
/** How far back a walker says it saw the others, in 1/256 tick: 100 ms, as an interpolating client does. */
const RENDER_BEHIND = 6 * 256
/** Keyframes are refused when asked for more often than every second. */
const ASK_AGAIN_MS = 1_500

export interface Recorder {
  snapshot(intervalMs: number): void
  shot(latencyMs: number): void
  /** Frames of this player that never came. */
  gap(frames: number): void
  resync(): void
}

/** What all players have in common: the seat, and what snapshots tell. */
export abstract class Player {
  readonly seat: Seat
  protected readonly slot: number
  readonly #shots: Shots
  readonly #recorder: Recorder
  #askedMs = -Infinity
  #lastMs = 0
  #frame = -1

  constructor(seat: Seat, shots: Shots, recorder: Recorder) {
    this.seat = seat
    this.slot = seat.state.slot
    this.#shots = shots
    this.#recorder = recorder
  }

  /** From now on it sees and may be asked to act. */
  start(): void {
    this.seat.hear((bytes) => this.#heard(bytes))
  }

  #heard(bytes: Uint8Array): void {
    const nowMs = performance.now()
    if (this.#lastMs > 0) this.#recorder.snapshot(nowMs - this.#lastMs)
    this.#lastMs = nowMs
    // The head of every snapshot: parts, then the frame's number to this player.
    const missing = this.#frame < 0 ? 0 : (bytes[1]! - this.#frame - 1) & 255
    if (missing > 0) this.#recorder.gap(missing)
    this.#frame = bytes[1]!
    this.see(bytes, nowMs)
  }

  /** Sends what it does now. */
  act(): void {
    const nowMs = performance.now()
    const input = this.decide(nowMs)
    if (input !== undefined) this.seat.input(input)
  }

  protected abstract see(bytes: Uint8Array, nowMs: number): void
  protected abstract decide(nowMs: number): Uint8Array | undefined

  protected fired(seq: number, nowMs: number): void {
    this.#shots.sent(this.slot, seq, nowMs)
  }

  /** A snapshot did not fit what was held: asks for everything anew, as every client does. */
  protected askAgain(nowMs: number): void {
    if (nowMs - this.#askedMs < ASK_AGAIN_MS) return
    this.#askedMs = nowMs
    this.#recorder.resync()
    this.seat.keyframe()
  }

  /** Records the shots of others that a view has just taken in. */
  protected witness({ happenings }: SnapshotView, nowMs: number): void {
    const { type, a, b, count } = happenings
    for (let i = 0; i < count; i++) {
      if ((type[i] !== HAPPENING.SHOT && type[i] !== HAPPENING.HIT) || a[i] === this.slot) continue
      const ms = this.#shots.latency(a[i]!, b[i]!, nowMs)
      if (ms !== undefined) this.#recorder.shot(ms)
    }
  }
}

/** The kind's own bot: sees everything, and plays to win. */
export class BotPlayer extends Player {
  readonly #bot: GameBot
  readonly #sent = new InputFrame()

  constructor(bot: GameBot, seat: Seat, shots: Shots, recorder: Recorder) {
    super(seat, shots, recorder)
    this.#bot = bot
    bot.joined(seat.state)
  }

  protected see(bytes: Uint8Array, nowMs: number): void {
    this.#bot.heard('snap', bytes)
    this.witness(this.#bot.view, nowMs)
  }

  protected decide(nowMs: number): Uint8Array | undefined {
    const act = this.#bot.act(nowMs)
    if (act === undefined) return undefined
    if (!('input' in act)) {
      this.askAgain(nowMs)
      return undefined
    }
    const { count, firstSeq, buttons } = decodeInput(act.input, this.#sent)
    for (let i = 0; i < count; i++) if ((buttons[i]! & BUTTON.FIRE) !== 0) this.fired(firstSeq + i, nowMs)
    return act.input
  }
}

/** Costs little: wanders about and shoots now and then. As a witness it also reads every snapshot, which others do not. */
export class Walker extends Player {
  readonly #view: SnapshotView | undefined
  readonly #random: () => number
  readonly #shotChance: number
  readonly #input = new InputFrame()
  #seq: number
  #ackTick: number
  #ackFrame = 0
  #dir: number
  #yaw: number

  constructor(
    how: { readonly witness: boolean; readonly shotChance: number; readonly random: () => number },
    seat: Seat,
    shots: Shots,
    recorder: Recorder,
  ) {
    super(seat, shots, recorder)
    this.#view = how.witness ? new SnapshotView() : undefined
    this.#random = how.random
    this.#shotChance = how.shotChance
    const { seq, tick } = seat.state
    this.#seq = seq
    this.#ackTick = tick & 0xffff
    this.#dir = Math.floor(this.#random() * 256)
    this.#yaw = Math.floor(this.#random() * 65536)
  }

  protected see(bytes: Uint8Array, nowMs: number): void {
    this.#ackFrame = bytes[1]!
    this.#ackTick = bytes[2]! | (bytes[3]! << 8)
    if (this.#view === undefined) return
    if (this.#view.apply(bytes) === 'applied') this.witness(this.#view, nowMs)
    else this.askAgain(nowMs)
  }

  protected decide(nowMs: number): Uint8Array {
    const input = this.#input
    if (this.#random() < 0.05) this.#dir = Math.floor(this.#random() * 256)
    this.#yaw = (this.#yaw + Math.floor((this.#random() - 0.5) * 4000)) & 0xffff
    input.count = 0
    input.firstSeq = (this.#seq + 1) & 0xffff
    input.ackTick = this.#ackTick
    input.ackFrame = this.#ackFrame
    input.render = (this.#ackTick * 256 - RENDER_BEHIND) & 0xffffff
    for (let i = 1; i < COMMANDS; i++) input.push(BUTTON.MOVE, this.#dir, this.#yaw)
    // The shot is the last command: a client sends at once when its player pulls the trigger.
    const shoots = this.#random() < this.#shotChance
    input.push(BUTTON.MOVE | (shoots ? BUTTON.FIRE : 0), this.#dir, this.#yaw)
    this.#seq = (this.#seq + COMMANDS) & 0xffff
    if (shoots) this.fired(this.#seq, nowMs)
    return encodeInput(input)
  }
}
