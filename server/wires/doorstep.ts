/** What a client says while its room is being entered, in order and bounded. */
import { TuttiError } from '../../shared/errors.ts'
import type { Message } from './codec.ts'
import { WIRE } from './limits.ts'

export class Doorstep {
  #messages: Message[] = []
  #bytes = 0

  /** @throws TuttiError `overloaded` */
  put(message: Message): void {
    this.#messages.push(message)
    this.#bytes += 'bytes' in message ? message.bytes.length : 0
    if (this.#messages.length > WIRE.waitingMessages || this.#bytes > WIRE.waitingBytes)
      throw new TuttiError('overloaded')
  }

  take(): readonly Message[] {
    const messages = this.#messages
    this.#messages = []
    this.#bytes = 0
    return messages
  }
}
