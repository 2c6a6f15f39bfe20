/** One socket of Hocuspocus providers: many documents, each with a token of its own. */
import { LIMITS } from '../../shared/limits.ts'
import { TuttiError } from '../../shared/errors.ts'
import type { Connection } from '../ports.ts'
import type { WireContext } from './context.ts'
import { lineMessage, PONG_ALL, readHocus } from './hocus-codec.ts'
import { HocusDoc } from './hocus-doc.ts'
import type { HocusHost } from './hocus-doc.ts'
import { WIRE } from './limits.ts'
import { Line } from './line.ts'
import type { WireSocket } from './socket.ts'

export const HOCUS_PATH = '/hocuspocus'
/** Listened to by clients that know a ping. */
export const HOCUS_ALL = 'w/hocuspocus'

export class HocusSocket implements WireSocket, HocusHost {
  readonly line: Line
  readonly #openedMs: number
  readonly #docs = new Map<string, HocusDoc>()
  #known = false
  #pinged = false
  #earlyBytes = 0
  #earlyMessages = 0

  constructor(context: WireContext, connection: Connection) {
    this.#openedMs = context.clock.now()
    this.line = new Line(context, 'hocuspocus', connection)
  }

  // ── What its connection tells it.

  message(bytes: Uint8Array): void {
    if (this.line.over) return
    this.line.heard(bytes.length)
    try {
      if (!this.#known && bytes.length > WIRE.strangerBytes) throw new TuttiError('body_too_large')
      const about = lineMessage(bytes)
      if (about === 'ping') this.line.send(PONG_ALL)
      if (about === undefined) this.#read(bytes)
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
    if (!this.#known && nowMs - this.#openedMs > WIRE.introduceMs) return this.line.end('unauthenticated')
    for (const doc of this.#docs.values()) doc.sweep(wallMs)
    this.line.sweep()
  }

  keepAlive(): void {
    if (this.#pinged) return
    for (const doc of this.#docs.values()) return doc.keepAlive()
  }

  // ── What its documents tell it.

  strange(bytes: number): void {
    this.#earlyBytes += bytes
    if (++this.#earlyMessages > WIRE.strangersMessages || this.#earlyBytes > WIRE.strangersBytes)
      throw new TuttiError('flood')
  }

  known(): void {
    this.#known = true
  }

  forget(doc: HocusDoc): void {
    if (this.#docs.get(doc.key) === doc) this.#docs.delete(doc.key)
  }

  // ── Inside.

  #read(bytes: Uint8Array): void {
    const { address, message } = readHocus(bytes)
    let doc = this.#docs.get(address)
    if (doc === undefined) {
      // What still comes for a document that was closed, or answers to nobody.
      if (message.is === 'close' || message.is === 'pong') return
      if (this.#docs.size >= LIMITS.maxRoomsPerSession) throw new TuttiError('too_many_rooms')
      doc = new HocusDoc(this.line, this, address)
      this.#docs.set(address, doc)
    }
    if (message.is === 'token') this.#hearVersion(message.version)
    doc.receive(message, bytes.length)
  }

  /** Older clients take a ping of the whole line for a message that is cut short. */
  #hearVersion(version: string): void {
    if (this.#pinged || !(Number.parseInt(version, 10) >= 4)) return
    this.#pinged = true
    this.line.connection.subscribe(HOCUS_ALL)
  }
}
