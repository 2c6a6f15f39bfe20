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
  /** The client gets so many bytes a second and no more, until told otherwise: Infinity lifts it. */
  throttle(bytesPerSecond: number): void
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
      // A reset is what this proxy is for; the close that follows it is what counts.
      socket.on('error', end)
    }
    client.on('close', end)
    // What the server said last, its goodbye above all, reaches a client that has not read it yet: as a network would.
    upstream.on('close', () => void client.end())
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

/** How often a client behind a throttle gets its part of a second. */
const DROP_MS = 50

const open = (client: Socket, upstream: Socket): Passage & { cut(): void } => {
  let bytesDown = 0
  let stalled = false
  /** What a throttle holds back: one chunk at most, since nothing is read while there is one. */
  let held: Buffer | undefined
  let perSecond = Infinity
  let drops: NodeJS.Timeout | undefined
  const flow = () => {
    if (!stalled && held === undefined) upstream.resume()
  }
  const drop = () => {
    const most = Math.max(1, Math.ceil((perSecond * DROP_MS) / 1000))
    const [now, later] = held === undefined ? [] : [held.subarray(0, most), held.subarray(most)]
    if (now !== undefined) client.write(now)
    held = later?.length === 0 ? undefined : later
    flow()
  }
  client.pipe(upstream)
  upstream.on('data', (chunk) => {
    bytesDown += chunk.length
    if (perSecond !== Infinity) {
      held = chunk
      upstream.pause()
    } // A client that does not take it all stops the reading from the server, too: the pressure reaches the host.
    else if (!client.write(chunk)) upstream.pause()
  })
  client.on('drain', flow)
  client.on('close', () => clearInterval(drops))
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
      flow()
    },
    throttle(bytesPerSecond) {
      perSecond = bytesPerSecond
      clearInterval(drops)
      if (perSecond === Infinity) drop()
      else drops = setInterval(drop, DROP_MS)
    },
    cut() {
      client.resetAndDestroy()
      upstream.resetAndDestroy()
    },
  }
}
