/** One live room: inbox → tick → output. All of the room's code runs in here, one call at a time. */
import { TuttiError } from '../../shared/errors.ts'
import type { ErrorCode } from '../../shared/errors.ts'
import { LIMITS } from '../../shared/limits.ts'
import type { Backlog, Clock } from '../ports.ts'
import { Gate } from './gate.ts'
import { Inbox } from './inbox.ts'
import type { Command, MailWork, Work } from './inbox.ts'
import type { Ledger } from './ledger.ts'
import type { Stepped } from './loop.ts'
import { takeMail } from './mail-slot.ts'
import type { Host, Membership } from './membership.ts'
import { nonceName } from './nonces.ts'
import { NIL } from './output.ts'
import { abandonKicks, sendBack, sendReplies } from './parcel.ts'
import type { Kick } from './parcel.ts'
import type { Granted, Member } from './room.ts'
import type { Place, RunnerEvents, RunnerParts } from './runner-parts.ts'
import { stuck, unavailable } from './unavailable.ts'
import { assemble } from './workings.ts'
import type { Workings } from './workings.ts'

export class Runner implements Host, Stepped {
  readonly place: Place
  readonly simulated: boolean
  /** What the room says of itself; null when it says nothing or throws. */
  readonly summary: () => unknown
  /** True: it has something to do though nobody is in it. */
  readonly busy: () => boolean
  readonly #clock: Clock
  readonly #tell: RunnerEvents
  readonly #inside: Workings
  readonly #openedMs: number
  readonly #dtMs: number
  readonly #inbox = new Inbox()
  readonly #gate: Gate | undefined
  #ticks = 0

