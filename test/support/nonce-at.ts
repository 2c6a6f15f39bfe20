/** Nonces as clients make them, at a time and with a number of their own. */

export const nonceAt = (wallMs: number, number: number): Uint8Array => {
  const bytes = new Uint8Array(16)
  const view = new DataView(bytes.buffer)
  view.setUint16(0, Math.floor(wallMs / 2 ** 32))
  view.setUint32(2, wallMs >>> 0)
  view.setUint32(12, number)
  return bytes
}
