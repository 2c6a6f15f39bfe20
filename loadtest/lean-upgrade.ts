/** The HTTP exchange that opens a WebSocket (RFC 6455 §4), as a client does it. */
import { createHash, randomBytes } from 'node:crypto'

const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'
const MAX_HEAD_BYTES = 16 * 1024

export class Upgrade {
  readonly request: string
  readonly #accept: string

  constructor({ url, protocol }: { readonly url: URL; readonly protocol?: string | undefined }) {
    const key = randomBytes(16).toString('base64')
    this.#accept = createHash('sha1')
      .update(key + GUID)
      .digest('base64')
    const subprotocol = protocol === undefined ? '' : `Sec-WebSocket-Protocol: ${protocol}\r\n`
    this.request =
      `GET ${url.pathname}${url.search} HTTP/1.1\r\nHost: ${url.host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
      `Sec-WebSocket-Key: ${key}\r\nSec-WebSocket-Version: 13\r\n${subprotocol}\r\n`
  }

  /** Where frames begin; 0: the answer is not whole yet. An Error: it refuses. */
  answer(bytes: Buffer): number | Error {
    const end = bytes.indexOf('\r\n\r\n')
    if (end < 0) return bytes.length > MAX_HEAD_BYTES ? new Error('the answer to the upgrade does not end') : 0
    const head = bytes.toString('latin1', 0, end)
    const [status = ''] = head.split('\r\n', 1)
    if (!status.startsWith('HTTP/1.1 101') || !head.includes(this.#accept)) {
      return new Error(`the upgrade was answered: ${status}`)
    }
    return end + 4
  }
}
