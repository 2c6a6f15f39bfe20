/** A request's body over uWebSockets.js: collected from the start, within its own limit and that of all bodies together. */
import type { HttpResponse as UwsResponse } from 'uWebSockets.js'
import { TuttiError } from '../../shared/errors.ts'
import { LIMITS } from '../../shared/limits.ts'

/** Bytes that the bodies of all requests hold. */
export class BodyBudget {
  #heldBytes = 0

  get heldBytes(): number {
    return this.#heldBytes
  }

  /** False: it would be more than all bodies may hold. */
  hold(bytes: number): boolean {
    if (this.#heldBytes + bytes > LIMITS.maxHttpBodiesBytes) return false
    this.#heldBytes += bytes
    return true
  }

  release(bytes: number): void {
    this.#heldBytes -= bytes
  }
}

/** uWS throws away what arrives before onData() is called, so nobody can be asked first whether it is wanted. */
export class Body {
  /** Resolves when nothing more comes that would have to be read: after this an answer gets through. */
  readonly ended: Promise<void>
  readonly #limit: number
  readonly #budget: BodyBudget
  readonly #bytes: Promise<Uint8Array>
  #resolve: (bytes: Uint8Array) => void = () => {}
  #reject: (error: TuttiError) => void = () => {}
  #end: () => void = () => {}
  #chunks: Uint8Array[] = []
  #heldBytes = 0
  #failed = false

  constructor(res: UwsResponse, empty: boolean, declaredBytes: number, limit: number, budget: BodyBudget) {
    this.#limit = limit
    this.#budget = budget
    this.ended = new Promise((resolve) => (this.#end = resolve))
    this.#bytes = new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
    // Nobody has to read a body: its failure is only for who does.
    this.#bytes.catch(() => {})
    if (empty) this.#finish()
    else {
      if (declaredBytes > limit) this.#tooLarge()
      res.onData((chunk, isLast) => this.#take(chunk, isLast))
    }
  }

  /** @throws TuttiError `body_too_large`, `overloaded`, `timeout` */
  async read(maxBytes: number): Promise<Uint8Array> {
    const bytes = await this.#bytes
    if (bytes.length > maxBytes) throw new TuttiError('body_too_large')
    return bytes
  }

  /** The request is over: what it held is free. */
  release(): void {
    this.#fail(new TuttiError('timeout', 'the client went away'))
    this.#end()
  }

  #take(chunk: ArrayBuffer, isLast: boolean): void {
    if (!this.#failed) {
      if (this.#heldBytes + chunk.byteLength > this.#limit) this.#tooLarge()
      else if (!this.#budget.hold(chunk.byteLength)) {
        // What is still to come is read and dropped, so that the answer gets through.
        this.#fail(new TuttiError('overloaded', 'too many uploads at once', { retryMs: 1_000 }))
      } else {
        this.#heldBytes += chunk.byteLength
        // The chunk is detached when this returns.
        this.#chunks.push(new Uint8Array(chunk.slice(0)))
      }
    }
    if (isLast) this.#finish()
  }

  #finish(): void {
    if (!this.#failed) this.#resolve(this.#chunks.length === 1 ? this.#chunks[0]! : Buffer.concat(this.#chunks))
    this.#chunks = []
    this.#end()
  }

  #tooLarge(): void {
    this.#fail(new TuttiError('body_too_large'))
    this.#end()
  }

  #fail(error: TuttiError): void {
    this.#failed = true
    this.#reject(error)
    this.#budget.release(this.#heldBytes)
    this.#heldBytes = 0
    this.#chunks = []
  }
}
