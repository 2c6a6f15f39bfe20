/** One foreign client in one document: its way in, what it says to the room, and what the room says to it. */
import type { DocState } from '../../shared/doc/types.ts'
import type { DocRole } from '../../shared/doc/rules.ts'
import type { ErrorCode, TuttiError } from '../../shared/errors.ts'
import { FRAME } from '../../shared/frames.ts'
import type { Key, ServerFrame } from '../../shared/frames.ts'
import { decodeServerFrames } from '../../shared/server-codec.ts'
import type { Entry, Joined, Seat } from '../ports.ts'
import { AskedState } from './asked-state.ts'
import { AwareValve } from './aware-valve.ts'
import { awared, behind } from './codec.ts'
import type { Message } from './codec.ts'
import { Doorstep } from './doorstep.ts'
import type { WireFeed } from './feed.ts'
import { Listening } from './listening.ts'
import type { Line } from './line.ts'
import { NO_VECTOR, isEmptyUpdate } from './room-state.ts'
import { stateIn } from './told.ts'
import type { Tongue } from './tongue.ts'
import { Uplink } from './uplink.ts'
import type { Edit } from './uplink.ts'
import type { Visitor } from './visitor.ts'

type Place = 'joining' | 'creating' | 'in' | 'gone'

export class Visit implements Seat {
  readonly visitor: Visitor
  readonly #line: Line
  readonly #tongue: Tongue
  #place: Place = 'joining'
  #entry: Entry | undefined
  #commands: readonly string[] = []
  #feed: WireFeed | undefined
  #listening: Listening | undefined
  readonly #uplink: Uplink
  #role: DocRole = 'viewer'
  #vector: Uint8Array = NO_VECTOR
  #state: AskedState | undefined
  #cursor: AwareValve | undefined
  readonly #doorstep = new Doorstep()
  #rid = 0

  constructor(line: Line, tongue: Tongue, visitor: Visitor) {
    this.#line = line
    this.#tongue = tongue
    this.visitor = visitor
    this.#uplink = new Uplink(this, line.context.clock, () => ++this.#rid)
    line.visits.add(this)
    this.#join(line.context.config.create)
  }

  // ── What its socket asks of it.

