/** Queries without an answer yet: they read, so a new connection simply asks again. */
import { encodeClientFrame } from '../../shared/client-codec.ts'
import { TuttiError } from '../../shared/errors.ts'
import { FRAME } from '../../shared/frames.ts'
import { MAX_QUEUED } from './outbox.ts'
import { refusal } from './requests.ts'
import type { Uplink } from './uplink.ts'

interface Ask {
  readonly frame: (rid: number) => Uint8Array
  readonly resolve: (body: unknown) => void
  readonly reject: (error: TuttiError) => void
  rid: number
  cancelTimeout: (() => void) | undefined
}

export class Queries {
  readonly #uplink: Uplink
  readonly #asks = new Set<Ask>()

  constructor(uplink: Uplink) {
    this.#uplink = uplink
  }

  get size(): number {
    return this.#asks.size
  }

  ask(kind: string, room: string, name: string, body: unknown, timeoutMs: number | undefined): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (this.#asks.size >= MAX_QUEUED) return reject(new TuttiError('overloaded', 'too many queries wait'))
      const frame = (rid: number) => encodeClientFrame({ type: FRAME.QUERY, rid, kind, room, name, body: body ?? null })
      const one: Ask = { frame, resolve, reject, rid: 0, cancelTimeout: undefined }
      this.#asks.add(one)
      if (timeoutMs !== undefined) {
        one.cancelTimeout = this.#uplink.clock.after(timeoutMs, () => {
          this.#uplink.requests.drop(one.rid)
          this.#asks.delete(one)
          reject(new TuttiError('timeout'))
        })
      }
      this.flush()
    })
  }

  flush(): void {
    if (!this.#uplink.open) return
    for (const one of this.#asks) {
      if (one.rid !== 0) continue
      if (this.#uplink.requests.full || !this.#uplink.pace.take()) return this.#uplink.held()
      one.rid = this.#uplink.requests.ask({
        replied: (reply) => {
          this.#asks.delete(one)
          one.cancelTimeout?.()
          if (reply.code === null) one.resolve(reply.body)
          else one.reject(refusal(reply))
        },
      })
      this.#uplink.send(one.frame(one.rid))
    }
  }

  lost(): void {
    for (const one of this.#asks) one.rid = 0
  }

  fail(error: TuttiError): void {
    for (const one of this.#asks) {
      one.cancelTimeout?.()
      one.reject(error)
    }
    this.#asks.clear()
  }
}
