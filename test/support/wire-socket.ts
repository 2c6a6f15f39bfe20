/** A foreign client without its provider: it sends any bytes, and keeps every message that it was sent. */
import { WebSocket } from 'ws'
import { until } from './until.ts'

const DEADLINE_MS = 10_000

export class WireSocket {
  readonly messages: Uint8Array[] = []
  readonly protocol: () => string
  code: number | undefined
  readonly #socket: WebSocket
  readonly #looks = new Set<() => void>()

  private constructor(socket: WebSocket) {
    this.#socket = socket
    this.protocol = () => socket.protocol
    const look = (): void => {
      for (const one of this.#looks) one()
    }
    socket.on('message', (data: Buffer) => {
      this.messages.push(new Uint8Array(data))
      look()
    })
    socket.on('close', (code: number) => {
      this.code = code
      look()
    })
    socket.on('error', () => undefined)
  }

  static async open(url: string, protocols: string[] = []): Promise<WireSocket> {
    const socket = new WebSocket(url, protocols)
    const opened = new WireSocket(socket)
    await new Promise<void>((resolve, reject) => {
      socket.on('open', resolve)
      socket.on('error', reject)
    })
    return opened
  }

  send(...bytes: readonly (number | Uint8Array | string)[]): void {
    this.#socket.send(
      Buffer.concat(bytes.map((one) => (typeof one === 'number' ? Buffer.from([one]) : Buffer.from(one as string)))),
    )
  }

  sendText(text: string): void {
    this.#socket.send(text)
  }

  close(): void {
    this.#socket.terminate()
  }

  pause(paused: boolean): void {
    if (paused) this.#socket.pause()
    else this.#socket.resume()
  }

  async until(done: () => boolean): Promise<void> {
    let added: () => void = () => undefined
    await until(done, (look) => this.#looks.add((added = look)), DEADLINE_MS).finally(() => this.#looks.delete(added))
  }

  /** A message that begins so. */
  async hears(...head: readonly number[]): Promise<Uint8Array> {
    const begins = (bytes: Uint8Array): boolean => head.every((byte, i) => bytes[i] === byte)
    await this.until(() => this.messages.some(begins))
    return this.messages.find(begins)!
  }

  async closes(): Promise<number> {
    await this.until(() => this.code !== undefined)
    return this.code!
  }
}
