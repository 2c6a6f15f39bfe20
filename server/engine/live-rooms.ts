/** The open rooms of this node: opened when somebody needs them, closed when empty, and ended alone when they break. */
import { TuttiError } from '../../shared/errors.ts'
import { writeBadge } from '../../shared/room-codec.ts'
import { Writer } from '../../shared/writer.ts'
import type { Cancel, CommitOutcome, Mail, User } from '../ports.ts'
import type { DirectoryOptions } from './directory.ts'
import { Pace, periodOf } from './pace.ts'
import type { Recorder } from './recorder.ts'
import type { AnyRoomKind, Asking, Role } from './room.ts'
import { Runner } from './runner.ts'
import type { Origin } from './runner-parts.ts'
import { TailProbe } from './tail-probe.ts'
import { unavailable } from './unavailable.ts'

/** After a nonce was found twice, every one that is not in memory is looked up for this long. */
const DOUBT_MS = 600_000

export interface Live {
  readonly runner: Runner
  /** Takes the room out of whatever steps it. */
  readonly unschedule: Cancel
  /** Runs while the room is empty. */
  closing: Cancel | undefined
}

export interface LiveRoomsParts extends DirectoryOptions {
  readonly recorder: Recorder | undefined
  readonly asking: (kind: string, user: User, room: string, role?: Role) => Asking & { readonly role: Role }
  readonly posted: (mail: readonly Mail[], outbound: boolean) => void
  /** A room went that had something to do though nobody is in it. */
  readonly bereft: (kind: AnyRoomKind, room: string) => void
}

const badge = new Writer(256)

export class LiveRooms {
  readonly #parts: LiveRoomsParts
  readonly #rooms = new Map<string, Live>()
  readonly #opening = new Map<string, Promise<Live>>()
  /** Rooms that found a nonce twice, and until when they doubt all others. Unix ms. */
  readonly #doubtUntilMs = new Map<string, number>()
  readonly #probe: TailProbe
  #nextRef = 1
  #closed = false

  constructor(parts: LiveRoomsParts) {
    this.#parts = parts
    this.#probe = new TailProbe(parts.clock)
  }

  all(): Iterable<Live> {
    return this.#rooms.values()
  }

  find(kind: AnyRoomKind, room: string): Live | undefined {
    return this.#rooms.get(nameOf(kind, room))
  }

  /** True: somebody waits for it already. */
  isOpening(kind: AnyRoomKind, room: string): boolean {
    return this.#opening.has(nameOf(kind, room))
  }

