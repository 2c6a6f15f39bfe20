/** Every entity's bytes, made once a tick for each age of difference, and copied for each player. */
import { ENTITIES, HISTORY_TICKS } from '../../../shared/game/rules.ts'
import { MOST_RECORD_BYTES } from '../../../shared/game/snapshot-layout.ts'
import { writeChange, writeFull } from '../../../shared/game/snapshot-writer.ts'
import type { Scene } from './scene.ts'

/** In place of an age: nothing is held, so everything is told. */
export const WHOLE = 0
/** Older bases are forgotten. */
export const OLDEST = HISTORY_TICKS - 2

export class Records {
  readonly #scene: Scene
  readonly #bytes = new Uint8Array((OLDEST + 1) * ENTITIES * MOST_RECORD_BYTES)
  readonly #length = new Uint8Array((OLDEST + 1) * ENTITIES)
  /** The tick a record was made in. */
  readonly #made = new Uint32Array((OLDEST + 1) * ENTITIES)
  #tick = 0
  #born: Uint32Array
  /** Records made so far: what a test counts to see that they are shared. */
  encoded = 0

  constructor(scene: Scene, born: Uint32Array) {
    this.#scene = scene
    this.#born = born
  }

  begin(tick: number): void {
    this.#tick = tick
  }

  /**
   * Appends what brings an entity from `age` ticks ago up to now.
   * @returns the offset after it; the same one when nothing changed
   */
  copy(age: number, id: number, out: Uint8Array, at: number): number {
    const row = age * ENTITIES + id
    if (this.#made[row] !== this.#tick) this.#make(row, age, id)
    const bytes = this.#bytes
    let from = row * MOST_RECORD_BYTES
    const end = from + this.#length[row]!
    // Records are a few bytes long: a loop beats set() and its view.
    while (from < end) out[at++] = bytes[from++]!
    return at
  }

  #make(row: number, age: number, id: number): void {
    const { now, past } = this.#scene
    const start = row * MOST_RECORD_BYTES
    const base = this.#tick - age
    const end =
      age === WHOLE || this.#born[id]! > base
        ? writeFull(this.#bytes, start, id, now, id)
        : writeChange(this.#bytes, start, id, now, id, past, this.#scene.rowOf(base) + id)
    this.#made[row] = this.#tick
    this.#length[row] = end - start
    this.encoded++
  }
}
