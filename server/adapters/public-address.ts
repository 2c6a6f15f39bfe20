/** Which network addresses are in public: what is asked from outside must not reach what is inside. */
import { BlockList, isIP } from 'node:net'

/** Special-purpose blocks of IPv4. */
const INSIDE_4: readonly (readonly [net: string, bits: number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.31.196.0', 24],
  ['192.52.193.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['192.175.48.0', 24],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
]

/** Of IPv6 only what is given out to the public counts, and of that, not what leads back into IPv4 or into examples. */
const PUBLIC_6 = ['2000::', 3] as const
const INSIDE_6: readonly (readonly [net: string, bits: number])[] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
]

const inside = new BlockList()
for (const [net, bits] of INSIDE_4) inside.addSubnet(net, bits, 'ipv4')
for (const [net, bits] of INSIDE_6) inside.addSubnet(net, bits, 'ipv6')
const outside6 = new BlockList()
outside6.addSubnet(...PUBLIC_6, 'ipv6')

export const isPublicAddress = (address: string): boolean => {
  const family = isIP(address)
  if (family === 4) return !inside.check(address, 'ipv4')
  // An address with a zone (`fe80::1%eth0`) is of this link.
  if (family !== 6 || address.includes('%')) return false
  return outside6.check(address, 'ipv6') && !inside.check(address, 'ipv6')
}
