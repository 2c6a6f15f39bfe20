/** Messages on their way, a lane for each target: one after the other in a lane, lanes beside each other. */
import type { Clock, Outbound } from '../ports.ts'

/** What a lane does after a message. */
export type After = 'go on' | 'cool'

interface Waiting {
  readonly message: Outbound
  /** Monotonic: it must be under way before. */
  readonly untilMs: number
}

interface Lane {
  readonly channel: string
  readonly waiting: Waiting[]
  running: boolean
  /** Monotonic. The target failed: it is left alone until then. */
  coolUntilMs: number
}

export interface LanesOptions {
  readonly clock: Clock
  /** Sends and settles one; never rejects. */
  readonly work: (message: Outbound) => Promise<After>
  /** Messages of one channel under way at once. */
  readonly perChannel: number
  /** Messages that wait in one lane. */
  readonly perLane: number
  /** How long a target that failed is left alone. */
  readonly coolMs: number
  /** A message ended, or was let go. */
  readonly freed: () => void
}

/**
 * A target that does not answer costs one attempt at a time, and nobody else their turn. What is let go here is not
 * lost: nothing was settled, so it is due again when its lease is over.
 */
export class Lanes {
  readonly #options: LanesOptions
  readonly #lanes = new Map<string, Lane>()
  readonly #underWay = new Map<string, number>()
  #held = 0

  constructor(options: LanesOptions) {
    this.#options = options
  }

  /** Messages that wait or are under way. */
  get held(): number {
    return this.#held
  }

  add(message: Outbound, untilMs: number): void {
    const name = `${message.channel} ${message.target}`
    let lane = this.#lanes.get(name)
    if (lane === undefined) {
      lane = { channel: message.channel, waiting: [], running: false, coolUntilMs: -Infinity }
      this.#lanes.set(name, lane)
    }
    const { clock, perLane } = this.#options
    // One target with a thousand messages must not keep the others' out.
    if (lane.coolUntilMs > clock.now() || lane.waiting.length >= perLane) return
    lane.waiting.push({ message, untilMs })
    this.#held++
    this.#next(lane)
  }

  /** Lets go of everything that is not under way, and of targets that have cooled down. */
  letGo(): void {
    for (const lane of this.#lanes.values()) this.#drop(lane)
    this.tidy()
  }

  /** Forgets lanes that nothing is known about any more. */
  tidy(): void {
    const nowMs = this.#options.clock.now()
    for (const [name, lane] of this.#lanes) {
      if (!lane.running && lane.waiting.length === 0 && lane.coolUntilMs <= nowMs) this.#lanes.delete(name)
    }
  }

  #drop(lane: Lane): void {
    this.#held -= lane.waiting.length
    lane.waiting.length = 0
  }

  #next(lane: Lane): void {
    const under = this.#underWay.get(lane.channel) ?? 0
    if (lane.running || under >= this.#options.perChannel) return
    const nowMs = this.#options.clock.now()
    let first = lane.waiting.shift()
    while (first !== undefined && first.untilMs <= nowMs) {
      this.#held--
      first = lane.waiting.shift()
    }
    if (first === undefined) return
    lane.running = true
    this.#underWay.set(lane.channel, under + 1)
    void this.#run(lane, first.message)
  }

  async #run(lane: Lane, message: Outbound): Promise<void> {
    const after = await this.#options.work(message)
    lane.running = false
    this.#underWay.set(lane.channel, this.#underWay.get(lane.channel)! - 1)
    this.#held--
    if (after === 'cool') {
      lane.coolUntilMs = this.#options.clock.now() + this.#options.coolMs
      this.#drop(lane)
    }
    this.#next(lane)
    // A place is free for any lane of the channel; those that wait longest come first, as a Map keeps them.
    for (const other of this.#lanes.values()) if (other.channel === lane.channel) this.#next(other)
    this.#options.freed()
  }
}
