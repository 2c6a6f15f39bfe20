/** The engine as the edge sees it: finds and opens rooms for whoever joins, and answers what is asked beside them. */
import { randomBytes } from 'node:crypto'
import { Buckets } from '../../shared/bucket.ts'
import { TuttiError, toError } from '../../shared/errors.ts'
import { LIMITS } from '../../shared/limits.ts'
import type {
  Cancel,
  Clock,
  EdgeSide,
  EngineMeter,
  EngineSide,
  Entry,
  Files,
  JoinRequest,
  Jobs,
  Log,
  Mail,
  RoomFiles,
  RoomInfo,
  Seat,
  Storage,
  User,
} from '../ports.ts'
import type { MailFate } from './inbox.ts'
import { Inquiries } from './inquiries.ts'
import { kindOfRoom } from './kinds.ts'
import type { Kinds } from './kinds.ts'
import { LiveRooms } from './live-rooms.ts'
import type { LiveRoomsParts } from './live-rooms.ts'
import type { Loop } from './loop.ts'
import { Membership } from './membership.ts'
import { NO_FILES, NO_JOBS, NO_READER } from './nothing-kept.ts'
import { encodeBody } from './output.ts'
import { Postman } from './postman.ts'
import { Recorder } from './recorder.ts'
import { Residents } from './residents.ts'
import type { Asking, Role } from './room.ts'
import { unavailable } from './unavailable.ts'

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
  /** A new snowflake. @throws TuttiError `unavailable` */
  readonly newId: () => string
  /** Where durable kinds are kept; undefined: this host has none. */
  readonly storage?: Pick<Storage, 'journal' | 'reader'> | undefined
  /** Where members' files are kept; undefined: nowhere. */
  readonly files?: Files | undefined
  /** Where kinds' heavy work is done; undefined: nowhere. */
  readonly jobs?: Jobs | undefined
  /** Something that is to leave the house became durable. */
  readonly outbound?: () => void
}

/** Opening a room costs the database more than anything else that a user can ask for. */
const OPENINGS = { perSecond: LIMITS.openingsPerSecond, burst: LIMITS.openingsBurst }
/** A room that is closed each time before a member is in is busy with something else. */
const MAX_TRIES = 5

export class Directory implements EngineSide {
  readonly #options: DirectoryOptions
  readonly #rooms: LiveRooms
  readonly #inquiries: Inquiries
  readonly #recorder: Recorder | undefined
  readonly #postman: Postman | undefined
  readonly #residents: Residents | undefined
  readonly #openings = new Buckets(OPENINGS)

  constructor(options: DirectoryOptions) {
    this.#options = options
    const { kinds, storage, clock, log } = options
    this.#recorder = storage && new Recorder({ ...options, journal: storage.journal })
    const posted = (mail: readonly Mail[], outbound: boolean): void => {
      this.#postman?.bring(mail)
      if (outbound) options.outbound?.()
    }
    const bereft: LiveRoomsParts['bereft'] = (kind, room) => this.#residents?.reopen(kind, room)
    this.#rooms = new LiveRooms({ ...options, recorder: this.#recorder, asking: this.#asking, posted, bereft })
    this.#inquiries = new Inquiries(kinds, this.#asking)
    if (storage !== undefined) {
      this.#postman = new Postman({ journal: storage.journal, kinds, rooms: this.#rooms, clock, log })
      this.#postman.start()
      this.#residents = new Residents({ reader: storage.reader, kinds, rooms: this.#rooms, clock, log })
      this.#residents.start()
    }
  }

