/** One document on a Hocuspocus socket: its token, its scope, and how the provider is told what was kept. */
import { mayAs } from '../../shared/doc/rules.ts'
import type { DocRole } from '../../shared/doc/rules.ts'
import { TuttiError, toError } from '../../shared/errors.ts'
import type { ErrorCode } from '../../shared/errors.ts'
import type { Identity } from '../ports.ts'
import { isFinal } from './codes.ts'
import { awared, behind, step1 } from './codec.ts'
import type { Message } from './codec.ts'
import type { Address } from './feed.ts'
import { addressed, askToken, authenticated, closed, denied, pong, status, STATELESS } from './hocus-codec.ts'
import type { HocusMessage } from './hocus-codec.ts'
import { HocusCount } from './hocus-count.ts'
import type { Sent } from './hocus-count.ts'
import { WIRE } from './limits.ts'
import type { Line } from './line.ts'
import { roomOf } from './names.ts'
import type { Tongue } from './tongue.ts'
import { Visit } from './visit.ts'
import { visitorOf } from './visitor.ts'

/** What it tells its socket. */
export interface HocusHost {
  /** Something came before the token was found good: how much waits now, of all documents. @throws TuttiError */
  strange(bytes: number): void
  /** A good token was shown. */
  known(): void
  forget(doc: HocusDoc): void
}

export class HocusDoc implements Tongue {
  readonly address: Address
  readonly key: string
  readonly #line: Line
  readonly #host: HocusHost
  /** The address without what tells providers of one document apart. */
  readonly #name: string
  #visit: Visit | undefined
  #user: string | undefined
  #expiresMs = 0
  #renewing = false
  #over = false
  #early: Message[] = []
  #earlyBytes = 0
  readonly #count = new HocusCount()

  constructor(line: Line, host: HocusHost, key: string) {
    this.#line = line
    this.#host = host
    this.key = key
    this.#name = key.split('\0', 1)[0]!
    this.address = { wire: 'hocuspocus', prefix: addressed(key), stateless: STATELESS }
  }

  /** @throws TuttiError that ends the socket */
  receive(message: HocusMessage, bytes: number): void {
    if (this.#over) return
    switch (message.is) {
      case 'token':
        return void this.#introduce(message.token)
      case 'close':
        return this.#close()
      case 'ping':
        return this.#say(pong())
      case 'pong':
        return
      case 'doc':
        if (message.message.is === 'vector') this.#count.began(message.message.bytes)
        if (message.message.is === 'update') this.#count.came(message.message.bytes, message.message.whole)
        if (this.#visit !== undefined) return this.#visit.receive(message.message)
        this.#earlyBytes += bytes
        if (this.#earlyBytes > WIRE.strangerBytes) throw new TuttiError('body_too_large')
        this.#early.push(message.message)
        return this.#host.strange(bytes)
      default:
        message satisfies never
    }
  }

  sweep(wallMs: number): void {
    this.#took(this.#count.sweep())
    if (this.#over || this.#expiresMs === 0 || wallMs < this.#expiresMs - WIRE.renewMs) return
    if (!this.#renewing) {
      this.#renewing = true
      this.#say(askToken())
    } else if (wallMs > this.#expiresMs + WIRE.renewMs) this.ended('token_expired')
  }

  /** For clients that know no ping of the whole line. */
  keepAlive(): void {
    if (this.#visit !== undefined) this.#say(awared(new Uint8Array([0])))
  }

  // ── How it speaks.

  entered(role: DocRole): void {
    this.#say(authenticated(scopeOf(role)))
  }

  changed(role: DocRole, before: DocRole, vector: Uint8Array): void {
    if (scopeOf(role) === scopeOf(before)) return
    this.#say(authenticated(scopeOf(role)))
    // What it wrote while it might not comes up by this.
    if (mayAs(role, 'editor')) this.asks(vector)
  }

  asks(vector: Uint8Array): void {
    this.#count.asks(false)
    this.#say(step1(vector))
  }

  /** The provider counts one change from the moment it asks: its own SyncStep2, or this, takes it off. */
  stated(role: DocRole, vector: Uint8Array): void {
    if (!mayAs(role, 'editor')) return this.#took(1)
    this.#count.asks(true)
    this.#say(step1(vector))
  }

  saved(sent: Sent): void {
    this.#took(this.#count.saved(sent))
  }

  refused(sent: Sent): void {
    this.#count.refused(sent)
    this.#say(status(false))
  }

  ended(code: ErrorCode): void {
    if (!isFinal(code)) return this.#line.end(code)
    if (this.#over) return
    this.#say(denied(code))
    if (this.#visit !== undefined) this.#say(closed(code))
    this.#close()
  }

  // ── Inside.

  /** So many changes are no longer unsynced. */
  #took(changes: number): void {
    for (let left = changes; left > 0; left--) this.#say(status(true))
  }

  #close(): void {
    this.#over = true
    this.#early = []
    this.#visit?.leave('left')
    this.#host.forget(this)
  }

  async #introduce(token: string): Promise<void> {
    try {
      const identity = await this.#line.context.identify(token, this.#line.connection.peer.address)
      if (this.#over || this.#line.over) return
      if (this.#visit === undefined) this.#enter(identity)
      else this.#renew(identity)
    } catch (thrown) {
      const { code } = toError(thrown)
      // What is wrong with this document alone leaves the others their line.
      if (isFinal(code)) this.ended(code)
      else this.#line.fail(thrown)
    }
  }

  #enter({ user, expiresMs }: Identity): void {
    const room = roomOf(this.#name)
    if (room === undefined) throw new TuttiError('unknown_room')
    this.#host.known()
    this.#user = user.id
    this.#expiresMs = expiresMs
    this.#visit = new Visit(this.#line, this, visitorOf(user, room, this.#name, this.#line.connection.peer))
    const early = this.#early
    this.#early = []
    for (const message of early) this.#visit.receive(message)
  }

  #renew({ user, expiresMs }: Identity): void {
    if (user.id !== this.#user) throw new TuttiError('bad_token', 'the token is of another user')
    this.#expiresMs = expiresMs
    this.#renewing = false
  }

  #say(tail: Uint8Array): void {
    this.#line.send(behind(this.address.prefix, tail))
  }
}

const scopeOf = (role: DocRole): 'read-write' | 'readonly' => (mayAs(role, 'editor') ? 'read-write' : 'readonly')
