/** The part of `ws` that tests use: the package has no declarations of its own. */
declare module 'ws' {
  export class WebSocket {
    constructor(url: string, protocols?: string | string[], options?: { origin?: string; localAddress?: string })
    readonly readyState: number
    readonly protocol: string
    binaryType: string
    send(data: Uint8Array | string): void
    close(code?: number, reason?: string): void
    terminate(): void
    pause(): void
    resume(): void
    on(event: 'open', run: () => void): this
    on(event: 'close', run: (code: number) => void): this
    on(event: 'error', run: (error: Error) => void): this
    on(event: 'message', run: (data: Buffer) => void): this
  }
}
