/** Rooms that have something to do though nobody is in them: opened when the host starts, and again when one was reloaded. */
import type { Cancel, Clock, Log, Reader } from '../ports.ts'
import type { Kinds } from './kinds.ts'
import type { LiveRooms } from './live-rooms.ts'
import type { AnyRoomKind } from './room.ts'

/** A database that does not answer is asked again after so long. */
const RETRY_MS = 1_000
/** A room that was reloaded is left alone first: what broke it may still be there. */
const REOPEN_MS = 250

export interface ResidentsParts {
  readonly reader: Reader
  readonly kinds: Kinds
  readonly rooms: LiveRooms
  readonly clock: Clock
  readonly log: Log
}

export class Residents {
  readonly #parts: ResidentsParts
  readonly #waiting = new Map<string, Cancel>()
  #over = false

  constructor(parts: ResidentsParts) {
    this.#parts = parts
  }

  start(): void {
    for (const kind of this.#parts.kinds.values()) if (kind.residents !== undefined) this.#soon(kind, undefined, 0)
  }

  /** This room is gone with all that it was about to do. */
  reopen(kind: AnyRoomKind, room: string): void {
    if (kind.residents !== undefined) this.#soon(kind, room, REOPEN_MS)
  }

  stop(): void {
    this.#over = true
    for (const cancel of this.#waiting.values()) cancel()
    this.#waiting.clear()
  }

  /** `room` undefined: all of the kind's. */
  #soon(kind: AnyRoomKind, room: string | undefined, ms: number): void {
    if (this.#over) return
    const name = `${kind.contract.kind}/${room ?? ''}`
    this.#waiting.get(name)?.()
    const run = (): void => {
      this.#waiting.delete(name)
      void this.#open(kind, room)
    }
    this.#waiting.set(name, this.#parts.clock.after(ms, run))
  }

  async #open(kind: AnyRoomKind, room: string | undefined): Promise<void> {
    const { reader, rooms, log } = this.#parts
    try {
      if (room !== undefined) return rooms.keep(await rooms.open(kind, room))
      for (const name of await kind.residents!(reader)) {
        if (this.#over) return
        // Each by itself: one that does not open must not keep the others closed.
        // oxlint-disable-next-line no-await-in-loop -- one after the other: a host that starts has enough to do
        await this.#open(kind, name)
      }
    } catch (error) {
      if (this.#over) return
      log.warn('rooms that have work to do could not be opened yet', { kind: kind.contract.kind, room, error })
      this.#soon(kind, room, RETRY_MS)
    }
  }
}
