/** An engine for tests of the edge: rooms that do what they are told, and remember what they were asked. */
import { createHash } from 'node:crypto'
import type { DeliveryClass } from '../../shared/contract.ts'
import { TuttiError } from '../../shared/errors.ts'
import type { Key } from '../../shared/frames.ts'
import { writeBadge, writeEvents, writeFleeting, writeState } from '../../shared/room-codec.ts'
import { Writer } from '../../shared/writer.ts'
import type {
  Backlog,
  Clock,
  EdgeSide,
  EngineSide,
  Entry,
  FileContent,
  JoinRequest,
  Outlet,
  RoomFiles,
  RoomInfo,
  Seat,
  User,
} from '../../server/ports.ts'

export class FakeEngine implements EngineSide {
  readonly rooms = new Map<string, FakeRoom>()
  readonly joins: JoinRequest[] = []
  readonly queries: { user: User; kind: string; room: string; name: string; body: unknown }[] = []
  /** What the next joins are refused with. */
  refusal: TuttiError | undefined
  /** False: joins wait until answer() of their seat. */
  answers = true
  answer: (name: string, body: unknown) => unknown = (_name, body) => body
  readonly #clock: Clock
  #edge: EdgeSide | undefined
  #refs = 100

  constructor(clock: Clock) {
    this.#clock = clock
  }

  wire(edge: EdgeSide): void {
    this.#edge = edge
  }

  room(kind: string, id: string): FakeRoom {
    const key = `${kind}/${id}`
    const known = this.rooms.get(key)
    if (known !== undefined) return known
    const room = new FakeRoom(this.#refs++, this.#edge!)
    this.rooms.set(key, room)
    return room
  }

  join(request: JoinRequest, seat: Seat): Entry {
    this.joins.push(request)
    const refusal = this.refusal
    const room = this.room(request.kind, request.room)
    const entry = room.entry(seat)
    if (this.answers) {
      this.#clock.soon(() => {
        if (refusal !== undefined) seat.refused(refusal)
        else room.let(seat, request.since?.epoch === room.epoch ? request.since.seq : undefined)
      })
    }
    return entry
  }

  async query(user: User, kind: string, room: string, name: string, body: unknown): Promise<unknown> {
    this.queries.push({ user, kind, room, name, body })
    return this.answer(name, body)
  }

  /** Which rooms may be watched: all, until a test says otherwise. */
  allowed: (user: User, kind: string, rooms: readonly string[]) => Promise<readonly string[]> = async (_u, _k, rooms) =>
    rooms

  watchable(user: User, kind: string, rooms: readonly string[]): Promise<readonly string[]> {
    return this.allowed(user, kind, rooms)
  }

  badge(kind: string, room: string, body: unknown): void {
    const writer = new Writer()
    writeBadge(writer, kind, room, new Writer().value(body).copy())
    const frame = writer.copy()
    this.#edge!.badge(kind, room, frame)
    // Valid during the call, and no longer.
    frame.fill(0xc1)
  }

  unwatch(kind: string, room: string, user: string): void {
    this.#edge!.unwatch(kind, room, user)
  }

  /** What rooms of kind `chat` keep, as `<room>/<hash>`. */
  readonly stored = new Map<string, FileContent>()
  /** What the next puts and reads are refused with. */
  filesRefusal: TuttiError | undefined
  exported: (name: string) => AsyncIterable<object> = () => {
    throw new TuttiError('not_found')
  }

  files(kind: string): RoomFiles {
    if (kind !== 'chat') throw new TuttiError(kind === 'doc' ? 'not_found' : 'unknown_kind')
    return {
      maxBytes: 200_000,
      types: ['image/png', 'text/plain', 'text/html', 'application/zip', 'video/mp4', 'application/pdf'],
      put: async (_user, room, name, type, content) => {
        if (this.filesRefusal !== undefined) throw this.filesRefusal
        const bytes = await content()
        const hash = createHash('sha256').update(bytes).digest('hex')
        this.stored.set(`${room}/${hash}`, { meta: { name, type, bytes: bytes.length }, content: bytes })
        return { hash, name, type, bytes: bytes.length }
      },
      read: async (_user, room, hash) => {
        if (this.filesRefusal !== undefined) throw this.filesRefusal
        const file = this.stored.get(`${room}/${hash}`)
        if (file === undefined) throw new TuttiError('not_found')
        return file
      },
    }
  }

  async export(_user: User, _kind: string, _room: string, name: string): Promise<AsyncIterable<object>> {
    return this.exported(name)
  }

  list(kind: string | undefined): readonly RoomInfo[] {
    return [...this.rooms.keys()]
      .map((key) => key.split('/') as [string, string])
      .filter(([of]) => kind === undefined || of === kind)
      .map(([of, room]) => ({ kind: of, room, members: 1, maxMembers: 10, summary: null }))
  }
}

