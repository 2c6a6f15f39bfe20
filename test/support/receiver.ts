/** A real HTTP server on loopback that keeps what it is sent and answers as it is told: a webhook's other end. */
import { createServer } from 'node:http'
import type { IncomingHttpHeaders, IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { Certificate } from './certificate.ts'
import { until } from './until.ts'

export interface Received {
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

export interface Receiver {
  /** `http://127.0.0.1:<port>`, https with a certificate. */
  readonly url: string
  readonly received: readonly Received[]
  /** From now on; a status, or whatever is to happen. */
  readonly answer: (how: number | ((response: ServerResponse, received: Received) => void)) => void
  /** Resolves when so many have come. */
  readonly came: (count: number) => Promise<void>
  readonly close: () => void
}

const read = async (request: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

export const startReceiver = async (certificate?: Certificate): Promise<Receiver> => {
  const received: Received[] = []
  const lookers = new Set<() => void>()
  let answer: (response: ServerResponse, one: Received) => void = (response) => void response.end()
  const listen: RequestListener = (request, response) => {
    void read(request).then(
      (body) => {
        const one = { path: request.url ?? '', headers: request.headers, body }
        received.push(one)
        answer(response, one)
        for (const look of lookers) look()
      },
      () => {}, // The sender went away.
    )
  }
  const server = certificate === undefined ? createServer(listen) : createSecureServer({ ...certificate }, listen)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // Listening on TCP, it has such an address.
  const { port } = server.address() as AddressInfo
  return {
    url: `${certificate === undefined ? 'http' : 'https'}://127.0.0.1:${port}`,
    received,
    answer: (how) => {
      answer = typeof how === 'number' ? (response) => void response.writeHead(how).end() : how
    },
    came: (count) =>
      until(
        () => received.length >= count,
        (look) => lookers.add(look),
        10_000,
      ),
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}
