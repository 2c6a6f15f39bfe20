/** What the test of lean-socket.ts needs of `ws` besides what test/support/ws.d.ts declares. */
declare module 'ws' {
  interface WebSocket {
    send(data: Uint8Array | string, options: { readonly binary?: boolean; readonly fin?: boolean }): void
    ping(data: string): void
    on(event: 'pong', run: (data: Buffer) => void): this
  }
  export class WebSocketServer {
    constructor(options: { readonly port: number; readonly host: string })
    readonly clients: ReadonlySet<WebSocket>
    address(): unknown
    close(closed?: () => void): void
    on(event: 'listening', run: () => void): this
    on(event: 'connection', run: (socket: WebSocket) => void): this
  }
}
