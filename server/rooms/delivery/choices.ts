/** What a region's dispatchers have chosen: it outlives the room and the host. */
import type { DispatchPolicy } from '../../../shared/delivery/types.ts'
import type { Memory } from './memory.ts'

interface Chosen {
  readonly policy?: DispatchPolicy
  /** Of a generated city: simulated couriers, and how much faster than life it goes. */
  readonly couriers?: number
  readonly pace?: number
}

export class Choices {
  readonly #memory: Memory
  #chosen: Chosen
  #isNew = false

  constructor(memory: Memory) {
    this.#memory = memory
    const save = () => {
      const chosen = this.#isNew ? this.#chosen : undefined
      this.#isNew = false
      return chosen
    }
    this.#chosen = memory.of<Chosen>('choices', { save }) ?? {}
  }

  /** What is absent was never chosen. */
  get now(): Chosen {
    return this.#chosen
  }

  choose(chosen: Chosen): void {
    this.#chosen = { ...this.#chosen, ...chosen }
    this.#isNew = true
    this.#memory.keep('choices')
  }
}
