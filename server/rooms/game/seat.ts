/** One person's place in the game, kept by user: it outlives the connection for a while. */
import type { Member } from '../../engine/room.ts'

/** Time is counted in hundredths of a command: a tick brings 1.01, and 15 (a quarter of a second) can be saved up. */
export const COMMAND_COST = 100
export const BUDGET_PER_TICK = 101
export const MOST_BUDGET = 15 * COMMAND_COST

export class Seat {
  readonly userId: string
  readonly slot: number
  member: Member | undefined
  /** The tick in which its driver went; -1: it is there. */
  awaySince = -1
  /** The last command executed or passed over; u16. */
  seq = 0
  budget = MOST_BUDGET
  /** Of the last command: what is newly pressed shows against it. */
  buttons = 0
  refused = 0

  constructor(userId: string, slot: number) {
    this.userId = userId
    this.slot = slot
  }

  /** So many ticks of time have passed. */
  earn(ticks: number): void {
    this.budget = Math.min(MOST_BUDGET, this.budget + ticks * BUDGET_PER_TICK)
  }
}
