/** Updates that are larger than a command: gathered part by part, one at a time for each seat. */
import { DOC } from '../../../shared/doc/rules.ts'
import { TuttiError } from '../../../shared/errors.ts'
import type { Member } from '../../engine/room.ts'
import type { DocDesk } from './desk.ts'

/** Of all seats together, as many of the largest. */
const ROOM_WHOLES = 4
const WAIT_MS = 60_000
const LOOK_MS = 10_000

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
  readonly #desk: Pick<DocDesk, 'ctx' | 'wakes'>
  readonly #name: string
  readonly #bytesMax: number
  readonly #seats = new Map<Member, Gathering>()
  #bytes = 0

  /** `name`: of its wake, its own. `bytesMax`: of one update. */
  constructor(desk: Pick<DocDesk, 'ctx' | 'wakes'>, name: string, bytesMax: number = DOC.partsBytesMax) {
    this.#desk = desk
    this.#name = name
    this.#bytesMax = bytesMax
  }

  /** The whole, once its last part is there. @throws TuttiError `bad_body`, `body_too_large`, `overloaded` */
  add(from: Member, { id, index, of, update }: Part): Uint8Array | undefined {
    const nowMs = this.#desk.ctx.now()
    if (index >= of) throw new TuttiError('bad_body', 'there are not so many parts')
    const gathering = this.#gathering(from, id, of, nowMs)
    if (gathering.parts.length !== of) throw new TuttiError('bad_body', 'another number of parts was said before')
    gathering.touchedMs = nowMs
    // One that was sent again.
    if (gathering.parts[index] !== undefined) return undefined
    if (gathering.bytes + update.length > this.#bytesMax) throw this.#end(from, 'body_too_large')
    if (this.#bytes + update.length > ROOM_WHOLES * this.#bytesMax) throw this.#end(from, 'overloaded')
    gathering.parts[index] = update
    gathering.missing--
    gathering.bytes += update.length
    this.#bytes += update.length
    if (gathering.missing > 0) {
      this.#look()
      return undefined
    }
    this.forget(from)
    return joined(gathering)
  }

  forget(from: Member): void {
    this.#bytes -= this.#seats.get(from)?.bytes ?? 0
    this.#seats.delete(from)
  }

  /** What nobody goes on with is forgotten. */
  #look(): void {
    const { ctx, wakes } = this.#desk
    wakes.at(this.#name, ctx.now() + LOOK_MS, () => {
      for (const [from, { touchedMs }] of this.#seats) if (touchedMs + WAIT_MS <= ctx.now()) this.forget(from)
      if (this.#bytes > 0) this.#look()
    })
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
