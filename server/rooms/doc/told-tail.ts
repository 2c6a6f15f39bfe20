/**
 * The updates behind a snapshot: as they were said, and as they are told to whoever comes: what was deleted since is for
 * those who could have deleted it, and nobody has to put the document together for that.
 */
import * as Y from 'yjs'
import { Ids } from './fork-ids.ts'
import type { Written } from './guard/verdict.ts'
import { redacted } from './redacted.ts'

/** One update, or several as one. */
export interface Piece {
  /** Log position: all up to it is in there, or before. */
  readonly n: number
  readonly update: Uint8Array
  readonly written: readonly Written[]
  /** What it deletes is among what is gone. */
  read: boolean
  /** Undefined: something of it was deleted since it was told last. */
  told: Uint8Array | undefined
}

/** So many small updates become one: keystrokes of one hand take a tenth together. */
const ROLL = 64
const ROLL_BYTES = 32 * 1024
/** What so many have written in one tick stays as it is: put together with others it costs as much as to apply it. */
const HANDS = 16

export class ToldTail {
  #rolled: Piece[] = []
  /** The last few, as they came. */
  #recent: Piece[] = []
  #recentBytes = 0
  #bytes = 0
  #gone = new Ids()

  /** Of all updates, as they were said. */
  get bytes(): number {
    return this.#bytes
  }

  /** As many updates as came, or fewer. */
  said(): readonly Uint8Array[] {
    return this.#pieces().map(({ update }) => update)
  }

  /** The same, without the content of what was deleted since. */
  told(): readonly Uint8Array[] {
    const pieces = this.#pieces()
    const fresh = new Ids()
    for (const piece of pieces) {
      if (piece.read) continue
      piece.read = true
      // An update without deletes ends with their number.
      if (piece.update.at(-1) !== 0) fresh.addAll(Ids.of(Y.decodeUpdate(piece.update).ds.clients))
    }
    if (!fresh.isEmpty) {
      this.#gone.addAll(fresh)
      for (const piece of pieces) if (hits(piece, fresh)) piece.told = undefined
    }
    return pieces.map((piece) => (piece.told ??= redacted(piece.update, this.#gone)))
  }

  add(n: number, update: Uint8Array, written: readonly Written[]): void {
    const piece = { n, update, written, read: false, told: update }
    this.#bytes += update.length
    if (written.length >= HANDS) {
      this.roll()
      this.#rolled.push(piece)
      return
    }
    this.#recent.push(piece)
    this.#recentBytes += update.length
    if (this.#recent.length >= ROLL || this.#recentBytes >= ROLL_BYTES) this.roll()
  }

  /** The last few become one. */
  roll(): void {
    const last = this.#recent.at(-1)
    if (last === undefined) return
    const piece = this.#recent.length === 1 ? last : merged(this.#recent, last.n)
    this.#bytes += piece.update.length - this.#recentBytes
    this.#rolled.push(piece)
    this.#recent = []
    this.#recentBytes = 0
  }

  /** What stands up to there is in a snapshot now. */
  forget(n: number): void {
    this.#rolled = this.#rolled.filter((piece) => piece.n > n)
    this.#bytes = this.#recentBytes
    for (const { update } of this.#rolled) this.#bytes += update.length
    // Of what it is about little is left.
    this.#gone = new Ids()
    for (const piece of this.#pieces()) piece.read = false
  }

  #pieces(): readonly Piece[] {
    return [...this.#rolled, ...this.#recent]
  }
}

const hits = ({ written }: Piece, ids: Ids): boolean =>
  written.some(({ client, from, to }) => ids.within(client, from, to - from).length > 0)

const merged = (pieces: readonly Piece[], n: number): Piece => {
  const written = new Map<number, Written>()
  for (const piece of pieces)
    for (const { client, from, to } of piece.written) {
      const known = written.get(client)
      const at = Math.min(from, known?.from ?? from)
      written.set(client, { client, from: at, to: Math.max(to, known?.to ?? to) })
    }
  const update = Y.mergeUpdates(pieces.map((piece) => piece.update))
  const isAsSaid = pieces.every((piece) => piece.told === piece.update)
  return {
    n,
    update,
    written: [...written.values()],
    read: pieces.every(({ read }) => read),
    told: isAsSaid ? update : undefined,
  }
}
