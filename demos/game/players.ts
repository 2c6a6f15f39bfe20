/** Who is in the room: kept from the first state and the ordered events. */
import type { JoinState, Player as Listed } from '../../shared/game/contract.ts'
import { personIndex } from '../shell/people.ts'
import type { Player } from './facts.ts'

export class Players {
  readonly #bySlot = new Map<number, Player>()
  #mySlot = -1
  /** My colour is that of my user id, as on every page. */
  #myUser = ''

  reset(state: JoinState, user: string): void {
    this.#bySlot.clear()
    this.#mySlot = state.slot
    this.#myUser = user
    for (const player of state.players) this.add(player)
  }

  add({ slot, name, bot }: Listed): void {
    this.#bySlot.set(slot, { slot, name, bot, mine: slot === this.#mySlot, out: false, kills: 0 })
  }

  remove(slot: number): void {
    this.#bySlot.delete(slot)
  }

  rename(slot: number, name: string): void {
    const player = this.#bySlot.get(slot)
    if (player !== undefined) player.name = name
  }

  newMatch(): void {
    for (const player of this.#bySlot.values()) {
      player.out = false
      player.kills = 0
    }
  }

  eliminated(slot: number, by: number): void {
    const victim = this.#bySlot.get(slot)
    const killer = this.#bySlot.get(by)
    if (victim !== undefined) victim.out = true
    if (killer !== undefined && by !== slot) killer.kills++
  }

  get(slot: number): Player | undefined {
    return this.#bySlot.get(slot)
  }

  get all(): readonly Player[] {
    return [...this.#bySlot.values()]
  }

  /** Index into PEOPLE. */
  color(slot: number): number {
    const player = this.#bySlot.get(slot)
    return personIndex(slot === this.#mySlot ? this.#myUser : (player?.name ?? String(slot)))
  }
}
