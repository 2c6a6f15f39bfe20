/** The seat in a document's room: taken, given up, and taken anew where the document has to begin again. */
import type { DocState } from '../../../shared/doc/types.ts'
import { TuttiError, toError } from '../../../shared/errors.ts'
import type { AnyRoom } from '../any-client.ts'
import type { Off } from '../listeners.ts'
import type { RoomStatus } from '../typed.ts'
import { openDocsOf } from './open-docs.ts'
import type { DocClient } from './types.ts'

export interface MembershipEvents {
  /** Registers what is to be heard of a new seat. */
  listen(seat: AnyRoom): readonly Off[]
  joined(state: DocState, recovered: boolean): void
  status(status: RoomStatus): void
  /** For good. */
  ended(error: TuttiError): void
}

export class Membership {
  readonly #client: DocClient
  readonly #room: string
  readonly #options: unknown
  readonly #events: MembershipEvents
  #seat: AnyRoom | undefined
  #offs: readonly Off[] = []
  /** Counts seatings: what is sent in several pieces begins again with each. */
  seatings = 0
  #turn = 0

  constructor(client: DocClient, room: string, options: unknown, events: MembershipEvents) {
    this.#client = client
    this.#room = room
    this.#options = options
    this.#events = events
  }

  get live(): boolean {
    return this.#seat?.status === 'live'
  }

  enter(): void {
    void this.#enter(++this.#turn)
  }

  leave(): void {
    this.#turn++
    this.#unhear()
    this.#seat?.leave()
    this.#seat = undefined
  }

  request(command: string, body: unknown, once = true): Promise<unknown> {
    if (this.#seat === undefined) return Promise.reject(new TuttiError('not_joined'))
    return this.#seat.request(command, body, once ? {} : { nonce: null })
  }

  /** Without an answer, and only while there is a seat: not worth waiting. */
  tell(command: string, body: unknown): void {
    if (this.live) this.#seat?.send(command, body)
  }

  async #enter(turn: number): Promise<void> {
    const open = openDocsOf(this.#client)
    try {
      const seat = await open.join(this.#client, this.#room, this.#options, () => turn === this.#turn)
      if (seat === undefined) return
      this.#take(seat)
    } catch (thrown) {
      if (turn === this.#turn) this.#end(toError(thrown))
    }
  }

  #take(seat: AnyRoom): void {
    this.#seat = seat
    this.seatings++
    this.#offs = [
      ...this.#events.listen(seat),
      // What JOINED of a document carries.
      seat.onJoined(({ state, recovered }) => {
        this.seatings++
        this.#events.joined(state as DocState, recovered)
      }),
      seat.onLeft((code) => this.#end(new TuttiError(code))),
      seat.onStatus((status) => this.#changed(status)),
    ]
    this.#events.status(seat.status)
    this.#events.joined(seat.state as DocState, false)
  }

  #changed(status: RoomStatus): void {
    this.#events.status(status)
    // The client was closed; where the host ended it, onLeft() tells why, in this same turn.
    if (status === 'left')
      queueMicrotask(() => {
        if (this.#seat?.status === 'left') this.#end(new TuttiError('unavailable', 'the client is closed'))
      })
  }

  #end(error: TuttiError): void {
    this.#turn++
    this.#unhear()
    this.#seat = undefined
    this.#events.ended(error)
  }

  #unhear(): void {
    for (const off of this.#offs) off()
    this.#offs = []
  }
}
