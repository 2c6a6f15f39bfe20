/** One HTTP exchange over uWebSockets.js: reads a request, writes a response, and survives a client that goes away. */
import { STATUS_CODES } from 'node:http'
import type { HttpRequest as UwsRequest, HttpResponse as UwsResponse } from 'uWebSockets.js'
import { TuttiError } from '../../shared/errors.ts'
import { httpError } from '../../shared/http-errors.ts'
import { LIMITS } from '../../shared/limits.ts'
import type { HttpResponse, Peer, TransportEvents } from '../ports.ts'
import { Body } from './uws-body.ts'
import type { BodyBudget } from './uws-body.ts'

type Chunks = AsyncIterable<Uint8Array>

/** Must run to its end inside uWS's callback: `req` is gone after it. */
export const exchange = (
  res: UwsResponse,
  req: UwsRequest,
  peer: Peer,
  events: TransportEvents,
  budget: BodyBudget,
): void => {
  const method = req.getCaseSensitiveMethod().toUpperCase()
  const path = decoded(req.getUrl())
  const headers = new Map<string, string>()
  req.forEach((name, value) => headers.set(name, value))
  const query = new URLSearchParams(req.getQuery())
  const declared = headers.get('content-length')
  const empty = method === 'GET' || method === 'HEAD' || (declared === undefined && !headers.has('transfer-encoding'))
  const limit = path === undefined ? 0 : events.bodyLimit(method, path)
  const body = new Body(res, empty, Number(declared ?? 0), limit, budget)
  const line = new Line(res, () => body.release())
  if (path === undefined) return write(res, method, httpError(new TuttiError('not_found')))
  const request = { method, path, query, headers, peer, body: (maxBytes: number) => body.read(maxBytes) }
  void events.request(request).then(async (response) => {
    await body.ended
    await line.answer(method, response)
    body.release()
  })
}

const decoded = (url: string): string | undefined => {
  try {
    return decodeURIComponent(url)
  } catch {
    return undefined // A stray % is an address that nothing here has.
  }
}

const isChunks = (body: HttpResponse['body']): body is Chunks =>
  typeof body === 'object' && Symbol.asyncIterator in body

/** Inside uWS's callback, or while the client is known to be there. */
export const write = (res: UwsResponse, method: string, response: HttpResponse): void => {
  const { body } = response
  res.cork(() => {
    writeHead(res, response)
    if (response.status === 304 || response.status === 204) res.endWithoutBody()
    else if (isChunks(body)) res.endWithoutBody()
    else if (method === 'HEAD')
      res.endWithoutBody(typeof body === 'string' ? Buffer.byteLength(body) : (body?.length ?? 0))
    // Whoever was refused for sending too much may still be sending: do not read the rest as a next request.
    else res.end(body ?? '', response.status === 413)
  })
}

const writeHead = (res: UwsResponse, response: HttpResponse): void => {
  res.writeStatus(`${response.status} ${STATUS_CODES[response.status] ?? 'Unknown'}`)
  for (const [name, value] of Object.entries(response.headers ?? {})) res.writeHeader(name, value)
}

/** The client at the other end, who may be gone at any time: then `res` must not be touched any more. */
class Line {
  readonly #res: UwsResponse
  #gone = false
  #writable: (() => void) | undefined

  constructor(res: UwsResponse, gone: () => void) {
    this.#res = res
    res.onAborted(() => {
      this.#gone = true
      this.#writable?.()
      gone()
    })
  }

  async answer(method: string, response: HttpResponse): Promise<void> {
    const { body } = response
    if (!isChunks(body)) {
      if (!this.#gone) write(this.#res, method, response)
    } else if (method === 'HEAD') {
      if (!this.#gone) write(this.#res, method, response)
      await discard(body)
    } else await this.#stream(response, body)
  }

  async #stream(response: HttpResponse, chunks: Chunks): Promise<void> {
    const res = this.#res
    if (!this.#gone) {
      res.onWritable(() => {
        this.#writable?.()
        return true
      })
      res.cork(() => writeHead(res, response))
    }
    try {
      for await (const chunk of chunks) {
        if (this.#gone) return
        if (chunk.length > 0 && !this.#write(chunk)) await this.#drained()
        if (this.#gone) return
      }
      if (!this.#gone) res.cork(() => res.end())
    } catch {
      // Whoever made it knows why; to the client an answer that is cut off says that it is not whole.
      if (!this.#gone) res.close()
    }
  }

  #write(chunk: Uint8Array): boolean {
    let taken = true
    this.#res.cork(() => (taken = this.#res.write(chunk)))
    return taken
  }

  /** Until the client has read, or is gone; one that reads nothing is ended. */
  #drained(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        if (!this.#gone) this.#res.close()
      }, LIMITS.slowMs)
      this.#writable = () => {
        clearTimeout(timer)
        this.#writable = undefined
        resolve()
      }
    })
  }
}

/** Begins and ends it, so that what it holds open is closed. */
const discard = async (chunks: Chunks): Promise<void> => {
  const iterator = chunks[Symbol.asyncIterator]()
  await iterator.next().catch(() => undefined)
  await iterator.return?.()
}
