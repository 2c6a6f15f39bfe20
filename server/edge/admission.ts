/** Decides before the upgrade who may open a connection: by origin, by how many there are, and by address. */
import { TuttiError } from '../../shared/errors.ts'
import type { Peer } from '../ports.ts'
import { Buckets } from '../../shared/bucket.ts'
import type { Rate } from '../../shared/bucket.ts'

export interface AdmissionOptions {
  /** Origins of pages that may connect; '*' is every one. What sends no Origin is no page, and may. */
  readonly origins: ReadonlySet<string>
  readonly maxConnections: number
  readonly perAddress: Rate
}

export class Admission {
  readonly #options: AdmissionOptions
  readonly #addresses: AddressBuckets

  constructor(options: AdmissionOptions) {
    this.#options = options
    this.#addresses = new AddressBuckets(options.perAddress)
  }

  allowsOrigin(origin: string): boolean {
    const { origins } = this.#options
    return origins.has('*') || origins.has(origin)
  }

  refusal(peer: Peer, connections: number, nowMs: number): TuttiError | undefined {
    if (peer.origin !== undefined && !this.allowsOrigin(peer.origin)) {
      return new TuttiError('forbidden', 'pages of this origin may not connect')
    }
    if (connections >= this.#options.maxConnections) return new TuttiError('busy', undefined, { retryMs: 5_000 })
    const waitMs = this.#addresses.take(peer.address, nowMs)
    return waitMs === 0 ? undefined : new TuttiError('rate_limited', undefined, { retryMs: waitMs })
  }
}

/** One bucket for each address. */
export class AddressBuckets {
  readonly #buckets: Buckets

  constructor(rate: Rate) {
    this.#buckets = new Buckets(rate)
  }

  /** 0: granted; otherwise the milliseconds to wait. */
  take(address: string, nowMs: number): number {
    return this.#buckets.take(networkOf(address), nowMs)
  }

  get size(): number {
    return this.#buckets.size
  }
}

/** Whoever has one IPv6 address has the 2^64 of its network: the first four of its eight groups. */
const networkOf = (address: string): string => {
  if (!address.includes(':')) return address
  if (address.includes('.')) return address.slice(address.lastIndexOf(':') + 1) // IPv4 mapped into IPv6.
  const [head = '', tail] = address.split('::')
  const groups = head.split(':')
  const missing = tail === undefined ? 0 : 8 - groups.length - tail.split(':').length
  return [...groups, ...Array<string>(Math.max(0, missing)).fill('0'), ...(tail ?? '').split(':')].slice(0, 4).join(':')
}
