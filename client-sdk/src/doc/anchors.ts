/** Where a comment hangs: positions that move with the text, to and from bytes. */
import * as Y from 'yjs'
import type { Anchor } from '../../../shared/doc/types.ts'
import { DOC } from '../../../shared/doc/rules.ts'

/** What a binding gives for the two ends of a selection, and the words between them. */
export const anchorOf = (from: Y.RelativePosition, to: Y.RelativePosition, quote: string): Anchor => ({
  from: Y.encodeRelativePosition(from),
  to: Y.encodeRelativePosition(to),
  // Cut between characters, never within one.
  quote: quote.slice(0, DOC.quoteMax).toWellFormed(),
})

/** For a binding to find in its editor; undefined where the bytes are none. */
export const placeOf = (
  place: Pick<Anchor, 'from' | 'to'>,
): { readonly from: Y.RelativePosition; readonly to: Y.RelativePosition } | undefined => {
  try {
    return { from: Y.decodeRelativePosition(place.from), to: Y.decodeRelativePosition(place.to) }
  } catch {
    return undefined
  }
}
