/** One session's seat in one room: what the engine tells the member goes through here to its socket. */
import { TuttiError } from '../../shared/errors.ts'
import type { ErrorCode } from '../../shared/errors.ts'
import { FRAME } from '../../shared/frames.ts'
import type { Key } from '../../shared/frames.ts'
import { writeJoined } from '../../shared/room-codec.ts'
import { encodeServerFrame } from '../../shared/server-codec.ts'
import { Writer } from '../../shared/writer.ts'
import type { DeliveryClass } from '../../shared/contract.ts'
import type { Entry, Joined, Seat as SeatPort } from '../ports.ts'
import type { Feed } from './feed.ts'
import { Lag } from './lag.ts'
import type { OpenSession } from './open-session.ts'

/** A cursor is sent on in pages: one is all that a socket which stops again has too much. */
const PAGE_BYTES = 64 * 1024
const LIVE = -1

const writer = new Writer(4096)

type State = 'joining' | 'joined' | 'leaving' | 'gone'

export class Seat implements SeatPort {
  readonly kind: string
  readonly room: string
  /** -1 until joined. */
  ref = -1
  readonly #session: OpenSession
  readonly #rid: number
  #state: State = 'joining'
  #entry: Entry | undefined
  #feed: Feed | undefined
  #classes: readonly DeliveryClass[] = []
  #listening: readonly DeliveryClass[] = []
  #held = false
  /** Where the member's ordered events go on when it is off the live stream. */
  #cursor = LIVE
  /** A page of the backlog is being read from the database. */
  #paging = false
  /** The last ordered seq it has had when it went on the live stream. */
  #liveSeq = 0
  readonly #lag = new Lag()
  #unanswered = 0
  #waiting: Map<string, Uint8Array> | undefined

  constructor(session: OpenSession, rid: number, kind: string, room: string) {
    this.#session = session
    this.#rid = rid
    this.kind = kind
    this.room = room
  }

  // ── What the session asks of it.

  /** The way into the room, known as soon as the engine was asked. */
  set entry(entry: Entry) {
    this.#entry = entry
  }

  command(op: number, body: unknown, rid: number, nonce: Uint8Array | null): void {
    if (rid !== 0) this.#unanswered++
    this.#entry?.command(op, body, rid, nonce)
  }

  input(body: Uint8Array): void {
    this.#entry?.input(body)
  }

  ack(seq: number): void {
    this.#lag.acked(seq, this.#session.context.clock.now())
    this.#entry?.ack(seq)
  }

  /** The client goes, and what it asked before is still answered; or its session ended. */
  leave(why: 'left' | 'lost'): void {
    this.#state = why === 'left' ? 'leaving' : 'gone'
    this.#detach()
    this.#entry?.leave(why)
  }

  // ── What the engine tells it.

  get writable(): boolean {
    return this.#state === 'joined' && this.#session.outbox.flowing
  }

