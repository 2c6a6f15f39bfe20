/** Every seam of the host on one page: what the outside offers us, and what edge and engine are to each other. */
import type { ErrorCode, TuttiError } from '../shared/errors.ts'
import type { Key, Position } from '../shared/frames.ts'
import type { DeliveryClass } from '../shared/contract.ts'
import type { Kysely } from 'kysely'

export type Cancel = () => void

export interface Clock {
  /** Monotonic milliseconds, with fraction. */
  now(): number
  /** Unix milliseconds. */
  wall(): number
  /** Runs once, never before `ms` have passed by now(). */
  after(ms: number, run: () => void): Cancel
  /** Runs once, after all input that is ready now has been read. */
  soon(run: () => void): Cancel
}

export interface Log {
  debug(message: string, fields?: object): void
  info(message: string, fields?: object): void
  warn(message: string, fields?: object): void
  error(message: string, fields?: object): void
}

/** What the engine counts. Called on the hot path: implementations add to plain numbers and nothing else. */
export interface EngineMeter {
  /** A tick of a simulated room began this late and took this long. */
  ticked(latenessMs: number, durationMs: number): void
  /** Ticks of simulated rooms that will not happen. */
  skipped(ticks: number): void
  /** A room was reloaded because its code threw. */
  reloaded(kind: string): void
  /** A JOIN with a `since` ended this way. */
  resumed(result: 'recovered' | 'discontinuity'): void
  /** A command was refused: the edge sees only the encoded reply. */
  refused(code: ErrorCode): void
  /** A group commit was answered after this long: of so many rooms, with so many rows, events and answers in all. */
  committed(rooms: number, records: number, durationMs: number): void
  /** A commit found that the room was no longer ours. */
  fenced(): void
  /** A room's memory was dropped because a commit of it was not durable. */
  takenOver(kind: string): void
}

// ── Transport: sockets and HTTP on one port ──────────────────────────────────────────────────────────────

/** Who is at the other end, known before anything is accepted. Header names are lower case. */
export interface Peer {
  readonly address: string
  readonly origin: string | undefined
}

/** Who asks for a WebSocket, and what for. */
export interface Caller extends Peer {
  /** Decoded, without the query. */
  readonly path: string
  readonly query: URLSearchParams
  /** Subprotocols that it offers, in its order. */
  readonly protocols: readonly string[]
}

/** A socket. Push-based: there is no read. After `closed` every method is a no-op and never throws. */
export interface Connection {
  readonly peer: Caller
  /** Bytes accepted by send() and publish() that the kernel has not taken. */
  readonly bufferedBytes: number
  /** Queues one message; the bytes may be reused when this returns. False: dropped, because the hard limit was passed. */
  send(bytes: Uint8Array): boolean
  /** As send(), in its order, but at the end of this turn: in one system call with what is published to its topics. */
  sendAlong(bytes: Uint8Array): void
  subscribe(topic: string): void
  unsubscribe(topic: string): void
  /** Groups what `write` sends into few system calls. */
  cork(write: () => void): void
  /** Closes after what was sent; `closed` follows. */
  end(code: number, reason: string): void
  /** Closes now; what was sent may be lost; `closed` follows. */
  terminate(): void
}

/** What a connection tells its session. */
export interface ConnectionEvents {
  /** One WebSocket message. The bytes are valid only during the call: copy what is kept. */
  message(bytes: Uint8Array): void
  /** bufferedBytes went down. */
  drained(): void
  /** The transport dropped something meant for this socket (a gap in its topics). */
  dropped(): void
  closed(code: number): void
}

export interface HttpRequest {
  readonly method: string
  /** Decoded path, without the query. */
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: ReadonlyMap<string, string>
  readonly peer: Peer
  /** @throws TuttiError `body_too_large`, `overloaded` when too many bodies are held; rejects when the client goes away. */
  body(maxBytes: number): Promise<Uint8Array>
}

