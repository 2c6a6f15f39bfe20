/** A room without a host: its context, its members and its clock, moved by the test; and a hearing for all that it says. */
import type { Contract, Events } from '../../shared/contract.ts'
import type { ErrorCode, TuttiError } from '../../shared/errors.ts'
import { ID_EPOCH_MS, PER_MS, idText } from '../../shared/id.ts'
import { seededRandom } from '../../shared/random.ts'
import type { KindJobs, Member, Room, RoomContext, RoomKind } from '../../server/engine/room.ts'

/** Where the wall clock of a room under test begins. */
export const WALL_MS = Date.UTC(2026, 0, 1)

export interface Said {
  readonly event: string
  readonly body: unknown
}

export class TestRoom<C extends Contract> {
  readonly ctx: RoomContext<C>
  readonly members = new Set<Member>()
  /** Broadcasts, in order. */
  readonly said: Said[] = []
  readonly kicked: { readonly member: Member; readonly code: ErrorCode }[] = []
  /** Rows recorded, mail posted, and what was to leave the house, in order; copied, as the host does. */
  readonly recorded: { readonly write: string; readonly row: Readonly<Record<string, unknown>> }[] = []
  readonly posted: { readonly kind: string; readonly room: string; readonly op: string; readonly body: unknown }[] = []
  readonly sentOut: {
    readonly channel: string
    readonly target: string
    readonly payload: unknown
    readonly dueMs: number | undefined
  }[] = []
  /** The latest badge, and who was taken off the watch. */
  badge: unknown
  readonly unwatched: string[] = []
  /** Room time at which a wish for woke() comes due. */
  wakesAtMs = Infinity
  /** What each member was sent alone; bytes are copied, as the host does. */
  readonly heard = new Map<Member, Said[]>()
  /** Members whose socket is behind. */
  readonly behind = new Set<Member>()
  /** Jobs that were begun and are not done. */
  readonly jobs: { readonly name: string; readonly input: unknown }[] = []
  reply: unknown
  /** Answers that commands asked for with later(), in the order asked: null while they are owed. */
  readonly owed: ({ readonly reply: unknown } | { readonly refused: TuttiError } | null)[] = []
  readonly #tickHz: number
  #room: Room<C> | undefined
  #nowMs = 0
  #nextId = 1
  #ids = 0

  constructor(id: string, tickHz: number, seed = id) {
    this.#tickHz = tickHz
    this.ctx = {
      id,
      members: this.members,
      now: () => this.#nowMs,
      wall: () => Math.floor(WALL_MS + this.#nowMs),
      random: seededRandom(seed),
      broadcast: (event, body) => void this.said.push({ event, body }),
      send: (to, event, body) => {
        const copy = body instanceof Uint8Array ? body.slice() : body
        for (const member of 'user' in to ? [to] : to) this.heard.get(member)?.push({ event, body: copy })
      },
      sendEach: (to, event, values) => {
        for (const [, body] of values) this.heard.get(to)?.push({ event, body: structuredClone(body) })
      },
      newId: () => idText(WALL_MS + Math.floor(this.#nowMs) - ID_EPOCH_MS, 1, this.#ids++ % PER_MS),
      record: (write, row) => void this.recorded.push({ write: String(write), row: structuredClone(row) }),
      post: (kind, room, op, body) => void this.posted.push({ kind, room, op, body: structuredClone(body) }),
      sendOut: (channel, target, payload, dueMs) =>
        void this.sentOut.push({ channel, target, payload: structuredClone(payload), dueMs }),
      wakeIn: (ms) => void (this.wakesAtMs = Math.min(this.wakesAtMs, this.#nowMs + ms)),
      badge: (body) => void (this.badge = structuredClone(body)),
      unwatch: (userId) => void this.unwatched.push(userId),
      writable: (member) => !this.behind.has(member),
      reply: (body) => void (this.reply = body),
      kept: (run) => run(),
      job: (name, input) => void this.jobs.push({ name, input: structuredClone(input) }),
      later: () => {
        const at = this.owed.push(null) - 1
        return {
          reply: (body) => void (this.owed[at] ??= { reply: body }),
          refuse: (error) => void (this.owed[at] ??= { refused: error }),
        }
      },
      kick: (member, code) => void this.kicked.push({ member, code }),
    }
  }

  static open<C extends Contract>(kind: RoomKind<C>, id: string): TestRoom<C> {
    const test = new TestRoom<C>(id, kind.tickHz)
    test.host(kind.open(test.ctx, undefined))
    return test
  }

  /** Drives a room that was made with this context. */
  host<R extends Room<C>>(room: R): R {
    this.#room = room
    return room
  }

  get room(): Room<C> {
    if (this.#room === undefined) throw new Error('host() a room first')
    return this.#room
  }

  join(
    userId: string,
    options: unknown = null,
    granted: { readonly role?: string; readonly facts?: unknown } = {},
  ): { member: Member; state: unknown } {
    const { role = 'player', facts } = granted
    const member = { id: this.#nextId++, user: { id: userId, name: userId, guest: true }, role, facts }
    this.members.add(member)
    this.heard.set(member, [])
    try {
      return { member, state: this.room.join?.(member, 'fresh', options) }
    } catch (refusal) {
      this.members.delete(member)
      throw refusal
    }
  }

  leave(member: Member, why: 'left' | 'lost'): void {
    this.members.delete(member)
    this.room.leave?.(member, why)
  }

  /** One tick, and whoever was kicked in it leaves. */
  tick(times = 1): void {
    for (let n = 0; n < times; n++) {
      this.#nowMs += 1000 / this.#tickHz
      this.room.tick?.(1000 / this.#tickHz)
      this.room.ended?.()
      for (const { member } of this.kicked) if (this.members.has(member)) this.leave(member, 'lost')
    }
  }

  /** Moves a reactive room's clock on; woke() runs each time that it comes due. */
  pass(ms: number): void {
    const untilMs = this.#nowMs + ms
    while (this.wakesAtMs <= untilMs) {
      this.#nowMs = Math.max(this.#nowMs, this.wakesAtMs)
      this.wakesAtMs = Infinity
      this.room.woke?.()
      this.room.ended?.()
    }
    this.#nowMs = untilMs
  }

  /** Does the jobs that were begun, and tells the room; one that has no function there did not come to its end. */
  work(run: KindJobs['run']): void {
    for (const { name, input } of this.jobs.splice(0)) {
      // Whoever names the job knows what it takes.
      this.room.did?.[name]?.(structuredClone(run[name]?.(input as never)))
      this.room.ended?.()
    }
  }

  /** Takes what a member was sent alone since the last call. */
  take(member: Member): Said[] {
    return this.heard.get(member)?.splice(0) ?? []
  }

  /** Broadcasts of one event. */
  told<T extends keyof Events<C> & string>(event: T): Events<C>[T][] {
    // The event's name fixes its body's type.
    return this.said.filter((one) => one.event === event).map((one) => one.body as Events<C>[T])
  }
}
