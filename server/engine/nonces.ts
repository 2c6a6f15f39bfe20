/** Answers of a room's recent commands by sender and nonce, so that a repeat is answered and not done again. */
import type { TuttiError } from '../../shared/errors.ts'
import { LIMITS } from '../../shared/limits.ts'

export interface Answer {
  readonly refusal: TuttiError | null
  /** MessagePack. */
  readonly body: Uint8Array
}

export class Nonces {
  // A Map remembers insertion order: its first key is the oldest.
  readonly #answers = new Map<string, Answer>()

  get(user: string, nonce: Uint8Array): Answer | undefined {
    return this.#answers.get(name(user, nonce))
  }

  set(user: string, nonce: Uint8Array, answer: Answer): void {
    // What may succeed on the next try is not remembered.
    if (answer.refusal?.retryMs !== undefined || answer.refusal?.code === 'internal') return
    if (this.#answers.size >= LIMITS.maxNonces) this.#answers.delete(this.#answers.keys().next().value!)
    this.#answers.set(name(user, nonce), answer)
  }
}

const name = (user: string, nonce: Uint8Array): string => `${Buffer.from(nonce).toString('base64')} ${user}`
