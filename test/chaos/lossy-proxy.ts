/** A WebSocket proxy that loses messages of its choice: every answer, and every third request. */
import { once } from 'node:events'
import { WebSocket, WebSocketServer } from 'ws'
import { PROTOCOL, FRAME } from '../../shared/frames.ts'

export interface LossyProxy {
  readonly url: string
  /** From now on answers to commands vanish, and every third command does. */
  lossy: boolean
  readonly lost: { answers: number; requests: number }
  /** An answer was lost. */
  onLost(run: () => void): void
  cutAll(): void
  close(): void
}

export const startLossyProxy = async (target: string): Promise<LossyProxy> => {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  await once(server as never, 'listening')
  const { port } = server.address() as { readonly port: number }
  const sockets = new Set<WebSocket>()
  let commands = 0
  let tell = (): void => {}
  const proxy: LossyProxy = {
    url: `http://127.0.0.1:${port}`,
    lossy: false,
    lost: { answers: 0, requests: 0 },
    onLost: (run) => void (tell = run),
    cutAll: () => {
      for (const socket of sockets) socket.terminate()
    },
    close: () => {
      proxy.cutAll()
      server.close()
    },
  }
  const loses = (data: Buffer, type: number): boolean => proxy.lossy && (data[0]! & 0xf0) === 0x90 && data[1] === type

  server.on('connection', (client) => {
    const upstream = new WebSocket(`${target.replace(/^http/, 'ws')}/ws`, PROTOCOL)
    const waiting: Buffer[] = []
    const end = () => {
      client.terminate()
      upstream.terminate()
      sockets.delete(client)
    }
    sockets.add(client)
    client.on('message', (data) => {
      if (loses(data, FRAME.COMMAND) && ++commands % 3 === 0) {
        proxy.lost.requests++
        return
      }
      if (upstream.readyState === 1) upstream.send(data)
      else waiting.push(data)
    })
    upstream.on('open', () => {
      for (const data of waiting.splice(0)) upstream.send(data)
    })
    upstream.on('message', (data) => {
      if (loses(data, FRAME.REPLY)) {
        proxy.lost.answers++
        tell()
      } else if (client.readyState === 1) client.send(data)
    })
    for (const socket of [client, upstream]) {
      socket.on('close', end)
      // A connection that fails is a connection that ends.
      socket.on('error', end)
    }
  })
  return proxy
}
