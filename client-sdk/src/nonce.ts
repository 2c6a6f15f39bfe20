/** Nonces of commands: 16 bytes, time first, as UUIDv7 (RFC 9562 §5.7), so that a server can index and forget them by age. */

export const makeNonce = (wallMs: number): Uint8Array => {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  const view = new DataView(bytes.buffer)
  view.setUint16(0, Math.floor(wallMs / 2 ** 32))
  view.setUint32(2, wallMs >>> 0)
  bytes[6] = 0x70 | (bytes[6]! & 0x0f)
  bytes[8] = 0x80 | (bytes[8]! & 0x3f)
  return bytes
}
