/** Looks where threads hang: which have lost their place, and which are found again by their words. A pure function. */
import * as Y from 'yjs'
import { Line } from './comments-line.ts'
import { findQuote, hasWords, traceOf } from './comments-quote.ts'
import type { Trace } from './comments-quote.ts'

/** Letters that one look searches, for all quotes together. */
const SEARCHED_CHARS = 300_000_000

export interface Hung {
  readonly id: string
  /** Encoded Y.RelativePositions. */
  readonly from: Uint8Array
  readonly to: Uint8Array
  readonly quote: string
  readonly trace: Trace | undefined
}

export interface Look {
  readonly hung: readonly Hung[]
  /** For the words of those that are lost: anywhere, or among what the state vector `known` does not have; null: not. */
  readonly search: { readonly known: Uint8Array | null } | null
}

export interface Seen {
  readonly id: string
  readonly gone: boolean
  /** Where it is. */
  readonly trace?: Trace
  /** Where it hangs from now on. */
  readonly moved?: { readonly from: Uint8Array; readonly to: Uint8Array }
}

export const lookAt = (doc: Y.Doc, { hung, search }: Look): Seen[] => {
  const line = new Line(doc)
  const known = search === null || search.known === null ? undefined : Y.decodeStateVector(search.known)
  let left = SEARCHED_CHARS
  return hung.map(({ id, from, to, quote, trace }): Seen => {
    const start = line.offsetOf(Y.decodeRelativePosition(from))
    const end = line.offsetOf(Y.decodeRelativePosition(to))
    const empty = (): boolean => hasWords(quote) && !hasWords(line.text.slice(start, end))
    if (start !== undefined && end !== undefined && !empty())
      return { id, gone: false, trace: traceOf(line.text, { from: start, to: end }) }
    const there = trace ?? (start === undefined ? undefined : { near: start, before: '', behind: '' })
    if (search !== null && left > 0) {
      left -= line.text.length
      const found = again(line, quote, there, known)
      if (found !== undefined) return { id, gone: false, ...found }
    }
    return there === undefined ? { id, gone: true } : { id, gone: true, trace: there }
  })
}

/** `known`: words that are older are others. */
const again = (
  line: Line,
  quote: string,
  trace: Trace | undefined,
  known: ReadonlyMap<number, number> | undefined,
): Pick<Seen, 'trace' | 'moved'> | undefined => {
  const place = findQuote(line.text, quote, trace)
  const from = place === undefined ? undefined : line.before(place.from)
  const to = place === undefined ? undefined : line.behind(place.to)
  if (place === undefined || !from?.item || !to?.item) return undefined
  if (known !== undefined && from.item.clock < (known.get(from.item.client) ?? 0)) return undefined
  const moved = { from: Y.encodeRelativePosition(from), to: Y.encodeRelativePosition(to) }
  return { trace: traceOf(line.text, place), moved }
}
