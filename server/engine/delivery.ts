/** A room's way out: what its ticks say goes from here to its members, and what they missed is found here. */
import type { Backlog, Outlet } from '../ports.ts'
import type { Membership } from './membership.ts'
import type { Output } from './output.ts'
import type { Pages } from './pages.ts'
import { abandonArrivals, abandonKicks, abandonReplies, sendArrivals, sendKicks, sendReplies } from './parcel.ts'
import type { EventsFrame, Kick, Notices, Parcel } from './parcel.ts'
import type { Retelling } from './retelling.ts'
import type { Ring } from './ring.ts'

export interface DeliveryEvents {
  /** Ordered events left; a HEAD is due when it falls quiet. */
  spoke(): void
  /** MessagePack. */
  badge(body: Uint8Array): void
  unwatch(user: string): void
}

/** Where is found what a member missed. */
export interface Missed {
  readonly ring: Ring
  /** Undefined: only the ring has it. */
  readonly pages: Pages | undefined
  /** Undefined: it is told as it was said. */
  readonly retelling: Retelling | undefined
}

export class Delivery {
  readonly #outlet: Outlet
  readonly #ring: Ring
  readonly #pages: Pages | undefined
  readonly #retelling: Retelling | undefined
  readonly #tell: DeliveryEvents
  /** Parcels under way with which somebody is put out. */
  #partings = 0

  constructor(outlet: Outlet, missed: Missed, tell: DeliveryEvents) {
    this.#outlet = outlet
    this.#ring = missed.ring
    this.#pages = missed.pages
    this.#retelling = missed.retelling
    this.#tell = tell
  }

  /** The tick's output leaves at once: JOINED, replies, one frame for each class, and then whoever was kicked. */
  release(output: Output, kicks: readonly Kick[]): void {
    output.releaseAnswers()
    const events = output.takeEvents()
    if (events !== undefined) this.#publish(events)
    this.releaseNow(output)
    sendKicks(kicks)
    const notices = output.takeNotices()
    if (notices !== undefined) this.#notify(notices)
  }

  /** This parcel waits to be durable. */
  sealed(parcel: Parcel | undefined): Parcel | undefined {
    if (parcel !== undefined && parcel.kicks.length > 0) this.#partings++
    return parcel
  }

  /** What never waits, but for those to be gone who are put out: they still listen. */
  releaseNow(output: Output): void {
    if (this.#partings > 0) return
    output.releaseNow(this.#outlet, this.#ring.head)
  }

  /** A tick that is durable. */
  leave(output: Output, parcel: Parcel): void {
    sendArrivals(parcel.arrivals)
    sendReplies(parcel.replies)
    if (parcel.events !== undefined) this.#publish(parcel.events)
    if (parcel.settled.length > 0) {
      output.giveSettled(parcel.settled)
      this.releaseNow(output)
    }
    sendKicks(parcel.kicks)
    if (parcel.kicks.length > 0) {
      this.#partings--
      this.releaseNow(output)
    }
    if (parcel.notices !== undefined) this.#notify(parcel.notices)
    for (const settled of parcel.mails) settled('done')
  }

  /** A tick that never will be: whoever asked for something hears that it is not done. */
  abandon(parcel: Parcel): void {
    abandonArrivals(parcel.arrivals)
    abandonReplies(parcel.replies)
    abandonKicks(parcel.kicks)
    for (const settled of parcel.mails) settled('undone')
  }

  /** True: whoever has everything up to `seq` can be sent everything after it. */
  covers(seq: number): boolean {
    return this.#ring.covers(seq) || this.#pages?.covers(seq) === true
  }

  backlog(from: Membership, seq: number, maxBytes: number): Backlog | 'none' | 'gone' | 'later' {
    const told = this.#retelling?.take(from, seq)
    if (told !== undefined) return told
    const held = this.#ring.after(seq, maxBytes)
    const page = held === 'gone' && this.#pages !== undefined ? this.#pages.after(from, seq, maxBytes) : held
    return typeof page === 'string' || this.#retelling === undefined ? page : this.#retelling.begin(from, seq, page)
  }

  close(): void {
    this.#outlet.close()
  }

  #publish({ first, last, frame }: EventsFrame): void {
    this.#ring.append(first, last, frame)
    this.#outlet.publish('ordered', frame, last)
    this.#tell.spoke()
  }

  #notify({ badge, unwatched }: Notices): void {
    if (badge !== undefined) this.#tell.badge(badge)
    for (const user of unwatched) this.#tell.unwatch(user)
  }
}
