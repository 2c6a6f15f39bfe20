/** The host's time on a clock that only goes on evenly: set where there is a connection, and kept without one. */
import type { AnyClient } from '../any-client.ts'

type Clocked = Pick<AnyClient<never>, 'clock' | 'state' | 'serverNow'>

export class HostClock {
  readonly #client: Clocked
  #offsetMs = 0

  constructor(client: Clocked) {
    this.#client = client
    this.set()
  }

  /** There is a connection: the host's time is known. */
  set(): void {
    this.#offsetMs = this.#client.serverNow() - this.#client.clock.now()
  }

  /** Unix ms. Without a connection the client's own estimate may be the device's clock, which anybody can set. */
  now(): number {
    const { state } = this.#client
    if (state === 'ready' || state === 'draining') this.set()
    return this.#client.clock.now() + this.#offsetMs
  }
}
