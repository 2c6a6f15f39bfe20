/** Dispatch as a room uses it: a decision is begun, perhaps matched elsewhere, finished, and kept so that it can be replayed. */
import { conclude, draftOf, isLarge, matchOf, zonedTask } from './decide.ts'
import type { Matched } from './decide.ts'
import type { Draft } from './draft.ts'
import { weighedFor } from './explain.ts'
import type { Weighed } from './explain.ts'
import { greedyMatch } from './greedy.ts'
import { decodeEntry, encodeEntry } from './log-entry.ts'
import { Recording, playScene } from './recording.ts'
import type { Notes } from './recording.ts'
import { DISPATCH, SOLVE_STEPS } from './settings.ts'
import type { DispatchSettings } from './settings.ts'
import { AssignmentSolver, never } from './solver.ts'
import type { Enough } from './solver.ts'
import type { ZonedTask } from './split.ts'
import type { Decided, PolicyName, Scene } from './types.ts'

/** Bytes of decisions that are kept. */
const LOG_BYTES = 8 * 1024 * 1024

export interface Begun {
  readonly policy: PolicyName
  readonly draft: Draft
  readonly recording: Recording
  /** Present: too large for a tick. What dispatchJobs.assign answers to it, finish() takes. */
  readonly task: ZonedTask | undefined
}

export interface DispatcherOptions {
  readonly settings?: DispatchSettings
  /** When to give up on the best; a count of steps by default, which a replay of the room counts the same. */
  readonly enough?: Enough
  readonly logBytes?: number
}

/** How steps are counted where there is no clock. */
const enoughSteps: Enough = (steps) => steps > SOLVE_STEPS

export class Dispatcher {
  readonly #settings: DispatchSettings
  readonly #enough: Enough
  readonly #logBytes: number
  readonly #solver = new AssignmentSolver()
  #log: Uint8Array[] = []
  #kept = 0
  #left: ReadonlySet<string> = new Set()
  /** Orders that the last decision left waiting though there are couriers, and the one before it did not. */
  newlyLeft: readonly string[] = []
  /** The last decision, where somebody was asked or another order left; undefined: it was like the one before. */
  kept: Uint8Array | undefined
  #last: { readonly draft: Draft; readonly match: Int32Array } | undefined

  constructor({ settings = DISPATCH, enough = enoughSteps, logBytes = LOG_BYTES }: DispatcherOptions = {}) {
    this.#settings = settings
    this.#enough = enough
    this.#logBytes = logBytes
  }

  begin(policy: PolicyName, scene: Scene): Begun {
    const recording = new Recording(scene)
    const draft = draftOf(policy, recording, this.#settings)
    return { policy, draft, recording, task: isLarge(policy, draft) ? zonedTask(draft) : undefined }
  }

  /**
   * Who has to be asked now. `match`: what the job answered; undefined where it failed, and then the cheapest pairs go
   * first. Whoever was asked to do something else meanwhile must be sorted out by the caller: the offers book refuses.
   */
  finish({ policy, draft, recording, task }: Begun, match?: Int32Array): Decided {
    const matched = task === undefined ? matchOf(policy, draft, this.#solver, this.#enough) : matchedBy(draft, match)
    const decided = conclude(policy, draft, matched)
    this.#last = { draft, match: matched.match }
    const left = leftOf(draft, decided)
    // With nobody there nothing is decided.
    this.newlyLeft = recording.near.size + draft.couriers.length === 0 ? [] : left.filter((id) => !this.#left.has(id))
    this.#left = new Set(left)
    this.kept = undefined
    if (decided.pairs.length > 0 || this.newlyLeft.length > 0) {
      this.kept = encodeEntry({ settings: this.#settings, notes: notesOf(policy, recording, draft), decided })
      this.#keep(this.kept)
    }
    return decided
  }

  /** Both at once, however large: where nothing else waits. */
  decide(policy: PolicyName, scene: Scene): Decided {
    return this.finish({ ...this.begin(policy, scene), task: undefined })
  }

  /** Who was weighed for an order the last time, the cheapest first. */
  weighed(order: string): Weighed[] {
    return this.#last === undefined ? [] : weighedFor(order, this.#last.draft, this.#last.match)
  }

  /** The latest decisions by which somebody was asked or another order left, the oldest first; for `replay`. */
  get log(): readonly Uint8Array[] {
    return this.#log
  }

  #keep(entry: Uint8Array): void {
    this.#log.push(entry)
    this.#kept += entry.length
    let gone = 0
    while (this.#kept > this.#logBytes && gone < this.#log.length - 1) this.#kept -= this.#log[gone++]!.length
    if (gone > 0) this.#log = this.#log.slice(gone)
  }
}

/** What was thought of, and nobody was asked of. */
const leftOf = ({ trips }: Draft, { pairs }: Decided): string[] => {
  const asked = new Set(pairs.flatMap(({ orders }) => orders))
  return trips.flatMap(({ orders }) => orders.flatMap(({ id }) => (asked.has(id) ? [] : id)))
}

const matchedBy = ({ task }: Draft, match: Int32Array | undefined): Matched =>
  match === undefined ? { match: greedyMatch(task), how: 'greedy' } : { match, how: 'optimal' }

/** Of thousands who are free soon only those that were thought of; greedy thinks of all of them. */
const notesOf = (policy: PolicyName, recording: Recording, { settings, couriers }: Draft): Notes => {
  const { nowMs, orders, nearTape, travelTape, named, near } = recording
  const columns = new Set(couriers.map(({ slot }) => slot))
  const counted = recording.soonFree.filter(({ freeAtMs }) => freeAtMs <= nowMs + settings.horizonMs)
  const soonFree = policy === 'greedy' ? recording.soonFree : counted.filter(({ slot }) => columns.has(slot))
  const free = [...named.values()]
  const others = policy === 'greedy' ? 0 : near.size + counted.length - free.length - soonFree.length
  return { nowMs, orders, free, soonFree, others, nearTape, travelTape }
}

export interface Replayed {
  readonly recorded: Decided
  readonly replayed: Decided
}

/** Decides again what was decided then, from what was known then. */
export const replay = (log: Iterable<Uint8Array>): Replayed[] => {
  const solver = new AssignmentSolver()
  return Array.from(log, (bytes) => {
    const { settings, notes, decided: recorded } = decodeEntry(bytes)
    const { policy, how } = recorded
    const draft = draftOf(policy, playScene(notes), settings)
    const hurried = policy === 'batched' && how === 'greedy'
    const matched = hurried ? matchedBy(draft, undefined) : matchOf(policy, draft, solver, never)
    return { recorded, replayed: conclude(policy, draft, matched) }
  })
}