export interface HttpResponse {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  /**
   * An iterable is sent as it comes, no faster than the client reads; it is ended (return()) when the client goes away,
   * and when it throws the answer is cut off.
   */
  readonly body?: string | Uint8Array | AsyncIterable<Uint8Array>
}

/** WebSockets of one family, before and after the upgrade. */
export interface SocketEvents {
  /** Before the upgrade. A refusal becomes an HTTP answer and costs no session. */
  admit(caller: Caller): TuttiError | undefined
  opened(connection: Connection): ConnectionEvents
}

/** Sockets that speak something else than `tutti.v1`: any subprotocol that they offer is taken, and none is asked for. */
export interface SocketRoute extends SocketEvents {
  /** This path, and all below it. */
  readonly path: string
  /** Of an inbound message; a larger one ends the connection. */
  readonly maxMessageBytes: number
  /** Of what waits for the socket; what is sent beyond it is dropped. */
  readonly maxBufferBytes: number
}

export interface TransportEvents extends SocketEvents {
  /** WebSockets of all other paths are this one's own, and speak `tutti.v1`. */
  readonly routes?: readonly SocketRoute[]
  /** How many bytes of body a request may carry: asked before any is taken. */
  bodyLimit(method: string, path: string): number
  /** Never rejects: the handler turns every failure into a response. */
  request(request: HttpRequest): Promise<HttpResponse>
}

export interface Transport {
  /** Resolves with the port that listens (0 asks for a free one). Rejects when it cannot. */
  listen(host: string, port: number, events: TransportEvents): Promise<number>
  /** One message to every connection subscribed to the topic, in order with their own send(). */
  publish(topic: string, bytes: Uint8Array): void
  /** Takes no new connection; those that are open live on. */
  stopListening(): void
  /** Ends everything at once: for the end of a process or a test. */
  close(): void
}

// ── Storage ──────────────────────────────────────────────────────────────────────────────────────────────

export type Dialect = 'sqlite' | 'postgres'

/** What a column holds in both databases. Integers are safe ones; what may be larger, as a snowflake, is text. */
export type Value = string | number | Uint8Array | null

/** One domain row: the kind's write (`<kind>.<write>`) and its values, in the order of that write's columns. */
export interface Row {
  readonly write: string
  readonly values: readonly Value[]
}

/** Ordered events `first` to `last`: pairs of op and body, encoded one after the other, as EVENTS carries them. */
export interface EventRun {
  readonly first: number
  readonly last: number
  readonly flat: Uint8Array
}

/** The answer to a command that must not be done twice. `digest`: SHA-256 of its op and body, so that a nonce used for something else is noticed. */
export interface StoredAnswer {
  readonly digest: Uint8Array
  /** MessagePack. */
  readonly body: Uint8Array
}

export interface NonceAnswer extends StoredAnswer {
  readonly user: string
  /** 16 bytes, time first. */
  readonly nonce: Uint8Array
}

/** What one room wants to be durable: all of it, or nothing of it. */
export interface RoomCommit {
  /** The room's number in the database, from acquire(). */
  readonly key: number
  /** Compared: whose room it is, and the last durable tick. */
  readonly fence: number
  readonly rev: number
  /** Set. */
  readonly nextRev: number
  readonly seq: number
  /** Highest time of a nonce that the room has answered, Unix ms. */
  readonly nonceMs: number
  readonly events: readonly EventRun[]
  readonly answers: readonly NonceAnswer[]
  readonly rows: readonly Row[]
}

/**
 * How a room's commit ended. `committed`: durable; `fence` is new where the outcome had to be settled by raising it.
 * `lost`: another owner or another rev stands there; nothing was written. `repeated`: a nonce is there already; nothing
 * was written. `failed`: the database would not; nothing was written.
 */
export type CommitOutcome =
  | { readonly is: 'committed'; readonly fence: number }
  | { readonly is: 'lost' | 'repeated' | 'failed'; readonly reason: string }

