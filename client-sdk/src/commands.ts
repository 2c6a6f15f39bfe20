/** The commands of one room on their way: sent in order, repeated under their nonce, answered once (PROTOCOL C3). */
import { TuttiError } from '../../shared/errors.ts'
import { makeNonce } from './nonce.ts'
import type { Keeper } from './kept.ts'
import { Outbox, encodeBody, encodeCommand } from './outbox.ts'
import type { Waiting } from './outbox.ts'
import { refusal } from './requests.ts'
import type { Reply } from './requests.ts'
import type { RequestOptions } from './typed.ts'
import type { Uplink } from './uplink.ts'

const MAX_PAUSE_MS = 20_000
const PAUSE_MS = 250

export class Commands {
  readonly #uplink: Uplink
  readonly #outbox: Outbox
  readonly #keeper: Keeper
  #ops: ReadonlyMap<string, number> = new Map()
  /** Undefined while there is no seat to send from. */
  #ref: number | undefined
  #pausedUntilMs = 0
  #retrying: number | null = null
  readonly #told: (since: number | null) => void

  /** `told`: since when it is being tried again, whenever that changes. */
  constructor(uplink: Uplink, keeper: Keeper, told: (since: number | null) => void) {
    this.#uplink = uplink
    this.#keeper = keeper
    this.#told = told
    this.#outbox = new Outbox(uplink.budget)
  }

  /** A seat: what waits goes out, when flush() is called. */
  seated(ref: number, names: readonly string[]): void {
    this.#ref = ref
    this.#ops = new Map(names.map((name, op) => [name, op]))
    this.#pausedUntilMs = 0
  }

  /** No seat: what was sent may never have arrived. */
  unseated(): void {
    this.#ref = undefined
    for (const rid of this.#outbox.unsend()) this.#uplink.requests.drop(rid)
  }

  /** Nobody waits for an answer. False: it was not taken. */
  send(command: string, body: unknown): boolean {
    const bytes = encodeBody(body)
    const ref = this.#ref
    if (ref !== undefined && this.#outbox.next === undefined && !this.#paused) {
      const op = this.#ops.get(command)
      if (op === undefined) return false
      if (this.#uplink.pace.take()) {
        this.#uplink.send(encodeCommand(ref, op, bytes, 0, null))
        return true
      }
    }
    const taken = this.#outbox.add({ ...waiting(command, bytes, null), asked: false })
    if (taken && ref !== undefined) this.#uplink.held()
    return taken
  }

  request(command: string, body: unknown, options: RequestOptions = {}): Promise<unknown> {
    const { timeoutMs, nonce = makeNonce(this.#uplink.serverNow()) } = options
    return new Promise((resolve, reject) => {
      const one = waiting(command, encodeBody(body), nonce, resolve, reject)
      if (!this.#outbox.add(one)) return reject(new TuttiError('overloaded', 'too many commands wait to be sent'))
      if (timeoutMs !== undefined) {
        one.cancelTimeout = this.#uplink.clock.after(timeoutMs, () => {
          this.#uplink.requests.drop(one.rid)
          this.#done(one)
          reject(new TuttiError('timeout'))
        })
      }
      if (nonce !== null) this.#keeper.keep({ nonce, command, body })
      this.flush()
    })
  }

  /** Sends what waits, in order, as far as the limits of the host allow. */
  flush(): void {
    for (let one = this.#outbox.next; one !== undefined && this.#ref !== undefined; one = this.#outbox.next) {
      const op = this.#ops.get(one.command)
      if (op === undefined) {
        this.#done(one)
        one.reject(new TuttiError('unknown_command', one.command))
        continue
      }
      const full = one.asked && this.#uplink.requests.full
      if (full || this.#paused || !this.#uplink.pace.take()) return this.#uplink.held()
      this.#dispatch(one, this.#ref, op)
    }
  }

  fail(error: TuttiError): void {
    this.#ref = undefined
    this.#outbox.fail(error)
    this.#retry(null)
  }

  /** Answered, or given up: not to be asked again, by no later page either. */
  #done(one: Waiting): void {
    this.#outbox.remove(one)
    if (one.nonce !== null) this.#keeper.forget(one.nonce)
    if (this.#outbox.empty) this.#retry(null)
  }

  #retry(since: number | null): void {
    if ((since === null) === (this.#retrying === null)) return
    this.#retrying = since
    this.#told(since)
  }

  get #paused(): boolean {
    return this.#uplink.clock.now() < this.#pausedUntilMs
  }

  #dispatch(one: Waiting, ref: number, op: number): void {
    if (!one.asked) this.#outbox.remove(one)
    else one.rid = this.#uplink.requests.ask({ replied: (reply) => this.#answered(one, reply) })
    this.#uplink.send(encodeCommand(ref, op, one.body, one.rid, one.nonce))
  }

  #answered(one: Waiting, reply: Reply): void {
    if (reply.code === 'unavailable') {
      // The room is between two owners, or its last commit failed: done later, under the same nonce, in its old place.
      one.rid = 0
      const waitMs = reply.retryMs || Math.min(MAX_PAUSE_MS, PAUSE_MS * 2 ** one.refusals++)
      this.#pausedUntilMs = Math.max(this.#pausedUntilMs, this.#uplink.clock.now() + waitMs)
      this.#retry(this.#uplink.serverNow())
      return this.#uplink.held()
    }
    this.#retry(null)
    this.#done(one)
    if (reply.code === null) one.resolve(reply.body)
    else one.reject(refusal(reply))
  }
}

const nobody = (): void => {}

const waiting = (
  command: string,
  body: Uint8Array,
  once: Uint8Array | null,
  resolve: Waiting['resolve'] = nobody,
  reject: Waiting['reject'] = nobody,
): Waiting => ({
  command,
  body,
  nonce: once,
  asked: true,
  resolve,
  reject,
  rid: 0,
  refusals: 0,
  cancelTimeout: undefined,
})
