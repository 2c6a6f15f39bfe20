/** A TCP proxy on loopback that can cut or stall what passes through it: a network that fails when told. */
import { connect, createServer } from 'node:net'
import type { Socket } from 'node:net'

export interface Proxy {
  readonly port: number
  /** Live connections, in the order they came. */
  readonly connections: readonly Passage[]
  /** Resets every connection at once, as a dead router does. */
  readonly cutAll: () => void
  readonly close: () => void
}

export interface Passage {
  /** The client reads nothing any more: what the server sends piles up. */
  stall(): void
  resume(): void
  readonly bytesDown: number
}

/** A target that is asked for each time may be another host later. */
export const startProxy = (target: number | (() => number)): Promise<Proxy> => {
  const passages = new Set<Passage & { cut(): void }>()
  const server = createServer((client) => {
    const upstream = connect(typeof target === 'number' ? target : target(), '127.0.0.1')
    const passage = open(client, upstream)
    passages.add(passage)
    const end = () => {
      passages.delete(passage)
      client.destroy()
      upstream.destroy()
    }
    for (const socket of [client, upstream]) {
      socket.setNoDelay(true)
      socket.on('close', end)
      // A reset is what this proxy is for; the close that follows it is what counts.
      socket.on('error', end)
    }
  })
  return new Promise((resolve, reject) => {
    server.on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      if (address === null || typeof address === 'string') return reject(new Error('the proxy has no port'))
      resolve({
        port: address.port,
        get connections() {
          return [...passages]
        },
        cutAll: () => {
          for (const passage of passages) passage.cut()
        },
        close: () => {
          for (const passage of passages) passage.cut()
          server.close()
        },
      })
    })
  })
}

const open = (client: Socket, upstream: Socket): Passage & { cut(): void } => {
  let bytesDown = 0
  client.pipe(upstream)
  upstream.on('data', (chunk) => {
    bytesDown += chunk.length
    // A client that does not take it all stops the reading from the server, too: the pressure reaches the host.
    if (!client.write(chunk)) upstream.pause()
  })
  let stalled = false
  client.on('drain', () => {
    if (!stalled) upstream.resume()
  })
  return {
    get bytesDown() {
      return bytesDown
    },
    stall() {
      stalled = true
      upstream.pause()
    },
    resume() {
      stalled = false
      upstream.resume()
    },
    cut() {
      client.resetAndDestroy()
      upstream.resetAndDestroy()
    },
  }
}