  constructor(parts: RunnerParts) {
    const { place, clock, tell } = parts
    this.place = place
    this.#clock = clock
    this.#tell = tell
    this.#openedMs = clock.now()
    this.#dtMs = 1000 / place.kind.tickHz
    const { room, needs } = (this.#inside = assemble(parts, this.#put))
    this.summary = this.#inside.summary
    this.busy = this.#inside.busy
    if (needs !== undefined) this.#gate = new Gate((work) => needs.of(work), this.#put)
    this.simulated = room.tick !== undefined
  }

  get members(): number {
    return this.#inside.roster.members.size
  }

  /** The last ordered seq that members were sent. */
  get seq(): number {
    return this.#inside.ring.head
  }

  // ── What comes in ──────────────────────────────────────────────────────────────────────────────────────

  admit(from: Membership, granted: Granted): void {
    if (this.#inside.containment.broken) from.seat.refused(unavailable())
    // While a commit is stuck, whoever comes would only wait for it, and take memory.
    else if (this.#inside.ledger?.refusing === true) from.seat.refused(stuck())
    else if (from.enter(this)) this.#put({ at: 'join', from, granted })
  }

  command(from: Membership, op: number, body: unknown, rid: number, nonce: Uint8Array | null): void {
    if (this.#inside.ledger?.refusing === true) {
      this.#tell.refused('unavailable')
      // At once: what a tick says would wait for the very commit that is stuck.
      if (rid !== 0) sendReplies([{ to: from, rid, refusal: stuck(), body: NIL }])
    } else if (this.#inbox.length + (this.#gate?.size ?? 0) >= LIMITS.maxInbox) {
      this.#tell.refused('overloaded')
      this.#inside.output.reply(from, rid, new TuttiError('overloaded', undefined, { retryMs: 250 }), NIL)
      this.#tell.wake()
    } else this.#pass({ at: 'command', from, op, body, rid, nonce, name: nonceName(from.request.user.id, nonce) })
  }

  input(from: Membership, body: Uint8Array): void {
    const { input } = this.place.kind.contract
    if (input === undefined || body.length > input.maxBytes) return
    this.#inbox.hear(from, body, input.keep)
    this.#tell.wake()
  }

  ack(from: Membership, seq: number): void {
    if (this.#inside.room.acked === undefined) return
    this.#inbox.ack(from, Math.min(seq, this.#inside.ring.head))
    this.#tell.wake()
  }

  mail(work: MailWork): void {
    if (this.#inside.containment.broken) work.settled('undone')
    else this.#put(work)
  }

  leave(from: Membership, why: 'left' | 'lost'): void {
    this.#pass({ at: 'leave', from, why })
  }

  backlog(from: Membership, seq: number, maxBytes: number): Backlog | 'none' | 'gone' | 'later' {
    return this.#inside.delivery.backlog(from, seq, maxBytes)
  }

  current(): Uint8Array {
    return this.#inside.output.current()
  }

  #pass(work: Work & { readonly from: Membership }): void {
    if (this.#gate === undefined) this.#put(work)
    else this.#gate.put(work)
  }

  #put = (work: Work): void => {
    this.#inbox.put(work)
    this.#tell.wake()
  }

  // ── A tick ─────────────────────────────────────────────────────────────────────────────────────────────

  /** One tick: everything that waits, then the room's own step, then all that was said leaves. */
  step(): void {
    this.#ticks++
    this.#begin()
    if (this.#inside.alarm.take()) this.#inside.containment.guard(() => this.#inside.room.woke?.())
    this.#inside.containment.guard(() => this.#inside.room.tick?.(this.#dtMs))
    this.#end()
  }

  /** The room is to be closed: its last word. `done` when all that it recorded is durable. */
  finish(done: () => void): void {
    if (this.#inside.containment.broken) return
    this.#begin()
    this.#inside.ledger?.lastWord()
    this.#inside.containment.guard(() => this.#inside.room.closing?.())
    this.#end()
    if (this.#inside.containment.broken) return
    if (this.#inside.ledger === undefined) done()
    else this.#inside.ledger.whenIdle(done)
  }

  skipped(ticks: number): void {
    this.#ticks += ticks
    this.#inside.containment.guard(() => this.#inside.room.overrun?.(ticks))
    if (this.#inside.containment.broken) this.#tell.broken()
  }

  /** Every member is told to go, everyone who waits for an answer gets one, and nothing runs any more. */
  stop(code: ErrorCode): void {
    this.#inside.containment.end()
    this.#inside.alarm.stop()
    for (const parcel of this.#inside.ledger?.stop() ?? []) this.#inside.delivery.abandon(parcel)
    this.#inbox.drain(this.#refuse)
    for (const work of this.#gate?.stop() ?? []) this.#refuse(work)
    this.#inside.lates.stop(unavailable())
    this.#inside.output.abandon()
    for (const membership of this.#inside.roster.clear()) sendBack(membership, code)
    this.#inside.delivery.close()
  }

  #begin(): void {
    const { tick } = this.#inside
    tick.nowMs = this.simulated ? this.#ticks * this.#dtMs : this.#clock.now() - this.#openedMs
    tick.wallMs = Math.max(tick.wallMs, Math.floor(this.#clock.wall()))
    this.#inbox.drain(this.#work)
    this.#inbox.drainAcks(this.#acked)
    this.#inbox.drainInputs(this.#hear)
  }

  #end(): void {
    this.#inside.containment.guard(() => this.#inside.room.ended?.())
    const kicks = this.#kick()
    if (this.#inside.containment.broken) {
      abandonKicks(kicks)
      this.#tell.broken()
    } else if (this.#inside.ledger === undefined) this.#inside.delivery.release(this.#inside.output, kicks)
    else this.#seal(this.#inside.ledger, kicks)
    if (this.#inbox.length > 0) this.#tell.wake()
  }

  #seal(ledger: Ledger, kicks: readonly Kick[]): void {
    const events = this.#inside.output.takeEvents()
    // The frame ends with the events as they are stored.
    const run = events && { first: events.first, last: events.last, flat: events.frame.subarray(-events.flatLength) }
    ledger.seal(run, this.#inside.output.seq, this.#inside.delivery.sealed(this.#inside.output.pack(events, kicks)))
    if (!this.#inside.containment.broken) this.#inside.delivery.releaseNow(this.#inside.output)
  }

  /** False: the room broke, and stop() answers what still waits; or somebody is to go, and must not hear what comes next. */
  #work = (work: Work): boolean => {
    const { room, output } = this.#inside
    const { kicking } = output
    if (work.at === 'command') this.#command(work)
    else if (work.at === 'join') this.#inside.entrance.admit(work.from, work.granted)
    else if (work.at === 'mail') takeMail(this.#inside, work)
    else if (work.at === 'job') this.#inside.containment.guard(() => room.did?.[work.name]?.(work.result))
    else this.#leave(work.from, work.why)
    // A join that takes a seat over may be one of a thousand: they do not wait for each other.
    return !this.#inside.containment.broken && (work.at === 'join' || output.kicking === kicking)
  }

  #refuse = (work: Work): boolean => {
    if (work.at === 'join') work.from.seat.refused(unavailable())
    else if (work.at === 'command') this.#inside.output.reply(work.from, work.rid, unavailable(), NIL)
    else if (work.at === 'mail') work.settled('undone')
    return true
  }

  #hear = (from: Membership, body: Uint8Array): void =>
    this.#attempt(from, (member) => this.#inside.room.input?.(member, body))

  #acked = (from: Membership, seq: number): void =>
    this.#attempt(from, (member) => this.#inside.room.acked?.(member, seq))

  #attempt({ member }: Membership, run: (member: Member) => void): void {
    if (member === undefined || this.#inside.containment.broken) return
    this.#inside.containment.attempt(() => run(member))
  }

  #command(work: Command): void {
    const { refusal, body } = this.#inside.commands.run(work)
    if (refusal !== null) this.#tell.refused(refusal.code)
    const later = this.#inside.lates.end(refusal !== null)
    if (!later) this.#inside.output.reply(work.from, work.rid, refusal, body)
  }

  #leave(from: Membership, why: 'left' | 'lost'): void {
    const member = this.#inside.roster.remove(from)
    if (member === undefined) return
    this.#inside.containment.guard(() => this.#inside.room.leave?.(member, why))
    if (this.members === 0) this.#tell.emptied()
  }

  /** Takes out those that the room kicked, and those it kicks on being told. */
  #kick(): Kick[] {
    const kicked = []
    for (let some = this.#inside.output.takeKicks(); some.length > 0; some = this.#inside.output.takeKicks()) {
      for (const kick of some) {
        if (kick.membership.member === undefined) continue
        this.#leave(kick.membership, 'lost')
        kicked.push(kick)
      }
    }
    return kicked
  }
}
