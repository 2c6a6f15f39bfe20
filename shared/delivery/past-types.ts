/** What is told of what has been, in plain types. */
import type { DispatchPolicy } from './types.ts'

/** A courier at one of its order's places, as its track has it once all of it has come. */
export interface Visit {
  readonly kind: 'pickup' | 'arriving' | 'drop'
  /**
   * Within 60 m of the place, or 500 m of the door (`arriving`): it came, went, or only went through. `dwell`: it had
   * waited at the counter for ten minutes.
   */
  readonly type: 'enter' | 'exit' | 'cross' | 'dwell'
  /** Unix ms: when it began, and of the fix that made sure of it. */
  readonly sinceMs: number
  readonly atMs: number
  /** Nobody was told then: fixes of that time came too late. */
  readonly late: boolean
}

/** A decision of dispatch, decided again. */
export interface DecidedAgain {
  readonly id: string
  /** Unix ms. */
  readonly at: number
  readonly policy: DispatchPolicy
  /** Orders that were thought of. */
  readonly orders: number
  /** Orders that somebody was asked to take, those that go together as one. */
  readonly asked: readonly (readonly string[])[]
  /** The same came of it; null: it was written in a layout that is not read any more. */
  readonly same: boolean | null
}
