/** What lets a session come back under its old id: a MAC over session, user, device and time, and no state at all. */
import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto'

const ID_BYTES = 16
const TIME_BYTES = 6
const MAC_BYTES = 32
const HEAD_BYTES = ID_BYTES + TIME_BYTES
/** A session that was away for longer is a new one. */
const MAX_AGE_MS = 24 * 3_600_000

export class ResumeTokens {
  readonly #key: Uint8Array

  /** The same `secret` signs users' tokens: deriving a key keeps one kind from passing for the other. */
  constructor(secret: Uint8Array) {
    this.#key = new Uint8Array(hkdfSync('sha256', secret, '', 'tutti resume token', 32))
  }

  /** `session`: 16 bytes as base64url. */
  issue(session: string, user: string, device: string, wallMs: number): Uint8Array {
    const token = Buffer.alloc(HEAD_BYTES + MAC_BYTES)
    token.write(session, 0, ID_BYTES, 'base64url')
    token.writeUIntBE(Math.floor(wallMs), ID_BYTES, TIME_BYTES)
    this.#mac(token.subarray(0, HEAD_BYTES), user, device).copy(token, HEAD_BYTES)
    return token
  }

  /** The session id in it; undefined when it is forged, of another user or device, or too old. */
  session(token: Uint8Array, user: string, device: string, wallMs: number): string | undefined {
    if (token.length !== HEAD_BYTES + MAC_BYTES) return undefined
    const bytes = Buffer.from(token.buffer, token.byteOffset, token.length)
    const head = bytes.subarray(0, HEAD_BYTES)
    if (!timingSafeEqual(this.#mac(head, user, device), bytes.subarray(HEAD_BYTES))) return undefined
    const ageMs = wallMs - head.readUIntBE(ID_BYTES, TIME_BYTES)
    return ageMs <= MAX_AGE_MS ? head.toString('base64url', 0, ID_BYTES) : undefined
  }

  #mac(head: Uint8Array, user: string, device: string): Buffer {
    // The length keeps user "ab" with device "c" apart from user "a" with device "bc".
    const mac = createHmac('sha256', this.#key).update(head)
    return mac.update(`${user.length}:${user}${device}`).digest()
  }
}
