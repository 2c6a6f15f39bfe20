/** One live room: inbox → tick → output. All of the room's code runs in here, one call at a time. */
import { TuttiError } from '../../shared/errors.ts'
import type { ErrorCode } from '../../shared/errors.ts'
import type { Backlog, Clock, Joined, Log, Outlet } from '../ports.ts'
import { Commands } from './commands.ts'
import { Containment } from './containment.ts'
import { createContext } from './context.ts'
import type { Tick } from './context.ts'
import { Inbox } from './inbox.ts'
import type { Work } from './inbox.ts'
import type { Stepped } from './loop.ts'
import type { Host, Membership } from './membership.ts'
import { NIL, Output, encodeBody } from './output.ts'
import { Ring } from './ring.ts'
import type { AnyRoomKind, Role, Room } from './room.ts'
import { Roster } from './roster.ts'

/** Which room this is: `ref` on this node's wire, `epoch` among its histories. */
export interface Place {
  readonly id: string
  readonly ref: number
  readonly epoch: string
  readonly kind: AnyRoomKind
}

/** What a runner tells the directory. */
export interface RunnerEvents {
  /** Something waits: a reactive room wants to be stepped. */
  wake(): void
  /** Its code threw where nothing can be undone: it is to be stopped. */
  broken(): void
  /** The last member left. */
  emptied(): void
  /** Ordered events left; a HEAD is due when it falls quiet. */
  spoke(): void
  /** A JOIN with a `since` was answered. */
  resumed(result: 'recovered' | 'discontinuity'): void
  /** A command was refused. */
  refused(code: ErrorCode): void
}

const unavailable = (): TuttiError => new TuttiError('unavailable', undefined, { retryMs: 100 })

export class Runner implements Host, Stepped {
  readonly place: Place
  readonly simulated: boolean
  readonly #room: Room<AnyRoomKind['contract']>
  readonly #commands: Commands
  /** What every JOINED of this room says. */
  readonly #names: Pick<Joined, 'commands' | 'events' | 'classes'>
  readonly #roster = new Roster()
  readonly #tick: Tick = { nowMs: 0, wallMs: 0, reply: undefined }
  readonly #ring = new Ring()
  readonly #output: Output
  readonly #outlet: Outlet
  readonly #containment: Containment
  readonly #clock: Clock
  readonly #tell: RunnerEvents
  readonly #openedMs: number
  readonly #dtMs: number
  readonly #inbox = new Inbox()
  #ticks = 0

