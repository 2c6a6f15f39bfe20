/** Walks MessagePack without building it, so that what would cost more than its own bytes is refused before it is built. */
import { bad } from './frame-fields.ts'
import { LIMITS } from './limits.ts'

// A frame is an array around its body. One stack serves all: scanning is synchronous and calls nobody.
const DEEPEST = LIMITS.maxDepth + 1
const left = new Int32Array(DEEPEST)

/**
 * Holds a message to `maxFrames` values, to LIMITS.maxDepth, and to lists and maps whose items are really there:
 * decoded as it came, 64 KiB of nested list headers made the library allocate 730 MB and take 2 s.
 * @throws TuttiError `bad_frame`
 */
export const scan = (bytes: Uint8Array, maxFrames: number): void => {
  const { length } = bytes
  const short = (at: number): number => (bytes[at]! << 8) | bytes[at + 1]!
  const long = (at: number): number => short(at) * 0x10000 + short(at + 2)
  let at = 0
  let frames = 0
  let depth = 0
  // Items promised by the open lists and maps; each takes a byte at least.
  let owed = 0
  while (at < length) {
    if (depth === 0 && ++frames > maxFrames) return bad('too many frames in one message')
    const head = bytes[at++]!
    let items = 0
    if (head >= 0x80 && head < 0xe0) {
      if (head < 0x90) items = (head & 0x0f) * 2
      else if (head < 0xa0) items = head & 0x0f
      else if (head < 0xc0) at += head & 0x1f
      else {
        const width = WIDTHS[head - 0xc0]!
        if (width < 0) return bad('an extension type')
        if (at + width > length) return bad('truncated')
        if (head === 0xc4 || head === 0xd9) at += bytes[at]!
        else if (head === 0xc5 || head === 0xda) at += short(at)
        else if (head === 0xc6 || head === 0xdb) at += long(at)
        else if (head === 0xdc) items = short(at)
        else if (head === 0xdd) items = long(at)
        else if (head === 0xde) items = short(at) * 2
        else if (head === 0xdf) items = long(at) * 2
        at += width
      }
    }
    if (depth > 0) {
      left[depth - 1]!--
      owed--
    }
    if (items > 0) {
      if (depth === DEEPEST) return bad('nested too deep')
      owed += items
      if (owed > length - at) return bad('truncated')
      left[depth++] = items
    }
    while (depth > 0 && left[depth - 1] === 0) depth--
  }
  if (depth > 0 || at > length) return bad('truncated')
}

/** Bytes behind the heads 0xc0 to 0xdf that are of a fixed number (a length or a value); -1: refused. */
const WIDTHS = [
  0, -1, 0, 0, 1, 2, 4, -1, -1, -1, 4, 8, 1, 2, 4, 8, 1, 2, 4, 8, -1, -1, -1, -1, -1, 1, 2, 4, 2, 4, 2, 4,
] as const
