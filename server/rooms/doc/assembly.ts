/** Updates that are larger than a command: gathered part by part, one at a time for each seat. */
import { DOC } from '../../../shared/doc/rules.ts'
import { TuttiError } from '../../../shared/errors.ts'
import type { Member } from '../../engine/room.ts'

/** Of all seats together. */
const ROOM_BYTES = 4 * DOC.partsBytesMax
const WAIT_MS = 60_000

export interface Part {
  readonly id: number
  readonly index: number
  readonly of: number
  readonly update: Uint8Array
}

interface Gathering {
  readonly id: number
  readonly parts: (Uint8Array | undefined)[]
  missing: number
  bytes: number
  touchedMs: number
}

export class Assembly {
  readonly #seats = new Map<Member, Gathering>()
  #bytes = 0

  get bytes(): number {
    return this.#bytes
  }

  /** The whole, once its last part is there. @throws TuttiError `bad_body`, `body_too_large`, `overloaded` */
  add(from: Member, { id, index, of, update }: Part, nowMs: number): Uint8Array | undefined {
    if (index >= of) throw new TuttiError('bad_body', 'there are not so many parts')
    const gathering = this.#gathering(from, id, of, nowMs)
    if (gathering.parts.length !== of) throw new TuttiError('bad_body', 'another number of parts was said before')
    gathering.touchedMs = nowMs
    // One that was sent again.
    if (gathering.parts[index] !== undefined) return undefined
    if (gathering.bytes + update.length > DOC.partsBytesMax) throw this.#end(from, 'body_too_large')
    if (this.#bytes + update.length > ROOM_BYTES) throw this.#end(from, 'overloaded')
    gathering.parts[index] = update
    gathering.missing--
    gathering.bytes += update.length
    this.#bytes += update.length
    if (gathering.missing > 0) return undefined
    this.forget(from)
    return joined(gathering)
  }

  forget(from: Member): void {
    this.#bytes -= this.#seats.get(from)?.bytes ?? 0
    this.#seats.delete(from)
  }

  /** What nobody goes on with is forgotten. */
  expire(nowMs: number): void {
    for (const [from, { touchedMs }] of this.#seats) if (touchedMs + WAIT_MS <= nowMs) this.forget(from)
  }

  #gathering(from: Member, id: number, of: number, nowMs: number): Gathering {
    const known = this.#seats.get(from)
    if (known?.id === id) return known
    this.forget(from)
    const parts = Array.from({ length: of }, () => undefined)
    const gathering: Gathering = { id, parts, missing: of, bytes: 0, touchedMs: nowMs }
    this.#seats.set(from, gathering)
    return gathering
  }

  #end(from: Member, code: 'body_too_large' | 'overloaded'): TuttiError {
    this.forget(from)
    return code === 'overloaded' ? new TuttiError(code, undefined, { retryMs: 1_000 }) : new TuttiError(code)
  }
}

const joined = ({ parts, bytes }: Gathering): Uint8Array => {
  const whole = new Uint8Array(bytes)
  let at = 0
  for (const part of parts) {
    if (part === undefined) continue
    whole.set(part, at)
    at += part.length
  }
  return whole
}
