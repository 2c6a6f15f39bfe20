/** Media types: what a file says it is, whether its bytes agree, and what a browser may be shown of it. */

/** The type without its parameters; undefined: it is none. */
export const mediaType = (header: string | undefined): string | undefined => {
  const type = (header ?? '').split(';', 1)[0]!.trim().toLowerCase()
  return /^[a-z0-9][a-z0-9!#$&^_.+-]{0,63}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,63}$/.test(type) ? type : undefined
}

type Test = (bytes: Uint8Array) => boolean

const ascii = (at: number, text: string): Test => {
  const wanted = new TextEncoder().encode(text)
  return (bytes) => wanted.every((byte, i) => bytes[at + i] === byte)
}
const starts = (...wanted: readonly number[]): Test => {
  return (bytes) => wanted.every((byte, i) => bytes[i] === byte)
}
const all =
  (...tests: readonly Test[]): Test =>
  (bytes) =>
    tests.every((test) => test(bytes))
const any =
  (...tests: readonly Test[]): Test =>
  (bytes) =>
    tests.some((test) => test(bytes))

const riff = (form: string): Test => all(ascii(0, 'RIFF'), ascii(8, form))
const ogg = ascii(0, 'OggS')
const matroska = starts(0x1a, 0x45, 0xdf, 0xa3)
const mp4 = ascii(4, 'ftyp')
/** Eleven bits of ones begin a frame of MPEG audio. */
const mpegFrame: Test = (bytes) => bytes[0] === 0xff && ((bytes[1] ?? 0) & 0xe0) === 0xe0

const isText: Test = (bytes) => {
  if (bytes.includes(0)) return false
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return true
  } catch {
    return false // Something else under the name of text.
  }
}

/** What a browser is given under its own type: none of it can run, and its bytes were looked at. */
const SHOWN: Readonly<Record<string, Test>> = {
  'image/png': starts(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
  'image/jpeg': starts(0xff, 0xd8, 0xff),
  'image/gif': any(ascii(0, 'GIF87a'), ascii(0, 'GIF89a')),
  'image/webp': riff('WEBP'),
  'image/avif': all(mp4, any(ascii(8, 'avif'), ascii(8, 'avis'), ascii(8, 'mif1'))),
  'audio/mpeg': any(ascii(0, 'ID3'), mpegFrame),
  'audio/aac': mpegFrame,
  'audio/ogg': ogg,
  'audio/wav': riff('WAVE'),
  'audio/flac': ascii(0, 'fLaC'),
  'audio/mp4': mp4,
  'audio/webm': matroska,
  'video/mp4': mp4,
  'video/webm': matroska,
  'video/ogg': ogg,
  'application/pdf': ascii(0, '%PDF-'),
  'text/plain': isText,
}

export const isShown = (type: string): boolean => Object.hasOwn(SHOWN, type)

/** False: the bytes are not what the type says. What is never shown may be what it likes, but for images. */
export const agrees = (type: string, bytes: Uint8Array): boolean => {
  if (isShown(type)) return SHOWN[type]!(bytes)
  // Of images that cannot be checked, a browser that guesses would be the only judge.
  return !type.startsWith('image/')
}
