/** HTTP POST to an address that a stranger gave: never into our own network, never along a redirect, never for long. */
import { lookup as dnsLookup } from 'node:dns'
import type { LookupAddress } from 'node:dns'
import * as http from 'node:http'
import * as https from 'node:https'
import { isIP } from 'node:net'
import type { LookupFunction } from 'node:net'
import { isPublicAddress } from './public-address.ts'

const TIMEOUT_MS = 10_000
const ANSWER_MAX_BYTES = 4 * 1024
const SOCKETS_PER_HOST = 8

export interface OutsideOptions {
  /** Private, loopback and link-local addresses and plain http will do. */
  readonly allowPrivate: boolean
  /** Certificates to trust beside none of the system's; for tests. */
  readonly ca?: string
  readonly resolve?: Resolve
  readonly timeoutMs?: number
}

type Resolve = (
  host: string,
  done: (error: NodeJS.ErrnoException | null, addresses: readonly LookupAddress[]) => void,
) => void

export interface OutsideAnswer {
  readonly status: number
  /** From Retry-After. */
  readonly retryMs: number | undefined
}

/** The address is none that we go to, however often it is tried. */
export class ForbiddenAddress extends Error {
  override readonly name = 'ForbiddenAddress'
}

export interface Outside {
  /** Rejects where there is no answer: ForbiddenAddress, or what went wrong. */
  post(url: string, headers: Readonly<Record<string, string>>, body: string | Uint8Array): Promise<OutsideAnswer>
  close(): void
}

const systemResolve: Resolve = (host, done) => dnsLookup(host, { all: true, verbatim: true }, done)

export const createOutside = ({
  allowPrivate,
  ca,
  resolve = systemResolve,
  timeoutMs = TIMEOUT_MS,
}: OutsideOptions): Outside => {
  /** Looked at as it is dialled: a name that resolved well a moment ago may lead elsewhere now. */
  const lookup: LookupFunction = (host, options, done) => {
    resolve(host, (error, found) => {
      const addresses = allowPrivate ? found : found.filter(({ address }) => isPublicAddress(address))
      if (error !== null) done(error, '')
      else if (addresses.length === 0) done(new ForbiddenAddress(`${host} is not in public`), '')
      else if (options.all === true) done(null, [...addresses])
      else done(null, addresses[0]!.address, addresses[0]!.family)
    })
  }
  const kept = { keepAlive: true, maxSockets: SOCKETS_PER_HOST, maxFreeSockets: 2, timeout: timeoutMs }
  const agents = {
    'http:': new http.Agent(kept),
    'https:': new https.Agent({ ...kept, ...(ca !== undefined && { ca }) }),
  }

  const target = (text: string): URL => {
    const url = new URL(text)
    if (url.protocol !== 'https:' && !(allowPrivate && url.protocol === 'http:')) {
      throw new ForbiddenAddress(`${url.protocol} is not spoken here`)
    }
    const host = url.hostname.replace(/^\[|\]$/g, '')
    // A number is not looked up, so it is looked at here.
    if (!allowPrivate && isIP(host) !== 0 && !isPublicAddress(host)) {
      throw new ForbiddenAddress(`${host} is not in public`)
    }
    return url
  }

  return {
    async post(text, headers, body) {
      const url = target(text)
      const secure = url.protocol === 'https:'
      const bytes = typeof body === 'string' ? Buffer.from(body) : body
      return new Promise((done, fail) => {
        const request = (secure ? https : http).request(url, {
          method: 'POST',
          headers: { 'content-length': bytes.length, ...headers },
          agent: agents[secure ? 'https:' : 'http:'],
          lookup,
          signal: AbortSignal.timeout(timeoutMs),
        })
        request.on('error', (error) => {
          fail(error.name === 'TimeoutError' || error.name === 'AbortError' ? new Error('no answer in time') : error)
        })
        request.on('response', (response) => {
          done({ status: response.statusCode ?? 0, retryMs: retryMs(response.headers['retry-after']) })
          // What it says is of no use; read, so that the socket can be used again, but not for ever.
          let bytesRead = 0
          response.on('data', (chunk: Buffer) => {
            bytesRead += chunk.length
            if (bytesRead > ANSWER_MAX_BYTES) response.destroy()
          })
          response.on('error', () => {}) // It was answered already.
        })
        request.end(bytes)
      })
    },
    close() {
      agents['http:'].destroy()
      agents['https:'].destroy()
    },
  }
}

/** Seconds; the form that is a date is rare, and a wait of ours does as well. */
const retryMs = (value: string | undefined): number | undefined =>
  value !== undefined && /^\d{1,6}$/.test(value) ? Number(value) * 1000 : undefined