  /** The room, opened if it is not. @throws TuttiError `too_many_rooms`, `unavailable` */
  async open(kind: AnyRoomKind, room: string): Promise<Live> {
    const name = nameOf(kind, room)
    const known = this.#rooms.get(name) ?? this.#opening.get(name)
    if (known !== undefined) return known
    if (this.#closed) throw unavailable()
    if (this.#rooms.size + this.#opening.size >= this.#parts.maxRooms)
      throw new TuttiError('too_many_rooms', undefined, { retryMs: 5_000 })
    // A room without a database is there at once: nobody can come between.
    if (kind.tables === undefined) return this.#start(kind, room, name, undefined, undefined)
    const opening = this.#restore(kind, room, name).finally(() => this.#opening.delete(name))
    this.#opening.set(name, opening)
    return opening
  }

  /** Somebody is about to come in: the room stays open for now. */
  keep(live: Live): void {
    live.closing?.()
    live.closing = undefined
    // A join may yet be refused or given up, and then nobody leaves who could empty the room.
    if (live.runner.members === 0) this.#closeLater(live)
  }

  /** Every room says its last word and steps no more; what it records is on its way to the journal. */
  finish(): void {
    for (const { runner, unschedule } of this.#rooms.values()) {
      unschedule()
      runner.finish(() => {})
    }
  }

  /** Every room ends now; members hear `code`. */
  close(code: 'draining'): void {
    this.#closed = true
    for (const live of this.#rooms.values()) this.#end(live, code)
  }

  async #restore(kind: AnyRoomKind, room: string, name: string): Promise<Live> {
    const { storage, recorder, newEpoch } = this.#parts
    if (storage === undefined || recorder === undefined) throw new TuttiError('unavailable', 'this host keeps nothing')
    const { journal, reader } = storage
    const acquired = await journal.acquire(kind.contract.kind, room, newEpoch(), Object.keys(kind.contract.events))
    // Behind acquire: whoever owned the room before can write nothing any more.
    const stored = await kind.stored?.(room, reader)
    if (this.#closed) throw unavailable()
    const doubtUntilMs = this.#doubtUntilMs.get(name) ?? 0
    return this.#start(kind, room, name, { acquired, journal, recorder, doubtUntilMs }, stored)
  }

  #start(kind: AnyRoomKind, room: string, name: string, origin: Origin | undefined, stored: unknown): Live {
    const { clock, edge, log, loop, meter, newEpoch, newId, kinds, asking, posted } = this.#parts
    const place = { id: room, ref: this.#nextRef++, epoch: origin?.acquired.epoch ?? newEpoch(), kind }
    const kindName: string = kind.contract.kind
    const outlet = edge.outlet(place.ref, place.epoch)
    let pace: Pace | undefined
    const runner: Runner = new Runner({
      place,
      outlet,
      clock,
      log,
      stored,
      origin,
      newId,
      job: (name, input) => this.#job(kindName, room, name, input),
      asking: (user, role) => asking(kindName, user, room, role),
      hasMail: (to) => kinds.get(to)?.tables !== undefined,
      tell: {
        wake: () => pace?.wake(),
        broken: () => {
          meter.reloaded(kindName)
          this.#end(live, 'room_reset')
        },
        lost: (outcome) => this.#lost(live, name, outcome),
        emptied: () => this.#closeLater(live),
        spoke: () => this.#probe.watch(runner, outlet),
        badge: (body) => {
          writeBadge(badge.clear(), kindName, room, body)
          edge.badge(kindName, room, badge.view())
        },
        unwatch: (user) => edge.unwatch(kindName, room, user),
        posted,
        resumed: (result) => meter.resumed(result),
        refused: (code) => meter.refused(code),
      },
    })
    if (!runner.simulated)
      pace = new Pace(
        clock,
        () => periodOf(kind, runner.members),
        () => runner.step(),
      )
    const reactive = pace
    const unschedule = reactive === undefined ? loop.add(runner, kind.tickHz) : () => reactive.stop()
    const live: Live = { runner, unschedule, closing: undefined }
    this.#rooms.set(name, live)
    // Until somebody comes in.
    this.#closeLater(live)
    return live
  }

  /** What comes of it; undefined where it did not come to its end. */
  async #job(kind: string, room: string, name: string, input: unknown): Promise<unknown> {
    const { jobs, log } = this.#parts
    try {
      return await jobs?.run(kind, name, input)
    } catch (error) {
      log.warn('a job was not done', { kind, room, job: name, error })
      return undefined
    }
  }

  #lost(live: Live, name: string, outcome: Exclude<CommitOutcome, { is: 'committed' }>): void {
    const { meter, log, clock } = this.#parts
    const { kind, id } = live.runner.place
    const kindName: string = kind.contract.kind
    meter.takenOver(kindName)
    if (outcome.is === 'lost') meter.fenced()
    if (outcome.is === 'repeated') this.#doubt(name, clock.wall())
    log.warn('a commit was not durable: the room is reloaded', { kind: kindName, room: id, ...outcome })
    this.#end(live, 'room_reset')
  }

  #doubt(name: string, wallMs: number): void {
    for (const [other, untilMs] of this.#doubtUntilMs) if (untilMs < wallMs) this.#doubtUntilMs.delete(other)
    this.#doubtUntilMs.set(name, wallMs + DOUBT_MS)
  }

  #closeLater(live: Live): void {
    live.closing?.()
    const closing = this.#parts.clock.after(live.runner.place.kind.idleMs, () => {
      if (live.runner.members > 0) return
      if (live.runner.busy()) return this.#closeLater(live)
      live.runner.finish(() => {
        // Somebody may have come in while the last word became durable.
        if (live.closing === closing && live.runner.members === 0) this.#end(live, 'unavailable')
      })
    })
    live.closing = closing
  }

  #end(live: Live, code: 'room_reset' | 'unavailable' | 'draining'): void {
    const { place } = live.runner
    const name = nameOf(place.kind, place.id)
    if (this.#rooms.get(name) !== live) return
    this.#rooms.delete(name)
    if (code === 'room_reset') this.#parts.bereft(place.kind, place.id)
    live.closing?.()
    live.unschedule()
    this.#probe.forget(live.runner)
    live.runner.stop(code)
  }
}

const nameOf = (kind: AnyRoomKind, room: string): string => `${kind.contract.kind}/${room}`
