/** Takes INPUT frames apart, holds every command to the rules, and executes what passes. */
import { TuttiError } from '../../../shared/errors.ts'
import { JUDGED } from '../../../shared/game/combat.ts'
import { InputFrame, decodeInput } from '../../../shared/game/input-codec.ts'
import { ACTION, BUTTON, REWIND_TICKS, STATUS } from '../../../shared/game/rules.ts'
import type { Inlet, World } from '../../../shared/game/world.ts'
import { noRefusals } from './refusals.ts'
import type { Rule } from './refusals.ts'
import { COMMAND_COST } from './seat.ts'
import type { Seat } from './seat.ts'
import type { Viewer } from './viewer.ts'

/** What a player draws is this much older than its newest snapshot at most; what claims more is held to it. */
const MOST_DELAY = 30 * 256

export class Intake {
  readonly refused = noRefusals()
  readonly #world: World
  readonly #inlet: Inlet
  readonly #frame = new InputFrame()

  constructor(world: World, inlet: Inlet) {
    this.#world = world
    this.#inlet = inlet
  }

  /**
   * Everything in the frame is executed now: the room's tick follows at once.
   * @param seat undefined: only watches, and may do no more than acknowledge
   */
  take(seat: Seat | undefined, viewer: Viewer, bytes: Uint8Array): void {
    const frame = this.#frame
    try {
      decodeInput(bytes, frame)
    } catch (thrown) {
      if (!(thrown instanceof TuttiError)) throw thrown
      this.#refuse(seat, 'bad_input')
      return
    }
    if (!viewer.acknowledge(frame.ackFrame, frame.ackTick)) this.#refuse(seat, 'ack')
    if (seat !== undefined && frame.count > 0) this.#run(seat, viewer, frame)
  }

  #run(seat: Seat, viewer: Viewer, frame: InputFrame): void {
    const ahead = (frame.firstSeq - seat.seq) & 0xffff
    if (ahead > 1 && ahead < 0x8000) {
      // Numbers may only be missing if someone left them out. Goes on after the gap.
      this.#refuse(seat, 'skipped')
      seat.seq = (frame.firstSeq + frame.count - 1) & 0xffff
      return
    }
    const rewind = this.#rewind(seat, viewer, frame.render)
    for (let i = 0; i < frame.count; i++) {
      const seq = (frame.firstSeq + i) & 0xffff
      if (seq !== ((seat.seq + 1) & 0xffff)) {
        this.#refuse(seat, 'replayed')
        continue
      }
      seat.seq = seq
      this.#execute(seat, frame, i, rewind - i * 256)
    }
  }

  #execute(seat: Seat, frame: InputFrame, i: number, rewind: number): void {
    if (seat.budget < COMMAND_COST) {
      // Acknowledged without effect: the client's prediction is put right, and the time is not made up for.
      this.#refuse(seat, 'budget')
      return
    }
    seat.budget -= COMMAND_COST
    const buttons = frame.buttons[i]!
    const past = Math.max(0, Math.min(REWIND_TICKS * 256, rewind))
    const did = this.#inlet.command(seat.slot, buttons, frame.dir[i]!, frame.yaw[i]!, seat.seq & 255, past)
    if ((did & JUDGED.BLOCKED) !== 0) this.#note('wall')
    const pressed = buttons & ~seat.buttons & (BUTTON.FIRE | BUTTON.LAUNCH)
    seat.buttons = buttons
    if (pressed !== 0 && this.#world.status[seat.slot] === STATUS.ALIVE) this.#judge(seat.slot, pressed, did)
  }

  /** Why a newly pressed trigger did nothing. One that is held waits for its turn: that is no attempt at anything. */
  #judge(slot: number, pressed: number, did: number): void {
    const { bodies } = this.#world
    if ((pressed & BUTTON.FIRE) !== 0 && (did & ACTION.FIRED) === 0) {
      this.#note(bodies.magazine[slot] === 0 ? 'ammo' : 'cooldown')
    }
    if ((pressed & BUTTON.LAUNCH) !== 0 && (did & ACTION.LAUNCHED) === 0) {
      this.#note(bodies.rockets[slot] === 0 ? 'ammo' : 'cooldown')
    }
  }

  /** How far in the past the player saw others, in 1/256 tick, as far as that can be true. */
  #rewind(seat: Seat, viewer: Viewer, render: number): number {
    const acked = viewer.sentTick[viewer.ackFrame]! * 256
    // u24 wraps every 18 minutes; what counts is how far it lies behind what was acknowledged.
    const delay = (((acked - render) & 0xffffff) << 8) >> 8
    const held = Math.max(0, Math.min(MOST_DELAY, delay))
    if (held !== delay) this.#refuse(seat, 'aim')
    return this.#world.tick * 256 - acked + held
  }

  #refuse(seat: Seat | undefined, rule: Rule): void {
    this.refused[rule]++
    if (seat !== undefined) seat.refused++
  }

  #note(rule: Rule): void {
    this.refused[rule]++
  }
}
