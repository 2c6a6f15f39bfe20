/** Names of files as people gave them, made fit to be shown and saved anywhere. */
import { LIMITS } from '../../../shared/limits.ts'

/** Control characters, and those that turn the direction of text: `gpj.exe` must not look like `exe.jpg`. */
// oxlint-disable-next-line no-control-regex -- they are what is looked for
const UNSEEN = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff0-\uffff]/g
/** What some file system reads as something else. */
const FORBIDDEN = /[<>:"|?*]/g

/** The last part of a path, without what cannot be seen; never empty. */
export const fileName = (given: string): string => {
  const last = given.toWellFormed().normalize('NFC').replace(UNSEEN, '').split(/[/\\]/).at(-1) ?? ''
  const clean = last.replace(FORBIDDEN, '_').replace(/^[.\s]+|[.\s]+$/g, '')
  return clean === '' ? 'file' : shortened(clean)
}

/** Cut in front of its ending, which says what it is. */
const shortened = (name: string): string => {
  if (name.length <= LIMITS.maxFileNameLength) return name
  const [ending = ''] = /\.[a-zA-Z0-9]{1,12}$/.exec(name) ?? []
  const cut = name.slice(0, LIMITS.maxFileNameLength - ending.length)
  // Not in the middle of a character.
  return (cut.isWellFormed() ? cut : cut.slice(0, -1)) + ending
}

/** RFC 6266: the name for old readers in ASCII, and for all others in full (RFC 5987). */
export const disposition = (how: 'inline' | 'attachment', name: string): string => {
  const ascii = name.replace(/[^\x20-\x7e]/g, '_').replace(/["\\%]/g, '_')
  const full = encodeURIComponent(name).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
  return `${how}; filename="${ascii}"; filename*=UTF-8''${full}`
}