/** A room as the database knows it, and ours from now on. */
export interface Acquired {
  readonly key: number
  readonly fence: number
  readonly rev: number
  readonly seq: number
  readonly epoch: string
  /** Ordered events after this seq can still be read. */
  readonly floorSeq: number
  readonly nonceMs: number
}

/** Where rooms are kept. Everything may reject with TuttiError `unavailable`, but for commit(), which always answers. */
export interface Journal {
  /**
   * Takes a room over: raises its fence, so that no other owner can commit any more; makes it, with `epoch`, where it
   * is not there. `events` are the kind's event names: where they no longer begin as those that were stored, stored
   * events cannot be read any more and the floor rises to the head.
   */
  acquire(kind: string, room: string, epoch: string, events: readonly string[]): Promise<Acquired>
  /**
   * One transaction for all; each room's part stands or falls by its own compare, and one that the database refuses
   * takes no other with it. A room is at most once in a batch, and a batch is answered before the next is given.
   * An unknown outcome is settled before it is answered, however long that takes. Outcomes in the order of the batch.
   */
  commit(batch: readonly RoomCommit[]): Promise<readonly CommitOutcome[]>
  /** Stored events after `seq`, in order: at least one run, and about `maxBytes` of them; empty: there are none. */
  events(key: number, seq: number, maxBytes: number): Promise<readonly EventRun[]>
  answer(key: number, user: string, nonce: Uint8Array): Promise<StoredAnswer | undefined>
  /** Mail that waits for rooms, oldest first, after `id`. */
  mail(afterId: string, limit: number): Promise<readonly Mail[]>
}

/**
 * Heavy pure work of a kind, beside the rooms: one thing at a time, in the order asked. What goes in and comes out is
 * plain data and bytes, copied; the input when run() is called.
 */
export interface Jobs {
  /** Rejects with TuttiError: `overloaded` when too much waits, `unavailable` when it could not be brought to its end. */
  run(kind: string, name: string, input: unknown): Promise<unknown>
  close(): Promise<void>
}

/** What one room tells another: kept until the other has done it, and done once. */
export interface Mail {
  /** Snowflake. */
  readonly id: string
  readonly kind: string
  readonly room: string
  readonly op: string
  /** MessagePack. */
  readonly body: Uint8Array
}

/** What has to leave the house: kept until somebody took it, tried again, and given up in the open. */
export interface Outbound {
  /** Snowflake; the receiver's key to notice a repeat. */
  readonly id: string
  /** Which channel: `webhook`, `push`, `email`. */
  readonly channel: string
  /** Where to, as the channel reads it: an address, a subscription. */
  readonly target: string
  /** JSON. */
  readonly payload: string
  readonly tries: number
}

/** The rows of `outbound`, beside the rooms that write them. */
export interface OutboundStore {
  /** Times are whole ms. Those that are due longest, in the order of their ids; not due again before `leaseMs` have passed. A claim is no try. */
  claim(wallMs: number, leaseMs: number, limit: number): Promise<readonly Outbound[]>
  done(id: string): Promise<void>
  /** Tried in vain: again at `dueMs`, or never (`dueMs` null: a dead letter). */
  failed(id: string, dueMs: number | null, reason: string): Promise<void>
  /**
   * As done(), or as failed() for good where there is a reason; and in the same commit `letter` becomes mail under the
   * message's id. False: it had ended before, and nothing was posted.
   */
  ended(id: string, reason: string | null, letter: Omit<Mail, 'id'>): Promise<boolean>
  counts(): Promise<{ readonly waiting: number; readonly dead: number }>
}

/**
 * How sending one ended. `later`: may be tried again, after `afterMs` at least. `gone`: nobody is at the target any
 * more. `never`: it cannot be sent, whatever the target.
 */
