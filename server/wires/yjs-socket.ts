/** One socket of a y-websocket client: one document, named by its address, and one message a WebSocket frame. */
import { mayAs } from '../../shared/doc/rules.ts'
import type { DocRole } from '../../shared/doc/rules.ts'
import { TuttiError } from '../../shared/errors.ts'
import type { ErrorCode } from '../../shared/errors.ts'
import type { Connection, Identity } from '../ports.ts'
import { closeCodeOf } from './codes.ts'
import { hasContent, plain, readAware, readSync, readUint, reading, step1 } from './codec.ts'
import type { Message } from './codec.ts'
import type { WireContext } from './context.ts'
import type { Address } from './feed.ts'
import type { Sent } from './hocus-count.ts'
import { TOLERANCE_MS, WIRE } from './limits.ts'
import { Line } from './line.ts'
import type { WireSocket } from './socket.ts'
import type { Tongue } from './tongue.ts'
import { Visit } from './visit.ts'
import { visitorOf } from './visitor.ts'

export const YJS_PATH = '/yjs'
/** What a socket hears that nothing happens on: nobody moved. */
export const YJS_ALIVE = new Uint8Array([1, 1, 0])
export const YJS_ALL = 'w/yjs'

const SYNC = 0
const AWARE = 1
const AUTH = 2
const ASK_AWARE = 3
/** A subprotocol that carries a token: the only header that a page can set. */
const TOKEN_PROTOCOL = 'yauth-'

const ADDRESS: Address = { wire: 'yjs', prefix: new Uint8Array(0), stateless: undefined }

export class YjsSocket implements WireSocket, Tongue {
  readonly address = ADDRESS
  readonly line: Line
  readonly #context: WireContext
  readonly #name: string
  readonly #room: string
  readonly #openedMs: number
  #visit: Visit | undefined
  #expiresMs = 0
  /** What came before the token was found good. */
  #early: Uint8Array[] | undefined = []
  #earlyBytes = 0
  #denials = 0

  /** `name`: the document as its client calls it, of which `room` is the room. */
  constructor(context: WireContext, connection: Connection, name: string, room: string) {
    this.#context = context
    this.#name = name
    this.#room = room
    this.#openedMs = context.clock.now()
    this.line = new Line(context, 'yjs', connection)
    connection.subscribe(YJS_ALL)
    void this.#introduce()
  }

  // ── What its connection tells it.

  message(bytes: Uint8Array): void {
    if (this.line.over) return
    this.line.heard(bytes.length)
    try {
      if (this.#early === undefined) return this.#read(bytes)
      this.#earlyBytes += bytes.length
      if (this.#earlyBytes > WIRE.strangerBytes) throw new TuttiError('body_too_large')
      this.#early.push(bytes.slice())
      if (this.#early.length > WIRE.waitingMessages) throw new TuttiError('flood')
    } catch (thrown) {
      this.line.fail(thrown)
    }
  }

  drained(): void {
    this.line.drained()
  }

  dropped(): void {
    this.line.dropped()
  }

  closed(): void {
    this.line.leave()
  }

  sweep(nowMs: number, wallMs: number): void {
    if (this.#early !== undefined && nowMs - this.#openedMs > WIRE.introduceMs) this.line.end('unavailable')
    else if (this.#expiresMs !== 0 && wallMs > this.#expiresMs + TOLERANCE_MS) this.line.end('token_expired')
    else this.line.sweep()
  }

  // ── How it speaks.

  entered(role: DocRole, vector: Uint8Array): void {
    // What was written offline comes up by this; who may not write is not asked.
    if (mayAs(role, 'editor')) this.line.send(step1(vector))
  }

  changed(role: DocRole, before: DocRole, vector: Uint8Array): void {
    if (!mayAs(before, 'editor')) this.entered(role, vector)
  }

  asks(vector: Uint8Array): void {
    this.line.send(step1(vector))
  }

  stated(): void {}

  /** The echo of its edit, which follows every commit, says it. */
  saved(): void {}

  refused(_sent: Sent, code: ErrorCode, detail: string | null): void {
    if (this.#denials++ < WIRE.denials) this.line.send(plain(AUTH, 0, detail ?? code))
  }

  ended(code: ErrorCode): void {
    this.line.close(closeCodeOf(code), code)
  }

  // ── Inside.

  async #introduce(): Promise<void> {
    const { peer } = this.line.connection
    try {
      const carried = peer.protocols.find((name) => name.startsWith(TOKEN_PROTOCOL))
      const token = peer.query.get('token') ?? carried?.slice(TOKEN_PROTOCOL.length) ?? ''
      this.#enter(await this.#context.identify(token, peer.address))
    } catch (thrown) {
      this.line.fail(thrown)
    }
  }

  #enter({ user, expiresMs }: Identity): void {
    if (this.line.over) return
    this.#expiresMs = expiresMs
    this.#visit = new Visit(this.line, this, visitorOf(user, this.#room, this.#name, this.line.connection.peer))
    const early = this.#early ?? []
    this.#early = undefined
    for (const bytes of early) this.#read(bytes)
  }

  /** Its clients send one message a frame; later ones may send several. */
  #read(bytes: Uint8Array): void {
    const messages = reading(bytes, (from) => {
      const all: Message[] = []
      do {
        const type = readUint(from)
        if (type === SYNC) all.push(readSync(from))
        else if (type === AWARE) all.push(readAware(from))
        else if (type === ASK_AWARE) all.push({ is: 'askAware' })
        else throw new TuttiError('bad_frame', 'no such message')
      } while (hasContent(from) && all.length < WIRE.waitingMessages)
      return all
    })
    for (const message of messages) this.#visit?.receive(message)
  }
}
