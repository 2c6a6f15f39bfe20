/** Runs what keeps tables small, in the pauses of what has to be written. */
import type { Tables } from '../../engine/tables.ts'
import type { Cancel, Clock, Dialect, Log } from '../../ports.ts'
import { wordsOf } from './storage-error.ts'

/** One transaction: statements with `?` for each parameter, all of which are the wall clock. */
export interface Round {
  readonly sql: string
  readonly times: number
}

export interface UpkeepOptions {
  readonly all: ReadonlyMap<string, Tables>
  readonly dialect: Dialect
  readonly clock: Clock
  readonly log: Log
  /** True when nothing waits to be written, and nothing was just now. */
  readonly idle: () => boolean
  /** How many rows were changed. Rejects when the database would not. */
  readonly run: (statements: readonly Round[], wallMs: number) => Promise<number>
}

interface Job {
  readonly name: string
  readonly everyMs: number
  readonly statements: readonly Round[]
  dueMs: number
}

/** After a start, between two looks for a pause, and between two rounds of what has more to do. */
const FIRST_MS = 5_000
const LOOK_MS = 100
const NEXT_MS = 20
/** What is late by this much no longer waits for a pause, but still for its turn. */
const OVERDUE_MS = 30_000
const TURN_MS = 200

export class Upkeep {
  readonly #options: UpkeepOptions
  readonly #jobs: readonly Job[]
  #cancel: Cancel = () => undefined
  #running: Promise<void> | undefined
  #lastMs = -Infinity
  #closed = false

  constructor(options: UpkeepOptions) {
    this.#options = options
    const dueMs = options.clock.now() + FIRST_MS
    this.#jobs = [...options.all].flatMap(([kind, { upkeep = {} }]) =>
      Object.entries(upkeep).flatMap(([name, { everyMs, sql }]) => {
        const statements = (sql[options.dialect] ?? []).map((text) => round(text, options.dialect))
        return statements.length === 0 ? [] : [{ name: `${kind}.${name}`, everyMs, statements, dueMs }]
      }),
    )
    this.#plan()
  }

  /** What is running is finished first. */
  async close(): Promise<void> {
    this.#closed = true
    this.#cancel()
    await this.#running
  }

  #plan(leastMs = NEXT_MS): void {
    if (this.#closed || this.#jobs.length === 0) return
    const { clock } = this.#options
    const next = this.#jobs.reduce((a, b) => (b.dueMs < a.dueMs ? b : a))
    this.#cancel = clock.after(Math.max(next.dueMs - clock.now(), leastMs), () => {
      if (!this.#mayRun(next)) return this.#plan(LOOK_MS)
      this.#running = this.#run(next).finally(() => {
        this.#running = undefined
        this.#plan()
      })
    })
  }

  #mayRun(job: Job): boolean {
    const { clock, idle } = this.#options
    return idle() || (clock.now() - job.dueMs > OVERDUE_MS && clock.now() - this.#lastMs > TURN_MS)
  }

  async #run(job: Job): Promise<void> {
    const { clock, log, run } = this.#options
    this.#lastMs = clock.now()
    try {
      // While it finds something to do it stays due.
      if ((await run(job.statements, Math.floor(clock.wall()))) > 0) return
    } catch (thrown) {
      log.warn('upkeep failed', { upkeep: job.name, reason: wordsOf(thrown) })
    }
    job.dueMs = clock.now() + job.everyMs
  }
}

const round = (text: string, dialect: Dialect): Round => ({
  // Postgres would take it for the type of what stands beside it.
  sql: text.replaceAll('{now}', dialect === 'postgres' ? '?::bigint' : '?'),
  times: text.split('{now}').length - 1,
})