export type Sending =
  /** `answer`: what the room hears that wants to (shared/outcome.ts). A refusal that is final is an answer too. */
  | { readonly is: 'sent'; readonly answer?: unknown }
  | { readonly is: 'later'; readonly reason: string; readonly afterMs?: number }
  | { readonly is: 'gone' | 'never'; readonly reason: string }

/** A way out of the house. */
export interface OutChannel {
  readonly name: string
  /** Ends within half a minute. One that rejects counts as `later`. */
  send(message: Outbound): Promise<Sending>
  close(): void
}

/** What the outbound dispatcher counts, by channel. */
export interface OutboundMeter {
  sent(channel: string): void
  failed(channel: string): void
  died(channel: string): void
}

/** What is told about a file. */
export interface FileMeta {
  readonly name: string
  /** Media type. */
  readonly type: string
  readonly bytes: number
}

export interface FileContent {
  readonly meta: FileMeta
  readonly content: Uint8Array
}

/** Where a file lies. */
export interface FilePlace {
  readonly space: string
  readonly hash: string
}

/** Files by the SHA-256 of their content (64 hex digits), apart for each space: `<kind>/<room>`. Times are whole Unix ms. */
export interface Files {
  /** What is there already keeps its name, and is as new as what is put now. */
  put(space: string, name: string, type: string, content: Uint8Array): Promise<string>
  stat(space: string, hash: string): Promise<FileMeta | undefined>
  /** As stat(), for whoever is about to refer to it: it is as new as if it were put now. */
  touch(space: string, hash: string): Promise<FileMeta | undefined>
  read(space: string, hash: string): Promise<FileContent | undefined>
  /** `beforeMs`: only if it was put, and touched, before; nothing comes between that look and the removal. True: removed now. */
  remove(space: string, hash: string, beforeMs?: number): Promise<boolean>
  /** Files last put or touched before that time, in an order of the store's own, after `after`; fewer than `limit`: the last ones. */
  old(beforeMs: number, after: FilePlace | undefined, limit: number): Promise<readonly FilePlace[]>
}

/** The database as queries and loads see it: reading only, beside the rooms. Rejects with `unavailable` when it cannot. */
export interface Reader {
  readonly dialect: Dialect
  /** Each statement sees what was committed when it began. The kind knows its tables: it names their types. */
  // oxlint-disable-next-line no-explicit-any -- the tables are the kind's own, and only it can name them
  readonly db: Kysely<any>
  /** All statements in `read` see the same state. Few run at once, the others wait: keep it short. */
  // oxlint-disable-next-line no-explicit-any -- as above
  snapshot<T>(read: (db: Kysely<any>) => Promise<T>): Promise<T>
}

/** One open database: everything that rooms need of it. */
export interface Storage {
  readonly dialect: Dialect
  readonly journal: Journal
  readonly reader: Reader
  readonly outbound: OutboundStore
  /** Where the database keeps files, too. */
  readonly files: Files | undefined
  /** Why the database does not do its work right now, in a few words. */
  failing(): string | undefined
  /** Resolves when what was under way is done and everything is closed. */
  close(): Promise<void>
}

/** How far ids have been given out: kept ahead of them, so that a start after a crash repeats none. Unix ms. */
export interface IdMark {
  /** Ids up to this time may have been given. */
  readonly usedMs: number
  /** The highest that the clock had said. */
  readonly clockMs: number
}

/** Where the mark outlives the process. */
export interface IdMarks {
  /** Undefined: none was ever kept. Rejects where what is kept cannot be read. */
  read(): Promise<IdMark | undefined>
  /** Resolves when it would survive a loss of power. */
  write(mark: IdMark): Promise<void>
}

/** Signs what is given out and comes back. What one kind has signed is of no use for another; every node signs alike. */
export interface Signer {
  /** At most 64 letters of a URL. */
  sign(text: string): string
  verify(text: string, signature: string): boolean
}

// ── Identity ─────────────────────────────────────────────────────────────────────────────────────────────

export interface User {
  readonly id: string
  readonly name: string
  readonly guest: boolean
}