  joined(place: Joined): void {
    if (this.#state !== 'joining') return
    this.#feed = this.#session.context.feeds.at(place.ref)
    if (this.#feed === undefined) {
      this.#entry?.leave('lost')
      return this.refused(new TuttiError('unavailable', undefined, { retryMs: 500 }))
    }
    this.#state = 'joined'
    this.ref = place.ref
    this.#classes = place.classes
    this.#session.answered(1)
    this.#session.seats.joined(this)
    this.#session.connection.cork(() => this.#enter(place))
  }

  refused(error: TuttiError): void {
    if (this.#state !== 'joining') return
    this.#state = 'gone'
    this.#session.seats.remove(this)
    this.#session.answered(1)
    this.#session.refuse(this.#rid, error)
  }

  replies(frames: Uint8Array, count: number): void {
    if (this.#state === 'gone') return
    this.#unanswered -= count
    this.#session.answered(count)
    this.#session.outbox.sendAlong('control', frames)
  }

  newest(op: number, key: Key, frame: Uint8Array): void {
    if (this.#state !== 'joined') return
    const { outbox, context } = this.#session
    if (outbox.flowing) return outbox.send('newest', frame)
    outbox.hold()
    this.#waiting ??= new Map()
    const slot = `${op} ${typeof key} ${key}`
    if (this.#waiting.has(slot)) context.meter.newestReplaced++
    this.#waiting.set(slot, new Uint8Array(frame))
  }

  fleeting(frame: Uint8Array): void {
    if (this.#state !== 'joined') return
    const { outbox, context } = this.#session
    if (outbox.flowing) outbox.send('fleeting', frame)
    else context.meter.fleetingMissed++
  }

  more(): void {
    this.#paging = false
    if (this.#state === 'joined') this.#session.resume()
  }

  left(code: ErrorCode): void {
    if (this.#state === 'joining') return this.refused(new TuttiError(code))
    const wasJoined = this.#state === 'joined'
    this.#state = 'gone'
    this.#session.answered(this.#unanswered)
    if (!wasJoined) return
    this.#detach()
    this.#session.seats.remove(this)
    this.#session.outbox.send('control', encodeServerFrame({ type: FRAME.LEFT, ref: this.ref, code }))
  }

  // ── What the outbox does with it when its socket is slow.

  get behind(): boolean {
    return this.#cursor !== LIVE
  }

  /** Off the topics whose frames may wait or be missed. */
  hold(): void {
    if (this.#held || this.#feed === undefined) return
    this.#held = true
    if (this.#classes.includes('fleeting')) this.#feed.held++
    this.#quit('newest')
    this.#quit('fleeting')
  }

  /** Back on them, beginning with what is so now. */
  release(): void {
    if (this.#feed === undefined) return
    if (this.#held && this.#classes.includes('fleeting')) this.#feed.held--
    this.#held = false
    const { outbox } = this.#session
    const current = this.#classes.includes('newest') ? this.#entry?.current() : undefined
    if (current !== undefined && current.length > 0) outbox.send('newest', current)
    for (const frame of this.#waiting?.values() ?? []) outbox.send('newest', frame)
    this.#waiting = undefined
    this.#listen('newest')
    this.#listen('fleeting')
  }

  /** Off the live stream: from here on a cursor. False: it was none of it. */
  demote(): boolean {
    if (this.#feed === undefined || !this.#quit('ordered')) return false
    this.#cursor = Math.max(this.#feed.headSeq, this.#liveSeq)
    return true
  }

  /** How long it has been waited for to acknowledge what it was given. */
  lagMs(nowMs: number): number {
    return this.#lag.ms(this.behind ? this.#cursor : (this.#feed?.headSeq ?? 0), nowMs)
  }

  /**
   * Sends on from the cursor as long as the socket takes it, then goes live exactly at the head. `more`: the socket is
   * full. `later`: the database is being read, and the reader is not to blame.
   */
  catchUp(): 'live' | 'more' | 'later' | 'gone' {
    const { outbox, context } = this.#session
    while (this.#cursor !== LIVE) {
      if (this.#paging) return 'later'
      if (outbox.full) return 'more'
      const page = this.#entry?.backlog(this.#cursor, PAGE_BYTES) ?? 'gone'
      if (page === 'gone') return 'gone'
      if (page === 'later') this.#paging = true
      else if (page === 'none') {
        this.#liveSeq = this.#cursor
        this.#cursor = LIVE
        this.#listen('ordered')
      } else {
        outbox.send('ordered', page.frames)
        this.#lag.given(page.seq, context.clock.now())
        this.#cursor = page.seq
      }
    }
    return 'live'
  }

  // ── Inside.

  #enter(place: Joined): void {
    writer.clear()
    writeJoined(writer, this.#rid, place)
    this.#session.outbox.send('control', writer.view())
    this.#liveSeq = place.seq
    if (place.headSeq > place.seq) this.#cursor = place.seq
    else this.#listen('ordered')
    this.#session.settle(this)
  }

  #listen(delivery: DeliveryClass): void {
    if (this.#feed === undefined || !this.#classes.includes(delivery) || this.#listening.includes(delivery)) return
    this.#listening = [...this.#listening, delivery]
    this.#session.connection.subscribe(this.#feed.enter(delivery))
  }

  #quit(delivery: DeliveryClass): boolean {
    if (this.#feed === undefined || !this.#listening.includes(delivery)) return false
    this.#listening = this.#listening.filter((one) => one !== delivery)
    this.#session.connection.unsubscribe(this.#feed.exit(delivery))
    return true
  }

  #detach(): void {
    if (this.#feed === undefined) return
    for (const delivery of this.#listening) this.#quit(delivery)
    if (this.#held && this.#classes.includes('fleeting')) this.#feed.held--
    this.#feed = undefined
    this.#waiting = undefined
    this.#cursor = LIVE
  }
}