  /** True while nothing can be kept: the host is not ready. */
  get stuck(): boolean {
    return this.#recorder?.stuck === true
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

  query(user: User, kind: string, room: string, name: string, body: unknown): Promise<unknown> {
    return this.#inquiries.query(user, kind, room, name, body)
  }

  watchable(user: User, kind: string, rooms: readonly string[]): Promise<readonly string[]> {
    return this.#inquiries.watchable(user, kind, rooms)
  }

  files(kind: string): RoomFiles {
    return this.#inquiries.files(kind)
  }

  export(user: User, kind: string, room: string, name: string): Promise<AsyncIterable<object>> {
    return this.#inquiries.export(user, kind, room, name)
  }

  list(kind: string | undefined): readonly RoomInfo[] {
    const list: RoomInfo[] = []
    for (const { runner } of this.#rooms.all()) {
      const name = runner.place.kind.contract.kind
      if (kind !== undefined && kind !== name) continue
      const { maxMembers, tables } = runner.place.kind
      const summary = runner.summary()
      // What people keep is theirs: such a room is listed only where it has something to say to everybody.
      if (tables !== undefined && summary === null) continue
      list.push({ kind: name, room: runner.place.id, members: runner.members, maxMembers, summary })
    }
    return list
  }

  /** Every open room, listed or not: for counting. */
  *census(): Iterable<{ readonly kind: string; readonly members: number }> {
    for (const { runner } of this.#rooms.all()) {
      const kind: string = runner.place.kind.contract.kind
      yield { kind, members: runner.members }
    }
  }

  /** Mail from the house itself: nothing remembers it but the promise, which rejects where it was not done for good. */
  async tell(kindName: string, room: string, op: string, body: unknown): Promise<void> {
    const kind = kindOfRoom(this.#options.kinds, kindName, room)
    const live = await this.#rooms.open(kind, room)
    this.#rooms.keep(live)
    const mail = { id: this.#options.newId(), kind: kindName, room, op, body: encodeBody(body) }
    await new Promise<void>((resolve, reject) => {
      const settled = (fate: MailFate): void => (fate === 'done' ? resolve() : reject(unavailable()))
      live.runner.mail({ at: 'mail', mail, kept: false, drop: false, settled })
    })
  }

  /** Mail that is durable already, and was posted beside the rooms. */
  bring(mails: readonly Mail[]): void {
    this.#postman?.bring(mails)
  }

  /** Every room says its last word. Resolves when all of it is durable. */
  async settle(): Promise<void> {
    this.#postman?.stop()
    this.#residents?.stop()
    this.#rooms.finish()
    await this.#recorder?.drained()
  }

  /** Every room is told to end; members hear `code`. What is not durable is lost. */
  close(code: 'draining'): void {
    this.#postman?.stop()
    this.#residents?.stop()
    this.#rooms.close(code)
  }

  async #admit(membership: Membership): Promise<void> {
    const { user, kind: kindName, room, options } = membership.request
    const kind = kindOfRoom(this.#options.kinds, kindName, room)
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      const known = this.#rooms.find(kind, room)
      const granted = await kind.authorize(user, room, this.#asking(kindName, user, room), options)
      let live = this.#rooms.find(kind, room)
      if (live === undefined) {
        if (!this.#rooms.isOpening(kind, room)) this.#chargeOpening(user)
        live = await this.#rooms.open(kind, room)
      }
      // What a durable room was opened from is newer than what was read before: facts must not be older than the room.
      if (kind.tables !== undefined && live !== known) continue
      this.#rooms.keep(live)
      live.runner.admit(membership, granted)
      return
    }
    throw new TuttiError('unavailable', undefined, { retryMs: 500 })
  }

  #chargeOpening(user: User): void {
    const waitMs = this.#openings.take(user.id, this.#options.clock.now())
    if (waitMs > 0) throw new TuttiError('rate_limited', 'too many rooms opened at once', { retryMs: waitMs })
  }

  #within = <T>(ms: number, wait: Promise<T>): Promise<T | undefined> => {
    let cancel: Cancel | undefined
    const over = new Promise<undefined>((resolve) => {
      cancel = this.#options.clock.after(ms, () => resolve(undefined))
    })
    return Promise.race([wait, over]).finally(() => cancel?.())
  }

  #asking = (kind: string, user: User, room: string, role = ''): Asking & { readonly role: Role } => {
    const { storage, files = NO_FILES, clock, jobs = NO_JOBS } = this.#options
    const reader = storage?.reader ?? NO_READER
    const job = (name: string, input: unknown) => jobs.run(kind, name, input)
    return { user, room, reader, files, wallMs: Math.floor(clock.wall()), within: this.#within, secret, job, role }
  }
}

const secret = (): string => randomBytes(16).toString('base64url')
