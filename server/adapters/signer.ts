/** Signatures by HMAC-SHA-256, with a key of its own for each purpose. */
import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto'
import type { Signer } from '../ports.ts'

/** @param purpose what is signed: a signature for one purpose is none for another */
export const createSigner = (secret: Uint8Array, purpose: string): Signer => {
  const key = new Uint8Array(hkdfSync('sha256', secret, '', `tutti signer ${purpose}`, 32))
  const mac = (text: string): Buffer => createHmac('sha256', key).update(text).digest()
  return {
    sign: (text) => mac(text).toString('base64url'),
    verify(text, signature) {
      const given = Buffer.from(signature, 'base64url')
      const right = mac(text)
      return given.length === right.length && timingSafeEqual(given, right)
    },
  }
}
