/** Gives out ids: unique whatever the clock does, across restarts too, and never far from their time. */
import { TuttiError } from '../../shared/errors.ts'
import { ID_EPOCH_MS, idText, PER_MS } from '../../shared/id.ts'
import type { Cancel, Clock, IdMark, IdMarks, Log } from '../ports.ts'

/** How far ahead of the clock ids may be given before the mark must be kept again. */
const LEAD_MS = 10_000
/** Ids that run ahead of the clock, as after a crash, need little room: a second holds four million. */
const SLACK_MS = 100
const RAISE_EVERY_MS = 2_500
/** A clock that is further behind what it said before is wrong: its ids would be no times any more. */
const TOLERATED_MS = 5_000
const RETRY_MS = 250

export interface SnowflakeParts {
  readonly clock: Clock
  readonly marks: IdMarks
  readonly log: Log
  /** 0 to 1023; of two processes that run at once, each has its own. */
  readonly node: number
}

/** Goes on behind the last mark that was kept, so that no id is given twice. */
export const openSnowflakes = async (parts: SnowflakeParts): Promise<Snowflakes> => {
  const ids = new Snowflakes(parts, (await parts.marks.read()) ?? { usedMs: 0, clockMs: 0 })
  await ids.raise()
  return ids
}

export class Snowflakes {
  /** How often an id was refused. */
  refused = 0
  readonly #parts: SnowflakeParts
  /** Ids up to this ms may have been given, says what outlives us: none may be given after it. */
  #keptMs: number
  /** The highest that the clock ever said. */
  #clockMs: number
  /** The last ms that an id was given for, and how many. */
  #lastMs: number
  #count = PER_MS
  #raising: Promise<void> | undefined
  #cancel: Cancel | undefined
  #alarmed = false

  constructor(parts: SnowflakeParts, mark: IdMark) {
    this.#parts = parts
    this.#keptMs = mark.usedMs
    this.#lastMs = mark.usedMs
    this.#clockMs = mark.clockMs
    this.#arm()
  }

  /** @throws TuttiError `unavailable` while the clock is far behind what it said before, or the mark cannot be kept */
  next(): string {
    const nowMs = Math.floor(this.#parts.clock.wall())
    if (nowMs < this.#clockMs - TOLERATED_MS) return this.#refuse(this.#clockMs - TOLERATED_MS - nowMs)
    if (nowMs > this.#clockMs) this.#clockMs = nowMs
    this.#alarmed = false
    // Beyond what is kept, an id that is a little old is better than none.
    const aimMs = Math.min(Math.max(nowMs, this.#lastMs), this.#keptMs)
    if (aimMs > this.#lastMs) {
      this.#lastMs = aimMs
      this.#count = 0
    } else if (this.#count === PER_MS) {
      if (this.#lastMs >= this.#keptMs) return this.#refuse(RETRY_MS)
      this.#lastMs++
      this.#count = 0
    }
    if (this.#lastMs + SLACK_MS / 2 > this.#keptMs || nowMs > this.#keptMs) void this.raise()
    return idText(this.#lastMs - ID_EPOCH_MS, this.#parts.node, this.#count++)
  }

  /** Keeps a higher mark. Never rejects: what could not be kept shows in next(). */
  raise(): Promise<void> {
    this.#raising ??= this.#keep().finally(() => (this.#raising = undefined))
    return this.#raising
  }

  /** The last word: the next start goes on right behind the last id. */
  async close(): Promise<void> {
    this.#cancel?.()
    await this.#raising
    const usedMs = this.#lastMs
    // From here on none is given.
    this.#keptMs = 0
    this.#count = PER_MS
    await this.#parts.marks.write({ usedMs, clockMs: this.#clockMs }).catch((cause: unknown) => this.#complain(cause))
  }

  #arm(): void {
    this.#cancel = this.#parts.clock.after(RAISE_EVERY_MS, () => {
      void this.raise()
      this.#arm()
    })
  }

  async #keep(): Promise<void> {
    const nowMs = Math.floor(this.#parts.clock.wall())
    // A clock that went back takes the mark no further: it would be no nearer to the time when it is right again.
    const clockMs = Math.max(nowMs, this.#clockMs)
    const usedMs = Math.max(nowMs + LEAD_MS, this.#lastMs + SLACK_MS, this.#keptMs)
    try {
      await this.#parts.marks.write({ usedMs, clockMs })
      this.#keptMs = usedMs
    } catch (cause) {
      this.#complain(cause)
    }
  }

  #complain(cause: unknown): void {
    this.#parts.log.error('the mark of the ids cannot be kept', { cause })
  }

  #refuse(retryMs: number): never {
    this.refused++
    if (!this.#alarmed) this.#parts.log.error('no ids can be given', { retryMs })
    this.#alarmed = true
    throw new TuttiError('unavailable', 'no ids can be given right now', { retryMs })
  }
}
