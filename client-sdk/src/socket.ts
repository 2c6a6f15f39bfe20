/** The one thing the SDK needs from outside: something with the shape of a WebSocket. */

/** What browsers' WebSocket, `ws` and the host's loopback have in common. Handlers take `never`: each has its own event types. */
export interface SocketLike {
  binaryType: string
  onopen: ((event: never) => void) | null
  /** Called with `{ data }`: an ArrayBuffer or a Uint8Array that is the receiver's to keep. */
  onmessage: ((event: never) => void) | null
  /** Called with `{ code, reason }`. */
  onclose: ((event: never) => void) | null
  onerror: ((event: never) => void) | null
  send(bytes: Uint8Array): void
  close(code?: number, reason?: string): void
}

export type OpenSocket = (url: string, protocol: string) => SocketLike | Promise<SocketLike>

type SocketClass = new (url: string, protocol: string) => SocketLike

/** The platform's WebSocket; on a Node without one, the optional peer dependency `ws`. */
export const openWebSocket: OpenSocket = (url, protocol) => {
  const { WebSocket: Native } = globalThis as { WebSocket?: SocketClass }
  if (Native !== undefined) return new Native(url, protocol)
  return openWithWs(url, protocol)
}

const openWithWs = async (url: string, protocol: string): Promise<SocketLike> => {
  // Out of the bundlers' sight: browsers never get here, and must not need the package to build.
  const name = ['w', 's'].join('')
  const { WebSocket: Ws } = (await import(/* @vite-ignore */ name)) as { WebSocket: SocketClass }
  return new Ws(url, protocol)
}
