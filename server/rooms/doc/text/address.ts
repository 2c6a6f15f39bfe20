/** Which addresses may stand in a link or an image: none that runs anything. */

const LINK_SCHEMES = /^(https?|mailto|tel):/i
const IMAGE_SCHEMES = /^https?:/i
const FILE = /^att:[0-9a-f]{64}$/
const ADDRESS_MAX = 2_000

/** What a browser drops or skips before it reads the scheme, and so would hide one. */
// oxlint-disable-next-line no-control-regex -- control characters are what it looks for
const HIDDEN = /[\u0000-\u0020\u007f-\u00a0\u00ad\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff]/g

const held = (value: unknown, schemes: RegExp): string | null => {
  if (typeof value !== 'string' || value.length > ADDRESS_MAX || !value.isWellFormed()) return null
  const bare = value.replace(HIDDEN, '')
  if (bare === '') return null
  // Whatever has a colon before the first slash, question mark or hash names a scheme.
  const named = /^[^/?#]*:/.test(bare)
  return named && !schemes.test(bare) ? null : bare
}

/** The address, without white space, or null when a link must not lead there. */
export const linkAddress = (value: unknown): string | null => held(value, LINK_SCHEMES)

/** A file that stands beside its document, by the SHA-256 of its bytes; else null. */
export const fileAddress = (value: unknown): string | null =>
  typeof value === 'string' && FILE.test(value) ? value : null

/** The address, without white space, or null when no picture may come from there. */
export const imageAddress = (value: unknown): string | null => fileAddress(value) ?? held(value, IMAGE_SCHEMES)
