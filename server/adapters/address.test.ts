/** Client addresses. */
import { describe, expect, it } from 'vitest'
import { addressText, forwardedAddress } from './address.ts'

describe('addresses', () => {
  it('are dotted for IPv4, also where it comes mapped, and in groups for IPv6', () => {
    expect(addressText(new Uint8Array([10, 0, 0, 255]))).toBe('10.0.0.255')
    const mapped = new Uint8Array([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 127, 0, 0, 1])
    expect(addressText(mapped)).toBe('127.0.0.1')
    const six = new Uint8Array([0x20, 1, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1])
    expect(addressText(six)).toBe('2001:db8:0:0:0:0:0:1')
    expect(addressText(new Uint8Array(0))).toBe('unknown')
  })

  it('come from the header only as far as there are trusted proxies', () => {
    const header = '1.1.1.1, 2.2.2.2, 3.3.3.3'
    expect(forwardedAddress('9.9.9.9', header, 0)).toBe('9.9.9.9')
    expect(forwardedAddress('9.9.9.9', header, 1)).toBe('3.3.3.3')
    expect(forwardedAddress('9.9.9.9', header, 3)).toBe('1.1.1.1')
    expect(forwardedAddress('9.9.9.9', '', 1)).toBe('9.9.9.9')
    expect(forwardedAddress('9.9.9.9', 'x'.repeat(100), 1)).toBe('9.9.9.9')
  })
})