export interface Identity {
  readonly user: User
  /** Unix ms; 0: never. */
  readonly expiresMs: number
}

// ── Edge and engine, as they see each other. The link stands between them. ──────────────────────────────────

export interface JoinRequest {
  readonly user: User
  readonly session: string
  readonly kind: string
  readonly room: string
  readonly since: Position | null
  readonly options: unknown
}

/** What a member learns when it is let in. `seq` is where its ordered events go on from: the first one sent is seq + 1. */
export interface Joined {
  readonly ref: number
  readonly epoch: string
  readonly seq: number
  /** The room's last seq; above `seq` when the member resumes and has events to catch up on. */
  readonly headSeq: number
  readonly recovered: boolean
  readonly commands: readonly string[]
  readonly events: readonly string[]
  /** Delivery classes that the kind's events use: the topics worth subscribing to. */
  readonly classes: readonly DeliveryClass[]
  /** The first state, encoded as MessagePack. Owned by the receiver. */
  readonly state: Uint8Array
}

/** A member's way back to its session: what the engine holds of the edge. After left() every call is a no-op. */
export interface Seat {
  /** False while the socket is behind: what is sent now would wait. Rooms may skip building it. */
  readonly writable: boolean
  joined(place: Joined): void
  refused(error: TuttiError): void
  /** REPLY frames of one tick, concatenated, and how many requests they answer. Bytes are valid during the call. */
  replies(frames: Uint8Array, count: number): void
  /** One STATE frame, or while it is `writable` several of one op. Waits, replaced by later ones of the same op and key, while the socket is behind. */
  newest(op: number, key: Key, frame: Uint8Array): void
  /** One FLEETING frame. Dropped while the socket is behind. */
  fleeting(frame: Uint8Array): void
  /** The page that Entry.backlog() answered `later` for is there: ask again. Once for each `later`, unless left() came. */
  more(): void
  /** The engine removed the member. */
  left(code: ErrorCode): void
}

/** EVENTS frames after some seq. */
export interface Backlog {
  readonly frames: Uint8Array
  /** The last seq in `frames`. */
  readonly seq: number
}

/** A seat's way into its room: what the edge holds of the engine. Calls before `joined` wait in order behind it. */
export interface Entry {
  command(op: number, body: unknown, rid: number, nonce: Uint8Array | null): void
  /** The bytes are the callee's to keep. */
  input(body: Uint8Array): void
  /** The client has every ordered event up to `seq`. Of those that come between two ticks the highest counts. */
  ack(seq: number): void
  leave(why: 'left' | 'lost'): void
  /**
   * Events after `seq`, at most about `maxBytes` of them. `none`: that is the head. `gone`: no longer held. `later`: a
   * page is being read from the database, and Seat.more() tells when to ask again, with the same `seq`.
   */
  backlog(seq: number, maxBytes: number): Backlog | 'none' | 'gone' | 'later'
  /**
   * The room's present `newest` values as STATE frames, empty if it broadcast none: what a seat gets after joined(),
   * and again when it was taken off the newest topic for being slow and has drained. Valid during the call.
   */
  current(): Uint8Array
}

export interface RoomInfo {
  readonly kind: string
  readonly room: string
  readonly members: number
  readonly maxMembers: number
  /** What the room says of itself, small and public. */
  readonly summary: unknown
}

/** What members of a kind's rooms may put beside them. Every call is authorised. */
export interface RoomFiles {
  readonly maxBytes: number
  /** Media types that are taken. */
  readonly types: readonly string[]
  /**
   * Reads `content` only once the user may put it; answers with its hash. @throws TuttiError `bad_body` for a name or
   * type that is not taken, `body_too_large`, or what the kind refuses it with
   */
  put(user: User, room: string, name: string, type: string, content: () => Promise<Uint8Array>): Promise<StoredFile>
  /** @throws TuttiError `not_found`, or what the kind refuses it with */
  read(user: User, room: string, hash: string): Promise<FileContent>
}

