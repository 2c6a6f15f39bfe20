/** Messages on their way, a lane for each target: one after the other in a lane, lanes beside each other. */
import type { Cancel, Clock, Outbound } from '../ports.ts'

/** What a lane does after a message: one that failed makes it pause, longer each time. */
export type After = 'go on' | 'pause'

interface Waiting {
  readonly message: Outbound
  /** Monotonic: it must be under way before. */
  readonly untilMs: number
}

interface Lane {
  readonly name: string
  readonly channel: string
  waiting: Waiting[]
  running: boolean
  /** In a row. */
  failures: number
  /** Monotonic. The target failed: it is left alone until then. */
  pausedUntilMs: number
  wakeUp: Cancel
}

export interface LanesOptions {
  readonly clock: Clock
  /** Sends and settles one; never rejects. */
  readonly work: (message: Outbound) => Promise<After>
  /** Messages of one channel under way at once. */
  readonly perChannel: number
  /** Messages that wait in one lane. */
  readonly perLane: number
  /** How long a target is left alone that failed once; twice as long each time after, and at most so long. */
  readonly pauseMs: number
  readonly longestPauseMs: number
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
      lane = {
        name,
        channel: message.channel,
        waiting: [],
        running: false,
        failures: 0,
        pausedUntilMs: -Infinity,
        wakeUp: () => {},
      }
      this.#lanes.set(name, lane)
    }
    // One target with a thousand messages must not keep the others' out.
    if (lane.pausedUntilMs >= untilMs || lane.waiting.length >= this.#options.perLane) return
    lane.waiting.push({ message, untilMs })
    this.#held++
    this.#next(lane)
  }

  /** Lets go of everything that is not under way. */
  letGo(): void {
    for (const lane of this.#lanes.values()) {
      this.#drop(lane, Infinity)
      lane.wakeUp()
    }
  }

  /** Forgets lanes that nothing is known about any more. */
  tidy(): void {
    const nowMs = this.#options.clock.now()
    for (const [name, lane] of this.#lanes) {
      if (!lane.running && lane.waiting.length === 0 && lane.pausedUntilMs <= nowMs) this.#lanes.delete(name)
    }
  }

  /** Lets go of those that would have to be under way before then. */
  #drop(lane: Lane, beforeMs: number): void {
    const kept = lane.waiting.filter(({ untilMs }) => untilMs > beforeMs)
    this.#held -= lane.waiting.length - kept.length
    lane.waiting = kept
  }

  #next(lane: Lane): void {
    const under = this.#underWay.get(lane.channel) ?? 0
    const nowMs = this.#options.clock.now()
    if (lane.running || under >= this.#options.perChannel || lane.pausedUntilMs > nowMs) return
    this.#drop(lane, nowMs)
    const first = lane.waiting.shift()
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
    if (after === 'pause') this.#pause(lane)
    else lane.failures = 0
    // To the end: the place that is free now goes to the lane that has waited longest for one.
    this.#lanes.delete(lane.name)
    this.#lanes.set(lane.name, lane)
    for (const other of this.#lanes.values()) if (other.channel === lane.channel) this.#next(other)
    this.#options.freed()
  }

  #pause(lane: Lane): void {
    const { clock, pauseMs, longestPauseMs } = this.#options
    const waitMs = Math.min(longestPauseMs, pauseMs * 2 ** lane.failures++)
    lane.pausedUntilMs = clock.now() + waitMs
    this.#drop(lane, lane.pausedUntilMs)
    lane.wakeUp = clock.after(waitMs, () => this.#next(lane))
  }
}
