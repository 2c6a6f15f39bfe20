/** Typing as Yjs V1 updates written by hand: a person's run of letters under the root text `code`, so that no client has to hold a document. */
import { createEncoder, toUint8Array, writeUint8, writeVarString, writeVarUint } from 'lib0/encoding'

/** The text that everybody of a load types into. */
export const ROOT = 'code'

const CONTENT_STRING = 4
const HAS_ORIGIN = 0x80
const LETTERS = 'the quick brown fox jumps over the lazy dog and back again '

/** What one client has typed so far, each time behind its own last letter. */
export class Typing {
  readonly client: number
  /** Letters of one update. */
  readonly run: number
  /** Updates so far. */
  typed = 0

  constructor(client: number, run: number) {
    this.client = client
    this.run = run
  }

  next(): Uint8Array {
    const clock = this.typed++ * this.run
    const from = clock % LETTERS.length
    const letters = (LETTERS + LETTERS).slice(from, from + this.run)
    const to = createEncoder()
    // One client with one item, which begins at this clock.
    for (const field of [1, 1, this.client, clock]) writeVarUint(to, field)
    if (clock === 0) {
      writeUint8(to, CONTENT_STRING)
      // Its parent is a root type, by this name.
      writeVarUint(to, 1)
      writeVarString(to, ROOT)
    } else {
      writeUint8(to, CONTENT_STRING | HAS_ORIGIN)
      writeVarUint(to, this.client)
      writeVarUint(to, clock - 1)
    }
    writeVarString(to, letters)
    // Nothing is deleted.
    writeVarUint(to, 0)
    return toUint8Array(to)
  }
}