export interface StoredFile extends FileMeta {
  readonly hash: string
}

/** The engine as the edge sees it. */
export interface EngineSide {
  /** Answers on the seat: joined() or refused(), once, later. */
  join(request: JoinRequest, seat: Seat): Entry
  query(user: User, kind: string, room: string, name: string, body: unknown): Promise<unknown>
  /** Which of these rooms the user may watch (WATCH), in the order asked. @throws TuttiError `unknown_kind` */
  watchable(user: User, kind: string, rooms: readonly string[]): Promise<readonly string[]>
  /** @throws TuttiError `unknown_kind`, or `not_found` for a kind that keeps no files */
  files(kind: string): RoomFiles
  /**
   * A long answer, object by object. Resolves when the first one is there, or when there is none: whatever is refused
   * rejects here. @throws TuttiError `unknown_kind`, `unknown_room`, `not_found` for a name that the kind has not
   */
  export(user: User, kind: string, room: string, name: string): Promise<AsyncIterable<object>>
  list(kind: string | undefined): readonly RoomInfo[]
}

/** A room's way to all its seats on the edge: one call for all, encoded once. Bytes are valid during the call. */
export interface Outlet {
  /**
   * The frames of one class of one tick, concatenated (several STATE frames of different keys for `newest`).
   * `headSeq`: the room's last ordered seq after them. A slow seat leaves the class's topic and catches up by
   * Entry.backlog() or Entry.current().
   */
  publish(delivery: DeliveryClass, frames: Uint8Array, headSeq: number): void
  /** The room is gone. */
  close(): void
}

/** The edge as the engine sees it. */
export interface EdgeSide {
  outlet(ref: number, epoch: string): Outlet
  /**
   * A BADGE frame for whoever watches this room, whether it is open or not: the latest counts, and the edge sees to it
   * that a session gets at most one of a room in 2 s. The bytes are valid during the call.
   */
  badge(kind: string, room: string, frame: Uint8Array): void
  /** No session of this user watches this room any more. */
  unwatch(kind: string, room: string, user: string): void
}

export type OutClass = DeliveryClass | 'control'
/** Plain numbers that the edge adds to; ops reads them when somebody scrapes. */
export interface EdgeMeter {
  /** Open now; of those, greeted; opened in all. */
  connections: number
  sessions: number
  opened: number
  readonly framesIn: Float64Array // By type number.
  bytesIn: number
  /** Messages handed to the transport, times their receivers. */
  readonly framesOut: Record<OutClass, number>
  readonly bytesOut: Record<OutClass, number>
  /** What slow sockets did not get, as its class allows. */
  fleetingMissed: number
  newestReplaced: number
  /** Frames that the transport threw away: a bug of ours when it is not 0. */
  dropped: number
  demotions: number
  /** Largest send buffer and the sum of all, at the last sweep. */
  bufferMaxBytes: number
  bufferBytes: number
  /** Rooms that sessions watch, counted for each. */
  watches: number
  /** HELLOs that brought a session back under its old id. */
  resumed: number
  readonly closes: Map<string, number>
  readonly refusals: Map<ErrorCode, number>
}

/** Protocols of others that are spoken here beside `tutti.v1`. */
export type Wire = 'yjs' | 'hocuspocus'

/** The same for foreign wires. */
export interface WireMeter {
  /** Open now. */
  readonly connections: Record<Wire, number>
  readonly messagesIn: Record<Wire, number>
  readonly bytesIn: Record<Wire, number>
  /** Messages handed to the transport, times their receivers. */
  readonly messagesOut: Record<Wire, number>
  readonly bytesOut: Record<Wire, number>
  /** Broadcasts of rooms that were written anew for a wire: one for each address in use. */
  readonly encodes: Record<Wire, number>
  demotions: number
  dropped: number
  /** By wire and close code. */
  readonly closes: Map<string, number>
}
