/** A socket that can die without a goodbye, and swallow before it does what it is given. */
import { WebSocket } from 'ws'
import type { OpenSocket, SocketLike } from '../../client-sdk/src/socket.ts'

export class DeadLine {
  #socket: WebSocket | undefined
  #dead = false

  readonly open: OpenSocket = (url, protocol) => {
    const socket = new WebSocket(url, protocol)
    const send = socket.send.bind(socket)
    this.#socket = socket
    this.#dead = false
    socket.send = (bytes) => {
      if (!(this.#dead && this.#socket === socket)) send(bytes)
    }
    // It has all of what the SDK asks for; its declarations name what tests use.
    return socket as unknown as SocketLike
  }

  swallow(): void {
    this.#dead = true
  }

  cut(): void {
    this.#socket?.terminate()
  }
}
