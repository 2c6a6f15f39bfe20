/** One room as the client sees it: joins, joins again where it left off, and keeps its events in order (PROTOCOL C4, C5). */
import { encodeClientFrame } from '../../shared/client-codec.ts'
import { TuttiError } from '../../shared/errors.ts'
import type { ErrorCode } from '../../shared/errors.ts'
import { FRAME } from '../../shared/frames.ts'
import type { Position } from '../../shared/frames.ts'
import { Backoff } from './backoff.ts'
import { Commands } from './commands.ts'
import type { Keeper } from './kept.ts'
import { passes, refusal } from './requests.ts'
import type { Joined, Reply, RoomFrame } from './requests.ts'
import { RoomEars } from './room-ears.ts'
import { Sequence } from './sequence.ts'
import type { AnyContract, RequestOptions, Room } from './typed.ts'
import type { Uplink } from './uplink.ts'

/** Whoever awaits the first JOINED. */
export interface First {
  readonly resolve: () => void
  readonly reject: (error: TuttiError) => void
}

export class RoomSeat extends RoomEars implements Room<AnyContract> {
  readonly kind: string
  readonly id: string
  state: unknown

  readonly #options: unknown
  readonly #uplink: Uplink
  readonly #commands: Commands
  readonly #backoff: Backoff
  #first: First | undefined
  #ref: number | undefined
  #cancelRejoin: (() => void) | undefined
  readonly #sequence = new Sequence()
  #names: readonly string[] = []
  /** Frames behind the first JOINED, until the code that awaits it has had its turn to listen. */
  #held: RoomFrame[] | undefined
  #catchingUpUntilMs = 0

  constructor(uplink: Uplink, kind: string, id: string, options: unknown, keeper: Keeper, first: First) {
    super()
    this.#uplink = uplink
    this.kind = kind
    this.id = id
    this.#options = options
    this.#first = first
    this.#commands = new Commands(uplink, keeper, (since) => this.retries(since))
    this.#backoff = new Backoff(uplink.clock, uplink.random)
  }

  get position(): Position | null {
    return this.#sequence.position
  }

  send(command: string, body: unknown): boolean {
    return this.status !== 'left' && this.#commands.send(command, body)
  }

  request(command: string, body: unknown, options?: RequestOptions): Promise<unknown> {
    if (this.status === 'left') return Promise.reject(new TuttiError('not_joined'))
    return this.#commands.request(command, body, options)
  }

