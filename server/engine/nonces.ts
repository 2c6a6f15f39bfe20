/** Answers of a room's recent commands by sender and nonce, so that a repeat is answered and not done again. */
import { hash } from 'node:crypto'
import { TuttiError } from '../../shared/errors.ts'
import { LIMITS } from '../../shared/limits.ts'
import { Writer } from '../../shared/writer.ts'
import { NIL } from './output.ts'

export interface Answer {
  readonly refusal: TuttiError | null
  /** MessagePack. */
  readonly body: Uint8Array
}

interface Kept {
  readonly digest: string
  readonly answer: Answer
  /** Of its nonce. Unix ms. */
  readonly ms: number
  /** What it is kept by: a client whose clock is far ahead does not stay longest for it. Unix ms. */
  readonly rank: number
  readonly name: string
  /** Not in the database yet: never forgotten before it is. */
  pinned: boolean
}

/** How far ahead a client's clock may be before its nonces are no longer told from old ones by their time. */
const AHEAD_MS = 60_000
const DAY_MS = 86_400_000

/** Those that are younger stay while there is room. */
const FRESH_MS = 3_000
const { maxFreshNonces } = LIMITS

const writer = new Writer(1024)

/**
 * What the nonce was used for: 32 bytes, a letter each, which take a tenth of the memory of a buffer. By the command's
 * name: an op is another one once the kind has more commands.
 */
export const digestOf = (command: string, body: unknown): string =>
  hash('sha256', writer.clear().value(command).value(body).view(), 'binary')

export const digestBytes = (digest: string): Buffer => Buffer.from(digest, 'latin1')

/** Unix ms: the first 48 bits (UUIDv7). */
export const nonceTime = (nonce: Uint8Array): number => {
  let ms = 0
  for (let i = 0; i < 6; i++) ms = ms * 256 + nonce[i]!
  return ms
}

/**
 * Up to when nonces may have been answered once this one was. One from a clock that is more than a day ahead would have
 * everybody's looked up for as long, and counts as one of now.
 */
export const reachOf = (nonce: Uint8Array, wallMs: number): number => {
  const ms = nonceTime(nonce)
  return ms > wallMs + DAY_MS ? wallMs : ms
}

export const CONFLICT: Answer = {
  refusal: new TuttiError('conflict', 'this nonce was used for something else'),
  body: NIL,
}

export class Nonces {
  readonly #byName = new Map<string, Kept>()
  /** A binary heap of those that may be forgotten: the one with the lowest rank first. */
  readonly #heap: Kept[] = []
  #floorMs: number
  readonly #doubtUntilMs: number
  readonly #most: number

  /**
   * `most`: how many are kept, besides fresh ones. `floorMs`: nonces up to this time may have been answered before. `doubtUntilMs`: until then any of them may. Unix ms.
   */
  constructor(most: number = LIMITS.maxNonces, floorMs = 0, doubtUntilMs = 0) {
    this.#most = most
    this.#floorMs = floorMs
    this.#doubtUntilMs = doubtUntilMs
  }

  /** The answer to a repeat; a conflict where the nonce was used for something else. */
  get(name: string, digest: string): Answer | undefined {
    const kept = this.#byName.get(name)
    if (kept === undefined) return undefined
    return kept.digest === digest ? kept.answer : CONFLICT
  }

  has(name: string): boolean {
    return this.#byName.has(name)
  }

  /** True: one that is not here may have been answered all the same, and only the database knows. */
  doubtful(nonce: Uint8Array, wallMs: number): boolean {
    const ms = nonceTime(nonce)
    return ms <= this.#floorMs || ms > wallMs + AHEAD_MS || wallMs < this.#doubtUntilMs
  }

  /** `pinned`: it is on its way to the database, and stays until unpin() at least. */
  set(name: string, nonce: Uint8Array, digest: string, answer: Answer, wallMs: number, pinned = false): void {
    // What may succeed on the next try is not remembered.
    if (answer.refusal?.retryMs !== undefined || answer.refusal?.code === 'internal') return
    if (this.#byName.has(name)) return
    const ms = reachOf(nonce, wallMs)
    const kept = { digest, answer, ms, rank: ms > wallMs + AHEAD_MS ? wallMs : ms, name, pinned }
    this.#byName.set(name, kept)
    if (!pinned) this.#mayGo(kept, wallMs)
  }

  unpin(name: string, wallMs: number): void {
    const kept = this.#byName.get(name)
    if (kept === undefined || !kept.pinned) return
    kept.pinned = false
    this.#mayGo(kept, wallMs)
  }

  #mayGo(kept: Kept, wallMs: number): void {
    const heap = this.#heap
    rise(heap, kept)
    // A busy room remembers more: what comes a little late, or from a clock that is a little behind, is to be told from
    // what was forgotten without asking the database.
    while (heap.length > this.#most && (heap.length > maxFreshNonces || heap[0]!.rank < wallMs - FRESH_MS)) {
      const oldest = heap[0]!
      this.#byName.delete(oldest.name)
      this.#floorMs = Math.max(this.#floorMs, oldest.ms)
      const last = heap.pop()!
      if (heap.length > 0) sink(heap, last)
    }
  }
}

/** What an answer is kept by: the nonce, a letter for each of its 16 bytes, and whose it is. (Spreading bytes makes an object for each.) */
export const nonceName = (user: string, nonce: Uint8Array | null): string =>
  nonce === null ? '' : String.fromCharCode.apply(null, nonce as unknown as number[]) + user

const rise = (heap: Kept[], kept: Kept): void => {
  let at = heap.length
  heap.push(kept)
  while (at > 0) {
    const parent = (at - 1) >> 1
    if (heap[parent]!.rank <= kept.rank) break
    heap[at] = heap[parent]!
    at = parent
  }
  heap[at] = kept
}

/** Puts `kept` in the place of the root, and then where it belongs. */
const sink = (heap: Kept[], kept: Kept): void => {
  let at = 0
  for (;;) {
    let child = 2 * at + 1
    if (child >= heap.length) break
    if (child + 1 < heap.length && heap[child + 1]!.rank < heap[child]!.rank) child++
    if (heap[child]!.rank >= kept.rank) break
    heap[at] = heap[child]!
    at = child
  }
  heap[at] = kept
}