  /** @throws TuttiError that ends the socket */
  receive(message: Message): void {
    if (this.#place === 'gone') return
    if (this.#place === 'in') return this.#handle(message)
    this.#doorstep.put(message)
  }

  leave(why: 'left' | 'lost'): void {
    if (this.#place === 'gone') return
    this.#depart()
    this.#entry?.leave(why)
  }

  hold(): void {
    this.#listening?.hold()
  }

  release(): void {
    this.#listening?.release()
  }

  demote(): boolean {
    return this.#listening?.demote() ?? false
  }

  catchUp(): 'live' | 'more' | 'later' | 'gone' {
    return this.#listening?.catchUp() ?? 'live'
  }

  /** Now and then: a cursor that had to wait goes on. */
  sweep(): void {
    this.#cursor?.sweep()
  }

  // ── What the room tells it.

  get writable(): boolean {
    return this.#place === 'in' && !this.#line.held
  }

  joined(place: Joined): void {
    if (this.#place !== 'joining') return
    const feed = this.#line.context.feeds.at(place.ref)
    if (feed === undefined) return this.#end('unavailable')
    const state = stateIn(place)
    this.#commands = place.commands
    if (state.doc === null) return this.#create()
    this.#line.connection.cork(() => this.#settle(place, state, feed))
  }

  refused(error: TuttiError): void {
    if (this.#place === 'joining') this.#end(error.code)
  }

  replies(frames: Uint8Array): void {
    for (const frame of decodeServerFrames(frames)) if (frame.type === FRAME.REPLY) this.#answered(frame)
  }

  newest(op: number, _key: Key, frame: Uint8Array): void {
    if (this.#place !== 'in' || this.#feed?.names[op] !== 'role') return
    const [state] = decodeServerFrames(frame)
    if (state?.type !== FRAME.STATE || state.body === this.#role) return
    const before = this.#role
    this.#role = state.body as DocRole
    this.#tongue.changed(this.#role, before, this.#vector)
  }

  fleeting(frame: Uint8Array): void {
    if (!this.#line.held) this.#listening?.tell(frame)
  }

  more(): void {
    this.#listening?.paged()
    this.#line.resume()
  }

  left(code: ErrorCode): void {
    if (this.#place !== 'gone') this.#end(code)
  }

  // ── What becomes of its edits.

  saved(edit: Edit): void {
    this.#tongue.saved(edit)
  }

  unsaved(edit: Edit, code: ErrorCode, detail: string | null): void {
    this.#tongue.refused(edit, code, detail)
    this.#line.strike()
  }

  lacking(): void {
    this.#tongue.asks(this.#vector)
  }

  stuck(): void {
    this.#line.end('overloaded')
  }

  // ── Inside.

  #join(create: boolean): void {
    const { user, session, room, link } = this.visitor
    const options = create ? { create, ...link } : link
    this.#place = 'joining'
    this.#entry = this.#line.context.engine.join({ user, session, kind: 'doc', room, since: null, options }, this)
  }

  /** Whoever opens what is not there makes it; somebody else may be faster, and then that is what is opened. */
  #create(): void {
    this.#place = 'creating'
    const { config } = this.#line.context
    this.#command('create', { title: this.visitor.name.slice(0, 120), public: config.public }, ++this.#rid)
  }

  #settle(place: Joined, state: DocState, feed: WireFeed): void {
    this.#place = 'in'
    this.#feed = feed
    this.#role = state.role
    this.#vector = state.vector
    const { context } = this.#line
    const opening = feed.opening(place.seq, state.at, state.snapshot, state.tail)
    this.#state = new AskedState({ line: this.#line, feed, ...this.visitor, opening, tell: this.#told })
    this.#cursor = new AwareValve(feed.aware, context.clock, (update) => this.#command('aware', update))
    feed.enter(place.events, state.aware)
    this.#listening = new Listening(this.#line, this.#tongue.address, feed, this.#entry!, place.seq)
    this.#tongue.entered(state.role, state.vector)
    if (state.aware.length > 1) this.#send(awared(state.aware))
    this.#uplink.open(this.#entry!, place.commands)
    try {
      for (const message of this.#doorstep.take()) this.#handle(message)
    } catch (thrown) {
      this.#line.fail(thrown) // It is the room that called, and it has no part in this.
    }
  }

  #answered({ rid, code, body, retryMs }: Extract<ServerFrame, { type: typeof FRAME.REPLY }>): void {
    if (this.#place === 'creating') {
      if (code !== null && code !== 'conflict') return this.#end(code)
      this.#entry?.leave('left')
      return this.#join(false)
    }
    const known = this.#uplink.answered(rid, code, typeof body === 'string' ? body : null, retryMs)
    if (!known && code !== null) this.#line.strike()
  }

  #handle(message: Message): void {
    switch (message.is) {
      case 'vector':
        return this.#state?.ask(message.bytes)
      case 'update':
        if (isEmptyUpdate(message.bytes)) return this.#tongue.saved({ update: message.bytes, whole: message.whole })
        return this.#uplink.put(message.bytes, message.whole)
      case 'aware':
        return this.#cursor?.put(message.bytes)
      case 'askAware':
        return this.#send(awared(this.#feed!.aware.all()))
      case 'say':
        return this.#command('say', message.text, ++this.#rid)
      default:
        message satisfies never
    }
  }

  readonly #told = (state: Uint8Array, first: Uint8Array | undefined): void => {
    if (first !== undefined) this.#send(first)
    this.#send(state)
    this.#tongue.stated(this.#role, this.#vector)
    this.#line.check()
  }

  #command(name: string, body: unknown, rid = 0): void {
    const op = this.#commands.indexOf(name)
    if (op >= 0) this.#entry?.command(op, body, rid, null)
  }

  #send(tail: Uint8Array): void {
    this.#line.send(behind(this.#tongue.address.prefix, tail))
  }

  #end(code: ErrorCode): void {
    this.#depart()
    this.#entry?.leave('lost')
    this.#tongue.ended(code)
  }

  #depart(): void {
    const wasIn = this.#place === 'in'
    this.#place = 'gone'
    this.#doorstep.take()
    this.#uplink.close()
    this.#state?.close()
    this.#listening?.close()
    if (wasIn) this.#feed?.exit()
    this.#line.visits.delete(this)
  }
}