export class FakeRoom {
  readonly ref: number
  readonly epoch = 'e1'
  readonly outlet: Outlet
  readonly commands: { op: number; body: unknown; rid: number; nonce: Uint8Array | null; seat: Seat }[] = []
  readonly inputs: Uint8Array[] = []
  readonly acks: number[] = []
  readonly left: string[] = []
  readonly seats: Seat[] = []
  /** True: the backlog comes from a database, page by page, whenever readPages() is called. */
  stored = false
  readonly reading = new Set<Seat>()
  readonly #read = new Set<Seat>()
  classes: readonly DeliveryClass[] = ['ordered', 'newest', 'fleeting']
  /** How many events the ring holds. */
  ringSize = 10_000
  seq = 0
  state: unknown = { hello: true }
  readonly #ring: { seq: number; flat: Uint8Array }[] = []
  readonly #current = new Map<string, Uint8Array>()

  constructor(ref: number, edge: EdgeSide) {
    this.ref = ref
    this.outlet = edge.outlet(ref, this.epoch)
  }

  let(seat: Seat, since: number | undefined): void {
    this.seats.push(seat)
    seat.joined({
      ref: this.ref,
      epoch: this.epoch,
      seq: since ?? this.seq,
      headSeq: this.seq,
      recovered: since !== undefined,
      commands: ['say', 'move'],
      events: ['said', 'at', 'typing'],
      classes: this.classes,
      state: new Writer().value(this.state).copy(),
    })
  }

  /** An ordered event. */
  say(body: unknown): void {
    const flat = new Writer().uint(0).value(body).copy()
    this.seq++
    this.#ring.push({ seq: this.seq, flat })
    if (this.#ring.length > this.ringSize) this.#ring.shift()
    const writer = new Writer()
    writeEvents(writer, this.ref, this.seq, 1, flat)
    this.outlet.publish('ordered', writer.view(), this.seq)
  }

  /** A newest event to all. */
  at(key: Key, body: unknown): void {
    const frame = this.stateFrame(key, body)
    this.#current.set(String(key), frame)
    this.outlet.publish('newest', frame, this.seq)
  }

  typing(body: unknown): void {
    const writer = new Writer()
    writeFleeting(writer, this.ref, 1, new Writer().uint(2).value(body).copy())
    this.outlet.publish('fleeting', writer.view(), this.seq)
  }

  stateFrame(key: Key, body: unknown): Uint8Array {
    const writer = new Writer()
    writeState(writer, this.ref, 1, key, body)
    return writer.copy()
  }

  fleetingFrame(body: unknown): Uint8Array {
    const writer = new Writer()
    writeFleeting(writer, this.ref, 1, new Writer().uint(2).value(body).copy())
    return writer.copy()
  }

  entry(seat: Seat): Entry {
    return {
      command: (op, body, rid, nonce) => void this.commands.push({ op, body, rid, nonce, seat }),
      input: (body) => void this.inputs.push(body),
      ack: (seq) => void this.acks.push(seq),
      leave: (why) => void this.left.push(why),
      backlog: (seq, maxBytes) => this.#backlog(seq, maxBytes, seat),
      current: () => Buffer.concat([...this.#current.values()]),
    }
  }

  /** The pages that seats wait for have been read. */
  readPages(): void {
    const seats = [...this.reading]
    this.reading.clear()
    for (const seat of seats) {
      this.#read.add(seat)
      seat.more()
    }
  }

  #backlog(seq: number, maxBytes: number, seat: Seat): Backlog | 'none' | 'gone' | 'later' {
    if (seq === this.seq) return 'none'
    if (this.stored && !this.#read.delete(seat)) {
      if (this.reading.has(seat)) throw new Error('asked again before more()')
      this.reading.add(seat)
      return 'later'
    }
    const first = this.#ring.findIndex((event) => event.seq === seq + 1)
    if (first === -1) return 'gone'
    const page: Uint8Array[] = []
    let bytes = 0
    for (const event of this.#ring.slice(first)) {
      if (bytes > 0 && bytes + event.flat.length > maxBytes) break
      page.push(event.flat)
      bytes += event.flat.length
    }
    const writer = new Writer()
    writeEvents(writer, this.ref, seq + 1, page.length, Buffer.concat(page))
    return { frames: writer.copy(), seq: seq + page.length }
  }
}
