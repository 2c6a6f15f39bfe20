/** Who watches which rooms, and the badges on their way to them: a session costs one pointer for each room it watches. */
import { TuttiError } from '../../shared/errors.ts'
import { LIMITS } from '../../shared/limits.ts'
import type { Cancel, Clock, EdgeMeter } from '../ports.ts'
import type { Outbox } from './outbox.ts'

/** Sessions are served in turns, so that thousands of them are not sent to in one go. */
const TURNS = 20
const TURN_MS = LIMITS.badgeMs / TURNS

/** A room that somebody watches: shared by all who do. */
interface Watched {
  readonly kind: string
  readonly room: string
  watchers: number
  /** The latest badge; undefined: none came since somebody watches. */
  frame: Uint8Array | undefined
  /** Which badge of all it was. */
  stamp: number
}

/** One session's watched rooms. */
export class Watching {
  readonly user: string
  readonly outbox: Outbox
  readonly turn: number
  rooms: readonly Watched[] = []
  /** Badges up to this stamp were sent. */
  sentStamp = 0
  /** By kind, the last WATCH that waits to be authorised: the rooms that its user was taken off meanwhile. */
  asked: Map<string, Set<string>> | undefined
  over = false

  constructor(user: string, outbox: Outbox, turn: number) {
    this.user = user
    this.outbox = outbox
    this.turn = turn
  }
}

/**
 * A badge is kept once for each room, and stamped. Every turn of the wheel looks at its sessions' rooms and sends what
 * is younger than their last time, in one message: nothing waits for a single session. Topics of the transport would
 * cost fourteen times the memory, and a system call for each room.
 */
export class Watches {
  readonly #clock: Clock
  readonly #meter: EdgeMeter
  readonly #rooms = new Map<string, Watched>()
  readonly #turns: readonly Set<Watching>[] = Array.from({ length: TURNS }, () => new Set<Watching>())
  readonly #byUser = new Map<string, Set<Watching>>()
  #nextTurn = 0
  #turn = 0
  #stamp = 0
  /** Turns that are left until everybody had one since the last badge. */
  #left = 0
  #cancel: Cancel | undefined

  constructor(clock: Clock, meter: EdgeMeter) {
    this.#clock = clock
    this.#meter = meter
  }

  // ── What the engine tells.

  badge(kind: string, room: string, frame: Uint8Array): void {
    const watched = this.#rooms.get(keyOf(kind, room))
    if (watched === undefined) return
    watched.frame = frame.slice()
    watched.stamp = ++this.#stamp
    this.#spin()
  }

  unwatch(kind: string, room: string, user: string): void {
    for (const watching of this.#byUser.get(user) ?? []) {
      watching.asked?.get(kind)?.add(room)
      const rest = watching.rooms.filter((one) => one.kind !== kind || one.room !== room)
      if (rest.length < watching.rooms.length) this.#set(watching, rest)
    }
  }

  // ── What sessions ask.

  enter(user: string, outbox: Outbox): Watching {
    const watching = new Watching(user, outbox, this.#nextTurn)
    this.#nextTurn = (this.#nextTurn + 1) % TURNS
    this.#turns[watching.turn]!.add(watching)
    const mine = this.#byUser.get(user)
    if (mine === undefined) this.#byUser.set(user, new Set([watching]))
    else mine.add(watching)
    return watching
  }

  /**
   * Those of `rooms` that it may watch, says `allowed`, are its rooms of this kind from now on: the answer. Of two that
   * are under way, the later one stands. @throws TuttiError `too_many_rooms`, or what `allowed` throws
   */
  async watch(
    watching: Watching,
    kind: string,
    rooms: readonly string[],
    allowed: (rooms: readonly string[]) => Promise<readonly string[]>,
  ): Promise<readonly string[]> {
    const wanted = [...new Set(rooms)]
    holdToLimit(watching, kind, wanted)
    const takenOff = new Set<string>()
    const asked = (watching.asked ??= new Map<string, Set<string>>())
    asked.set(kind, takenOff)
    try {
      const may = (await allowed(wanted)).filter((room) => !takenOff.has(room))
      if (asked.get(kind) !== takenOff || watching.over) return may
      const kept = holdToLimit(watching, kind, may)
      this.#set(watching, [...kept, ...may.map((room) => this.#at(kind, room))])
      this.#spin()
      return may
    } finally {
      if (asked.get(kind) === takenOff) asked.delete(kind)
    }
  }

  leave(watching: Watching): void {
    watching.over = true
    this.#set(watching, [])
    this.#turns[watching.turn]!.delete(watching)
    const mine = this.#byUser.get(watching.user)
    mine?.delete(watching)
    if (mine?.size === 0) this.#byUser.delete(watching.user)
  }

  close(): void {
    this.#cancel?.()
    this.#cancel = undefined
    this.#left = 0
  }

  // ── Inside.

  #at(kind: string, room: string): Watched {
    const key = keyOf(kind, room)
    const known = this.#rooms.get(key)
    if (known !== undefined) return known
    const made: Watched = { kind, room, watchers: 0, frame: undefined, stamp: 0 }
    this.#rooms.set(key, made)
    return made
  }

  #set(watching: Watching, rooms: readonly Watched[]): void {
    // First the new ones, so that a room which stays is not forgotten in between.
    for (const one of rooms) one.watchers++
    for (const one of watching.rooms) {
      one.watchers--
      if (one.watchers === 0) this.#rooms.delete(keyOf(one.kind, one.room))
    }
    this.#meter.watches += rooms.length - watching.rooms.length
    // Exactly as long as it is: what was pushed to has room for more.
    watching.rooms = rooms.length === 0 ? NONE : rooms.slice()
  }

  #spin(): void {
    this.#left = TURNS
    this.#cancel ??= this.#clock.after(TURN_MS, this.#step)
  }

  readonly #step = (): void => {
    this.#cancel = undefined
    this.#turn = (this.#turn + 1) % TURNS
    this.#left--
    for (const watching of this.#turns[this.#turn]!) this.#serve(watching)
    if (this.#left > 0) this.#cancel = this.#clock.after(TURN_MS, this.#step)
  }

  #serve(watching: Watching): void {
    const due: Uint8Array[] = []
    for (const { stamp, frame } of watching.rooms) {
      if (stamp > watching.sentStamp && frame !== undefined) due.push(frame)
    }
    if (due.length === 0) {
      watching.sentStamp = this.#stamp
      return
    }
    if (!watching.outbox.flowing) {
      // A slow socket gets the latest when it drains: the wheel goes on for it.
      this.#left = TURNS
      return
    }
    watching.sentStamp = this.#stamp
    watching.outbox.send('newest', due.length === 1 ? due[0]! : Buffer.concat(due))
  }
}

/** What it watches of other kinds. @throws TuttiError `too_many_rooms` */
const holdToLimit = (watching: Watching, kind: string, rooms: readonly string[]): readonly Watched[] => {
  const others = watching.rooms.filter((one) => one.kind !== kind)
  if (others.length + rooms.length > LIMITS.maxWatchedRooms) throw new TuttiError('too_many_rooms')
  return others
}

const NONE: readonly Watched[] = []

/** No kind has a slash in its name. */
const keyOf = (kind: string, room: string): string => `${kind}/${room}`