  constructor(place: Place, outlet: Outlet, clock: Clock, log: Log, tell: RunnerEvents) {
    this.place = place
    this.#outlet = outlet
    this.#clock = clock
    this.#tell = tell
    this.#openedMs = clock.now()
    this.#dtMs = 1000 / place.kind.tickHz
    this.#output = new Output(place.ref, this.#ring)
    const { contract } = place.kind
    this.#containment = new Containment({ kind: contract.kind, room: place.id }, this.#output, clock, log)
    const seed = `${contract.kind}/${place.id}/${place.epoch}`
    const context = createContext(place.id, seed, contract, this.#roster, this.#output, this.#tick)
    this.#room = place.kind.open(context, undefined)
    this.#commands = new Commands(contract, this.#room, this.#tick, this.#containment)
    const events = Object.keys(contract.events)
    const classes = [...new Set(events.map((name) => contract.events[name]!.delivery))]
    this.#names = { commands: this.#commands.names, events, classes }
    this.simulated = this.#room.tick !== undefined
  }

  get members(): number {
    return this.#roster.members.size
  }

  /** The last ordered seq. */
  get seq(): number {
    return this.#output.seq
  }

  /** What the room says of itself; null when it says nothing or throws. */
  summary(): unknown {
    let summary: unknown = null
    this.#containment.guard(() => (summary = this.#room.summary?.() ?? null))
    return summary
  }

  // ── What comes in ──────────────────────────────────────────────────────────────────────────────────────

  admit(from: Membership, role: Role): void {
    if (this.#containment.broken) from.seat.refused(unavailable())
    else if (from.enter(this)) this.#put({ at: 'join', from, role })
  }

  command(from: Membership, op: number, body: unknown, rid: number, nonce: Uint8Array | null): void {
    if (this.#put({ at: 'command', from, op, body, rid, nonce })) return
    this.#tell.refused('overloaded')
    this.#output.reply(from, rid, new TuttiError('overloaded', undefined, { retryMs: 250 }), NIL)
  }

  input(from: Membership, body: Uint8Array): void {
    const { input } = this.place.kind.contract
    if (input === undefined || body.length > input.maxBytes) return
    this.#inbox.hear(from, body, input.keep)
    this.#tell.wake()
  }

  leave(from: Membership, why: 'left' | 'lost'): void {
    this.#put({ at: 'leave', from, why })
  }

  backlog(seq: number, maxBytes: number): Backlog | 'none' | 'gone' {
    return this.#ring.after(seq, maxBytes)
  }

  current(): Uint8Array {
    return this.#output.current()
  }

  #put(work: Work): boolean {
    this.#tell.wake()
    return this.#inbox.put(work)
  }

  // ── A tick ─────────────────────────────────────────────────────────────────────────────────────────────

  /** One tick: everything that waits, then the room's own step, then all that was said leaves. */
  step(): void {
    this.#ticks++
    this.#tick.nowMs = this.simulated ? this.#ticks * this.#dtMs : this.#clock.now() - this.#openedMs
    const { seq } = this.#output
    this.#inbox.drain(this.#work)
    this.#inbox.drainInputs(this.#hear)
    this.#containment.guard(() => this.#room.tick?.(this.#dtMs))
    const kicked = this.#kick()
    const { broken } = this.#containment
    if (!broken) this.#output.release(this.#outlet)
    for (const { membership, code } of kicked) membership.seat.left(code)
    if (broken) this.#tell.broken()
    else if (this.#output.seq !== seq) this.#tell.spoke()
  }

  skipped(ticks: number): void {
    this.#ticks += ticks
    this.#containment.guard(() => this.#room.overrun?.(ticks))
    if (this.#containment.broken) this.#tell.broken()
  }

  /** Every member is told to go, everyone who waits for an answer gets one, and nothing runs any more. */
  stop(code: ErrorCode): void {
    this.#containment.end()
    this.#inbox.drain((work) => {
      if (work.at === 'join') work.from.seat.refused(unavailable())
      else if (work.at === 'command') this.#output.reply(work.from, work.rid, unavailable(), NIL)
      return true
    })
    this.#output.abandon(unavailable())
    for (const { announced, seat } of this.#roster.clear()) {
      if (announced) seat.left(code)
      else seat.refused(unavailable())
    }
    this.#outlet.close()
  }

  /** False: the room broke; what still waits is answered by stop(). */
  #work = (work: Work): boolean => {
    if (work.at === 'command') this.#command(work)
    else if (work.at === 'join') this.#join(work.from, work.role)
    else this.#leave(work.from, work.why)
    return !this.#containment.broken
  }

  #hear = (from: Membership, body: Uint8Array): void => {
    const { member } = from
    if (member === undefined || this.#containment.broken) return
    this.#containment.attempt(() => this.#room.input?.(member, body))
  }

  #command({ from, op, body, rid, nonce }: Extract<Work, { at: 'command' }>): void {
    const { refusal, body: answer } =
      from.member === undefined
        ? { refusal: new TuttiError('not_joined'), body: NIL }
        : this.#commands.run(from.member, op, body, nonce)
    if (refusal !== null) this.#tell.refused(refusal.code)
    this.#output.reply(from, rid, refusal, answer)
  }

  #join(from: Membership, role: Role): void {
    const { request, seat } = from
    if (this.members >= this.place.kind.maxMembers) {
      seat.refused(new TuttiError('room_full'))
      return
    }
    const { since } = request
    const recovered = since !== null && since.epoch === this.place.epoch && this.#ring.covers(since.seq)
    // In the roster before join(), so that what the room sends to its new member has somewhere to go.
    const member = this.#roster.add(from, role)
    let joined: Joined | undefined
    // In line before join() as well: what the room sends to its new member queues up behind it (D4).
    this.#output.joined(() => {
      if (joined === undefined || from.member !== member) return
      from.announced = true
      seat.joined(joined)
    })
    const refusal = this.#containment.attempt(() => {
      const state = encodeBody(this.#room.join?.(member, recovered ? 'recovered' : 'fresh', request.options))
      const headSeq = this.#output.seq
      const { ref, epoch } = this.place
      joined = { ref, epoch, seq: recovered ? since.seq : headSeq, headSeq, recovered, state, ...this.#names }
    })
    if (refusal !== null) {
      this.#roster.remove(from)
      seat.refused(refusal)
    } else if (since !== null) this.#tell.resumed(recovered ? 'recovered' : 'discontinuity')
  }

  #leave(from: Membership, why: 'left' | 'lost'): void {
    const member = this.#roster.remove(from)
    if (member === undefined) return
    this.#containment.guard(() => this.#room.leave?.(member, why))
    if (this.members === 0) this.#tell.emptied()
  }

  /** Takes out those that the room kicked, and those it kicks on being told. */
  #kick(): { readonly membership: Membership; readonly code: ErrorCode }[] {
    const kicked = []
    for (let some = this.#output.takeKicks(); some.length > 0; some = this.#output.takeKicks()) {
      for (const kick of some) {
        if (kick.membership.member === undefined) continue
        this.#leave(kick.membership, 'lost')
        kicked.push(kick)
      }
    }
    return kicked
  }
}
