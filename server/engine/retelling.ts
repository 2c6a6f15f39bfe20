/** What members missed is told again as it may be told by now: what was taken back since is not said once more. */
import { FRAME } from '../../shared/frames.ts'
import { writeEvents } from '../../shared/room-codec.ts'
import { decodeServerFrames } from '../../shared/server-codec.ts'
import { Writer } from '../../shared/writer.ts'
import type { Backlog, Log, User } from '../ports.ts'
import type { Membership } from './membership.ts'
import type { AnyRoomKind, Asking, Told } from './room.ts'

type Page = Backlog | 'gone'

const flat = new Writer(64 * 1024)
const whole = new Writer(64 * 1024)

export interface RetellingParts {
  /** One that tells again in its own way. */
  readonly kind: AnyRoomKind
  readonly ref: number
  readonly asking: (user: User) => Asking
  readonly log: Log
}

export class Retelling {
  readonly #parts: RetellingParts
  readonly #names: readonly string[]
  /** Under way: who comes back from the same place shares the page. */
  readonly #under = new Map<string, Promise<Page>>()
  readonly #ready = new WeakMap<Membership, { readonly seq: number; readonly page: Page }>()

  constructor(parts: RetellingParts) {
    this.#parts = parts
    this.#names = Object.keys(parts.kind.contract.events)
  }

  /** What was begun for this member, who has everything up to `seq`; once. */
  take(from: Membership, seq: number): Page | undefined {
    const ready = this.#ready.get(from)
    this.#ready.delete(from)
    return ready?.seq === seq ? ready.page : undefined
  }

  begin(from: Membership, seq: number, page: Backlog): 'later' {
    const name = `${seq} ${page.seq}`
    const under = this.#under.get(name) ?? this.#retell(from.request.user, page).finally(() => this.#under.delete(name))
    this.#under.set(name, under)
    void under.then((told) => {
      this.#ready.set(from, { seq, page: told })
      from.seat.more()
    })
    return 'later'
  }

  /** Never rejects: who cannot be told what was missed is told that it is gone. */
  async #retell(user: User, page: Backlog): Promise<Page> {
    const { asking, log, kind } = this.#parts
    try {
      const runs = decodeServerFrames(page.frames).flatMap((frame) => (frame.type === FRAME.EVENTS ? [frame] : []))
      const said = runs.flatMap(({ events }) => events.map(({ op, body }): Told => ({ event: this.#names[op]!, body })))
      const told = (await kind.retold?.(said, asking(user))) ?? said
      if (told === said) return page
      if (told === 'gone') return 'gone'
      if (told.length !== said.length) throw new Error('as many events as were said must be told again')
      return { frames: this.#encode(runs, told), seq: page.seq }
    } catch (error) {
      log.warn('events could not be told again', { error })
      return 'gone'
    }
  }

  #encode(runs: readonly { readonly seq: number; readonly events: readonly unknown[] }[], told: readonly Told[]) {
    whole.clear()
    let next = 0
    for (const { seq, events } of runs) {
      flat.clear()
      for (const { event, body } of told.slice(next, next + events.length))
        flat.uint(this.#names.indexOf(event)).value(body)
      writeEvents(whole, this.#parts.ref, seq, events.length, flat.view())
      next += events.length
    }
    return whole.copy()
  }
}
