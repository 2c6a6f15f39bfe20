/**
 * What it will cost Yjs to put new structs in their places: it looks at every item that others have put there
 * meanwhile. A kilobyte of structs that all say "somewhere in this text" takes it seconds.
 */
import type { GuardLimits } from './limits.ts'
import type { Outline } from './outline.ts'
import type { Id, Spot } from './spot.ts'
import { Refusal } from './verdict.ts'
import type { GuardView } from './verdict.ts'

/** Nobody counts further. */
const STEPS_END = 10_000_000
/** So few structs do not get in each other's way. */
const FEW = 64
/** A product of this size is not worth a closer look. */
const CHEAP = 100_000

export class Crowd {
  /** Items that Yjs may look at. */
  steps = 0
  #most = 0
  readonly #view: GuardView
  readonly #limits: GuardLimits
  readonly #outline: Outline
  /** What was put directly behind a struct, or at the beginning of a list. */
  readonly #heads = new Map<string, string>()
  /** Where a struct was put behind another, and not directly before what came there earlier in the same update. */
  readonly #contested: Spot[] = []

  constructor(found: Outline, view: GuardView, limits: GuardLimits) {
    this.#outline = found
    this.#view = view
    this.#limits = limits
  }

  /** A struct comes to a spot, with those neighbours. */
  add(spot: Spot, own: Id, left: Id | null, right: Id | null, isBehindNew: boolean): void {
    // Behind what is new there is only what is new to look at.
    if (!isBehindNew) this.#look(spot)
    if (this.#outline.places.length <= FEW) return
    const place = left === null ? listOf(spot) : nameOf(left)
    const head = this.#heads.get(place) ?? (isBehindNew && left !== null ? this.#rest(left) : undefined)
    if (head !== undefined && (right === null || nameOf(right) !== head)) this.#contested.push(spot)
    this.#heads.set(place, nameOf(own))
  }

  /** All are there. */
  settle(): void {
    const { places, spots } = this.#outline
    let steps = this.#contested.length * places.length
    if (steps > CHEAP) {
      const counts = new Map<string, number>()
      for (const spot of spots) {
        if (spot === undefined) continue
        const list = listOf(spot)
        counts.set(list, (counts.get(list) ?? 0) + 1)
      }
      steps = 0
      for (const spot of this.#contested) steps += counts.get(listOf(spot)) ?? 0
    }
    if (steps > this.#limits.contestedMax) throw new Refusal('too_scattered')
    this.steps += steps
  }

  #look(spot: Spot): void {
    const steps = this.#view.between(spot, STEPS_END)
    this.steps += steps
    this.#most = Math.max(this.#most, steps)
    if (this.steps - this.#most > this.#limits.stepsMax) throw new Refusal('too_scattered')
  }

  /** What stands behind a clock in the same new struct. */
  #rest({ client, clock }: Id): string | undefined {
    return this.#outline.isLast(client, clock) ? undefined : nameOf({ client, clock: clock + 1 })
  }
}

const nameOf = ({ client, clock }: Id): string => `${client}:${clock}`

const listOf = ({ root, holder, key }: Spot): string =>
  `${root === null ? '' : `"${root}"`} ${holder === null ? '' : nameOf(holder)} ${key === null ? '' : `"${key}"`}`
