/** A room's outlet on this edge: what it publishes goes to the topics that its seats listen to. */
import type { DeliveryClass } from '../../shared/contract.ts'
import type { EdgeMeter, Outlet, Transport } from '../ports.ts'
import type { Sessions } from './sessions.ts'

const PREFIX: Record<DeliveryClass, string> = { ordered: 'o', newest: 'n', fleeting: 'f' }

export class Feed implements Outlet {
  readonly ref: number
  /** The last ordered seq that went to the topic: where a seat that leaves the topic goes on. */
  headSeq = 0
  /** Fleeting frames miss the seats that are held back. */
  held = 0
  readonly #feeds: Feeds
  readonly #topics: Record<DeliveryClass, string>
  readonly #live: Record<DeliveryClass, number> = { ordered: 0, newest: 0, fleeting: 0 }

  constructor(feeds: Feeds, ref: number) {
    this.#feeds = feeds
    this.ref = ref
    this.#topics = {
      ordered: `${PREFIX.ordered}/${ref}`,
      newest: `${PREFIX.newest}/${ref}`,
      fleeting: `${PREFIX.fleeting}/${ref}`,
    }
  }

  publish(delivery: DeliveryClass, frames: Uint8Array, headSeq: number): void {
    const { transport, meter, sessions } = this.#feeds
    // Newest leaves before what the same tick ordered is durable: its seq says nothing of this topic.
    if (delivery === 'ordered') this.headSeq = headSeq
    if (delivery === 'fleeting') meter.fleetingMissed += this.held
    const receivers = this.#live[delivery]
    if (receivers === 0) return
    transport.publish(this.#topics[delivery], frames)
    meter.framesOut[delivery] += receivers
    meter.bytesOut[delivery] += receivers * frames.length
    sessions.published(frames.length)
  }

  close(): void {
    this.#feeds.remove(this)
  }

  /** The topic, for one more subscriber. */
  enter(delivery: DeliveryClass): string {
    this.#live[delivery]++
    return this.#topics[delivery]
  }

  /** The topic, for one subscriber less. */
  exit(delivery: DeliveryClass): string {
    this.#live[delivery]--
    return this.#topics[delivery]
  }
}

/** All rooms that have, or may get, seats on this edge, by their ref. */
export class Feeds {
  readonly transport: Transport
  readonly meter: EdgeMeter
  readonly sessions: Sessions
  readonly #byRef = new Map<number, Feed>()

  constructor(transport: Transport, meter: EdgeMeter, sessions: Sessions) {
    this.transport = transport
    this.meter = meter
    this.sessions = sessions
  }

  outlet(ref: number): Outlet {
    const feed = new Feed(this, ref)
    this.#byRef.set(ref, feed)
    return feed
  }

  at(ref: number): Feed | undefined {
    return this.#byRef.get(ref)
  }

  remove(feed: Feed): void {
    if (this.#byRef.get(feed.ref) === feed) this.#byRef.delete(feed.ref)
  }
}
