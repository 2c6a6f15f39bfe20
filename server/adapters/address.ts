/** Client addresses as text: IPv4 dotted, also where it arrives mapped into IPv6, and behind trusted proxies. */

/** `raw` is what the socket says: 4 or 16 bytes. */
export const addressText = (raw: Uint8Array): string => {
  if (raw.length === 4) return raw.join('.')
  if (raw.length !== 16) return 'unknown'
  if (raw.subarray(0, 10).every((byte) => byte === 0) && raw[10] === 0xff && raw[11] === 0xff) {
    return raw.subarray(12).join('.')
  }
  const groups: string[] = []
  for (let i = 0; i < 16; i += 2) groups.push(((raw[i]! << 8) | raw[i + 1]!).toString(16))
  return groups.join(':')
}

/**
 * The address that the outermost of `proxies` trusted proxies saw: each appends what it saw to X-Forwarded-For,
 * so everything further left was written by the client and may be a lie.
 */
export const forwardedAddress = (socket: string, forwarded: string, proxies: number): string => {
  if (proxies === 0 || forwarded === '') return socket
  const seen = forwarded.split(',')
  const address = seen[Math.max(0, seen.length - proxies)]?.trim() ?? ''
  return address === '' || address.length > 64 ? socket : address
}
