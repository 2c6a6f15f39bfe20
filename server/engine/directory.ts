/** All rooms of this node: opens them for the first member, closes them when empty, and contains those that break. */
import { check } from '../../shared/contract.ts'
import { TuttiError, toError } from '../../shared/errors.ts'
import { LIMITS } from '../../shared/limits.ts'
import type {
  Cancel,
  Clock,
  EdgeSide,
  EngineMeter,
  EngineSide,
  Entry,
  JoinRequest,
  Log,
  RoomFiles,
  RoomInfo,
  Seat,
  User,
} from '../ports.ts'
import type { Loop } from './loop.ts'
import { Membership } from './membership.ts'
import { Pace } from './pace.ts'
import type { AnyRoomKind } from './room.ts'
import { Runner } from './runner.ts'
import { TailProbe } from './tail-probe.ts'

export type Kinds = ReadonlyMap<string, AnyRoomKind>

interface Live {
  readonly runner: Runner
  /** Takes the room out of whatever steps it. */
  readonly unschedule: Cancel
  /** Runs while the room is empty. */
  closing: Cancel | undefined
}

export interface DirectoryOptions {
  readonly kinds: Kinds
  readonly edge: EdgeSide
  readonly loop: Loop
  readonly clock: Clock
  readonly log: Log
  readonly meter: EngineMeter
  readonly maxRooms: number
  /** Names a history: unique among all that a client may ever compare. */
  readonly newEpoch: () => string
}

const ROOM_ID = new RegExp(`^[a-zA-Z0-9_-]{1,${LIMITS.maxRoomIdLength}}$`)

export class Directory implements EngineSide {
  readonly #options: DirectoryOptions
  readonly #rooms = new Map<string, Live>()
  readonly #probe: TailProbe
  #nextRef = 1

  constructor(options: DirectoryOptions) {
    this.#options = options
    this.#probe = new TailProbe(options.clock)
  }

  join(request: JoinRequest, seat: Seat): Entry {
    const membership = new Membership(request, seat)
    this.#admit(membership).catch((thrown: unknown) => {
      const error = toError(thrown)
      if (error.code === 'internal')
        this.#options.log.error('a join failed', { kind: request.kind, error: error.cause })
      seat.refused(error)
    })
    return membership
  }

  async query(user: User, kindName: string, room: string, name: string, body: unknown): Promise<unknown> {
    const kind = this.#kind(kindName, room)
    const declared = Object.hasOwn(kind.contract.queries, name) ? kind.contract.queries[name] : undefined
    const answer = kind.queries?.[name]
    const asking = undefined as never
    if (declared === undefined || answer === undefined) throw new TuttiError('unknown_query')
    await kind.authorize(user, room, asking)
    return answer(user, room, check(declared.guard, body), asking)
  }

  async watchable(): Promise<readonly string[]> {
    return []
  }

  files(): RoomFiles {
    throw new TuttiError('not_found')
  }

  async export(): Promise<AsyncIterable<object>> {
    throw new TuttiError('not_found')
  }

  list(kind: string | undefined): readonly RoomInfo[] {
    const list: RoomInfo[] = []
    for (const { runner } of this.#rooms.values()) {
      const name = runner.place.kind.contract.kind
      if (kind !== undefined && kind !== name) continue
      const { maxMembers } = runner.place.kind
      list.push({ kind: name, room: runner.place.id, members: runner.members, maxMembers, summary: runner.summary() })
    }
    return list
  }

  /** Every room is told to end; members hear `code`. */
  close(code: 'draining'): void {
    for (const name of this.#rooms.keys()) this.#end(name, code)
  }

  async #admit(membership: Membership): Promise<void> {
    const { user, kind: kindName, room } = membership.request
    const kind = this.#kind(kindName, room)
    const asking = undefined as never
    const granted = await kind.authorize(user, room, asking)
    this.#live(kind, room).runner.admit(membership, typeof granted === 'string' ? granted : granted.role)
  }

  #kind(name: string, room: string): AnyRoomKind {
    const kind = this.#options.kinds.get(name)
    if (kind === undefined) throw new TuttiError('unknown_kind')
    if (!ROOM_ID.test(room)) throw new TuttiError('unknown_room', 'a room id is 1 to 64 letters, digits, _ or -')
    return kind
  }

  #live(kind: AnyRoomKind, room: string): Live {
    const name = `${kind.contract.kind}/${room}`
    const live = this.#rooms.get(name) ?? this.#open(kind, room, name)
    live.closing?.()
    live.closing = undefined
    // A join may yet be refused or given up, and then nobody leaves who could empty the room.
    if (live.runner.members === 0) this.#closeLater(name, live)
    return live
  }

  #open(kind: AnyRoomKind, room: string, name: string): Live {
    const { clock, edge, log, loop, maxRooms, meter, newEpoch } = this.#options
    if (this.#rooms.size >= maxRooms) throw new TuttiError('too_many_rooms', undefined, { retryMs: 5_000 })
    const place = { id: room, ref: this.#nextRef++, epoch: newEpoch(), kind }
    const outlet = edge.outlet(place.ref, place.epoch)
    let pace: Pace | undefined
    const runner: Runner = new Runner(place, outlet, clock, log, {
      wake: () => pace?.wake(),
      broken: () => {
        meter.reloaded(kind.contract.kind)
        this.#end(name, 'room_reset')
      },
      emptied: () => this.#closeLater(name, live),
      spoke: () => this.#probe.watch(runner, outlet),
      resumed: (result) => meter.resumed(result),
      refused: (code) => meter.refused(code),
    })
    if (!runner.simulated)
      pace = new Pace(
        clock,
        kind.tickHz,
        () => runner.members,
        () => runner.step(),
      )
    const reactive = pace
    const unschedule = reactive === undefined ? loop.add(runner, kind.tickHz) : () => reactive.stop()
    const live: Live = { runner, unschedule, closing: undefined }
    this.#rooms.set(name, live)
    return live
  }

  #closeLater(name: string, live: Live): void {
    live.closing?.()
    live.closing = this.#options.clock.after(live.runner.place.kind.idleMs, () => {
      if (live.runner.members === 0) this.#end(name, 'unavailable')
    })
  }

  #end(name: string, code: 'room_reset' | 'unavailable' | 'draining'): void {
    const live = this.#rooms.get(name)
    if (live === undefined) return
    this.#rooms.delete(name)
    live.closing?.()
    live.unschedule()
    this.#probe.forget(live.runner)
    live.runner.stop(code)
  }
}
