/** Which files beside the room its document shows, or has shown: versions show them still. */
import type { DocDesk } from './desk.ts'

const DIGITS = 64
/** Bytes behind a hash may look like digits of it; a longer run is none. */
const RUN_MAX = 80
/** Remembered as written already. */
const KNOWN_MAX = 1_000

/** Notes the files of every edit, in the commit that keeps it. */
export const noteFiles = (desk: DocDesk): void => {
  const known = new Set<string>()
  desk.onEdited((rows) => {
    for (const hash of rows.flatMap(({ update }) => hashesIn(update))) {
      if (known.has(hash)) continue
      if (known.size === KNOWN_MAX) known.clear()
      known.add(hash)
      desk.ctx.record('shown', { room: desk.ctx.id, hash })
    }
  })
}

const isDigit = (byte: number | undefined): boolean =>
  byte !== undefined && ((byte >= 0x30 && byte <= 0x39) || (byte >= 0x61 && byte <= 0x66))

/** Whatever may be a hash in these bytes. Looks at every 64th byte, and closer where that is a digit. */
export const hashesIn = (bytes: Uint8Array): string[] => {
  const found: string[] = []
  for (let i = DIGITS - 1; i < bytes.length; i += DIGITS) {
    if (!isDigit(bytes[i])) continue
    let [from, to] = [i, i + 1]
    while (isDigit(bytes[from - 1])) from--
    while (isDigit(bytes[to])) to++
    if (to - from <= RUN_MAX)
      for (let at = from; at + DIGITS <= to; at++) found.push(String.fromCharCode(...bytes.subarray(at, at + DIGITS)))
    // Not the same run again.
    if (to > i + DIGITS) i += Math.floor((to - i - 1) / DIGITS) * DIGITS
  }
  return found
}