  input(bytes: Uint8Array): boolean {
    if (this.#ref === undefined) return false
    this.#uplink.send(encodeClientFrame({ type: FRAME.INPUT, ref: this.#ref, body: bytes }))
    return true
  }

  leave(): void {
    if (this.status === 'left') return
    this.#unseat()
    this.#end(new TuttiError('not_joined', 'the room was left'))
  }

  // For the client.

  /** JOIN, with where this seat stands (PROTOCOL C2). To be sent at once: its answer is awaited from now on. */
  joinFrame(): Uint8Array {
    this.#cancelRejoin?.()
    this.become('joining')
    const rid = this.#uplink.requests.ask({
      replied: (reply) => this.#refused(reply),
      joined: (frame) => this.#seated(frame),
    })
    const { kind, id: room, position: since } = this
    return encodeClientFrame({ type: FRAME.JOIN, rid, kind, room, since, options: this.#options })
  }

  lost(): void {
    this.#cancelRejoin?.()
    this.#forgetRef()
    if (this.status === 'live') this.become('lost')
  }

  /** The client was closed: by the application, or for a reason that rooms hear of as well. */
  closed(error: TuttiError, byHost: boolean): void {
    this.#forgetRef()
    this.#end(error)
    if (byHost) this.left.emit(error.code)
  }

  flush(): void {
    this.#commands.flush()
  }

  ackFrame(): Uint8Array | undefined {
    if (this.#ref === undefined) return undefined
    return encodeClientFrame({ type: FRAME.ACK, ref: this.#ref, seq: this.position?.seq ?? 0 })
  }

  receive(frame: RoomFrame): void {
    if (this.#held !== undefined) return void this.#held.push(frame)
    switch (frame.type) {
      case FRAME.EVENTS:
        return this.#ordered(frame)
      case FRAME.STATE:
        return this.tell(this.#names[frame.op], frame.body, { seq: 0, key: frame.key })
      case FRAME.FLEETING:
        for (const { op, body } of frame.events) this.tell(this.#names[op], body, { seq: 0, key: null })
        return
      case FRAME.HEAD:
        // The tail went missing while the room fell quiet (PROTOCOL D8).
        if (this.#sequence.behind(frame.epoch, frame.seq)) this.#rejoin()
        return
      case FRAME.LEFT:
        return this.#evicted(frame.code)
      default:
        frame satisfies never
    }
  }

  // Joining and leaving.

  #seated(frame: Joined): void {
    const before = this.position
    this.#ref = frame.ref
    // Left while JOIN was under way: the host has just let us in, so it must hear of it.
    if (this.status === 'left') return this.#unseat()
    this.#uplink.bind(frame.ref, this)
    this.#commands.seated(frame.ref, frame.commands)
    this.#names = frame.events
    this.#backoff.healthy()
    // A host whose JOINED lies ahead of what we have cannot have recovered us, whatever it says.
    const recovered = frame.recovered && before?.epoch === frame.epoch && frame.seq <= before.seq
    if (!recovered) this.#sequence.set(frame.epoch, frame.seq)
    this.state = frame.state
    this.become('live')
    if (this.#first !== undefined) {
      this.#hold()
      this.#first.resolve()
      this.#first = undefined
    } else {
      if (recovered) this.#recovering()
      else this.discontinuity.emit({ state: frame.state, before, after: { epoch: frame.epoch, seq: frame.seq } })
      this.joinedAgain.emit({ state: frame.state, recovered })
    }
    this.#commands.flush()
  }

  #recovering(): void {
    const { traffic, clock, rttMs = 0 } = this.#uplink
    traffic.resumed++
    this.#catchingUpUntilMs = clock.now() + Math.max(50, rttMs)
  }

  #hold(): void {
    this.#held = []
    this.#uplink.clock.after(0, () => {
      const frames = this.#held ?? []
      this.#held = undefined
      // A frame may end this membership, and then the rest is of one that is over.
      for (const frame of frames) if (frame.ref === this.#ref) this.receive(frame)
    })
  }

  #refused(reply: Reply): void {
    if (this.status === 'left') return
    const error = refusal(reply)
    if (passes(error.code) || (error.code === 'internal' && this.position !== null)) this.#joinLater(error.retryMs)
    else this.#ended(error)
  }

  #evicted(code: ErrorCode): void {
    this.#forgetRef()
    if (!passes(code)) return this.#ended(new TuttiError(code))
    this.become('joining')
    this.#joinLater()
  }

  /** An event is missing: joining again with `since` brings it, or tells that it is gone. */
  #rejoin(): void {
    this.#unseat()
    this.become('joining')
    this.#joinLater(0)
  }

  #joinLater(toldMs?: number): void {
    this.#cancelRejoin?.()
    this.#cancelRejoin = this.#uplink.clock.after(this.#backoff.nextMs(toldMs), () => {
      // Without a connection, the next greeting carries the JOIN.
      if (this.#uplink.open) this.#uplink.send(this.joinFrame())
    })
  }

  #unseat(): void {
    if (this.#ref !== undefined) this.#uplink.send(encodeClientFrame({ type: FRAME.LEAVE, rid: 0, ref: this.#ref }))
    this.#forgetRef()
  }

  #forgetRef(): void {
    if (this.#ref !== undefined) this.#uplink.unbind(this.#ref)
    this.#ref = undefined
    this.#held = undefined
    this.#commands.unseated()
  }

  /** The host ended it, or never began it. */
  #ended(error: TuttiError): void {
    const began = this.#first === undefined
    this.#end(error)
    if (began) this.left.emit(error.code)
  }

  #end(error: TuttiError): void {
    this.#cancelRejoin?.()
    this.#commands.fail(error)
    this.#uplink.gone(this)
    this.#first?.reject(error)
    this.#first = undefined
    this.become('left')
  }

  // Events.

  #ordered(frame: Extract<RoomFrame, { type: typeof FRAME.EVENTS }>): void {
    const { clock, traffic } = this.#uplink
    const whole = this.#sequence.accept(frame, (op, body, seq) => {
      if (clock.now() < this.#catchingUpUntilMs) traffic.missedRecovered++
      this.tell(this.#names[op], body, { seq, key: null })
      // A listener may have left the room.
      return this.#ref === frame.ref
    })
    if (!whole) this.#rejoin()
    else if (this.#ref === frame.ref) this.#uplink.moved(this)
  }
}
