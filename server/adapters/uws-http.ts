/** One HTTP exchange over uWebSockets.js: reads a request, writes a response, and survives a client that goes away. */
import { STATUS_CODES } from 'node:http'
import type { HttpRequest as UwsRequest, HttpResponse as UwsResponse } from 'uWebSockets.js'
import { TuttiError } from '../../shared/errors.ts'
import { httpError } from '../../shared/http-errors.ts'
import { LIMITS } from '../../shared/limits.ts'
import type { HttpResponse, Peer, TransportEvents } from '../ports.ts'

/** Must run to its end inside uWS's callback: `req` is gone after it. */
export const exchange = (res: UwsResponse, req: UwsRequest, peer: Peer, events: TransportEvents): void => {
  const method = req.getCaseSensitiveMethod().toUpperCase()
  const path = decoded(req.getUrl())
  const headers = new Map<string, string>()
  req.forEach((name, value) => headers.set(name, value))
  const query = new URLSearchParams(req.getQuery())
  const body = new Body(res, method, headers)
  let gone = false
  res.onAborted(() => {
    gone = true
    body.abort()
  })
  if (path === undefined) return write(res, method, httpError(new TuttiError('not_found')))
  const request = { method, path, query, headers, peer, body: (maxBytes: number) => body.read(maxBytes) }
  void events.request(request).then((response) => {
    if (!gone) write(res, method, response)
  })
}

const decoded = (url: string): string | undefined => {
  try {
    return decodeURIComponent(url)
  } catch {
    return undefined // A stray % is an address that nothing here has.
  }
}

export const write = (res: UwsResponse, method: string, response: HttpResponse): void => {
  const body = response.body ?? ''
  res.cork(() => {
    res.writeStatus(`${response.status} ${STATUS_CODES[response.status] ?? 'Unknown'}`)
    for (const [name, value] of Object.entries(response.headers ?? {})) res.writeHeader(name, value)
    if (response.status === 304 || response.status === 204) res.endWithoutBody()
    else if (method === 'HEAD') res.endWithoutBody(typeof body === 'string' ? Buffer.byteLength(body) : body.length)
    // Whoever was refused for sending too much may still be sending: do not read the rest as a next request.
    else res.end(body, response.status === 413)
  })
}

/** uWS throws away what arrives before onData() is called, so a body is collected from the start, up to our limit. */
class Body {
  readonly #bytes: Promise<Uint8Array>
  #fail: (error: TuttiError) => void = () => {}

  constructor(res: UwsResponse, method: string, headers: ReadonlyMap<string, string>) {
    const empty =
      method === 'GET' || method === 'HEAD' || (!headers.has('content-length') && !headers.has('transfer-encoding'))
    this.#bytes = empty ? Promise.resolve(new Uint8Array(0)) : this.#collect(res)
    // Nobody has to read a body: its failure is only for who does.
    this.#bytes.catch(() => {})
  }

  #collect(res: UwsResponse): Promise<Uint8Array> {
    return new Promise((resolve, reject) => {
      this.#fail = reject
      const chunks: Uint8Array[] = []
      let length = 0
      res.onData((chunk, isLast) => {
        length += chunk.byteLength
        if (length > LIMITS.maxHttpBodyBytes) {
          chunks.length = 0
          return reject(new TuttiError('body_too_large'))
        }
        // The chunk is detached when this returns.
        chunks.push(new Uint8Array(chunk.slice(0)))
        if (isLast) resolve(Buffer.concat(chunks, length))
      })
    })
  }

  abort(): void {
    this.#fail(new TuttiError('timeout', 'the client went away'))
  }

  async read(maxBytes: number): Promise<Uint8Array> {
    const bytes = await this.#bytes
    if (bytes.length > maxBytes) throw new TuttiError('body_too_large')
    return bytes
  }
}
