/** A WebSocket client that costs little: whole binary messages over a plain TCP socket, one shared read buffer, no extensions. */
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { Upgrade } from './lean-upgrade.ts'

const OPCODE = { TEXT: 1, BINARY: 2, CLOSE: 8, PING: 9, PONG: 10 } as const
const FIN = 0x80
const MASKED = 0x80
export const LARGE_BYTES = 1024
export const HEAD_BYTES = 32
/** An answer to the upgrade must come within this. */
const UPGRADE_MS = 15_000

// Reads are synchronous and taken apart before the next one, so all sockets of a process share one buffer.
const readBuffer = Buffer.allocUnsafe(64 * 1024)

export interface LeanEvents {
  /** One whole message; the bytes are valid only during the call. */
  message(bytes: Uint8Array): void
  /**
   * Instead of message(), for one above LARGE_BYTES: its first HEAD_BYTES, when the last byte has come. For who has so
   * much to read that copying it together would be the load; the rest is never looked at. Asked by `skips` before.
   */
  large?(head: Uint8Array, length: number): void
  skips?(head: Uint8Array): boolean
  /** Instead of message(): a whole message from `start` to `end`, for who reads so many that a view of each would be the load. */
  piece?(bytes: Buffer, start: number, end: number): void
  /** Once. `code` 1006: no close frame came. */
  closed(code: number, reason: string): void
}

export interface LeanOptions {
  readonly url: URL
  readonly protocol?: string | undefined
  /** Source address, for when the ports of one do not suffice. */
  readonly localAddress?: string | undefined
}

export class LeanSocket {
  readonly #socket: Socket
  readonly #events: LeanEvents
  readonly #upgrade: Upgrade
  #upgraded = false
  #ended = false
  #opened: (() => void) | undefined
  #refused: ((error: Error) => void) | undefined
  /** The part of a frame, or of the HTTP answer, that came so far. */
  #rest: Buffer | undefined
  /** Earlier fragments of a message. */
  #fragments: Buffer[] = []
  /** Of a large message: its head, its length, and how much of it is still to come. */
  readonly #head = Buffer.alloc(HEAD_BYTES)
  #largeBytes = 0
  #toCome = 0
  #code = 1006
  #reason = ''

  /** Resolves when the server has switched protocols; rejects when it answers anything else. */
  static async open(options: LeanOptions, events: LeanEvents): Promise<LeanSocket> {
    const socket = new LeanSocket(options, events)
    const timer = setTimeout(() => socket.#fail(new Error('no answer to the upgrade')), UPGRADE_MS)
    try {
      await new Promise<void>((resolve, reject) => {
        socket.#opened = resolve
        socket.#refused = reject
      })
    } finally {
      clearTimeout(timer)
    }
    return socket
  }

  private constructor(options: LeanOptions, events: LeanEvents) {
    const { url, localAddress } = options
    this.#events = events
    this.#upgrade = new Upgrade(options)
    this.#socket = connect({
      host: url.hostname,
      port: Number(url.port || 80),
      ...(localAddress === undefined ? {} : { localAddress }),
      onread: {
        buffer: readBuffer,
        callback: (length) => {
          this.#read(length)
          return true
        },
      },
    })
    this.#socket.setNoDelay(true)
    this.#socket.on('connect', () => this.#socket.write(this.#upgrade.request))
    this.#socket.on('error', (error) => this.#fail(error))
    this.#socket.on('close', () => this.#fail(new Error('the connection ended')))
  }

  /** Sends one binary message; the bytes are copied. */
  send(bytes: Uint8Array): void {
    this.#write(OPCODE.BINARY, bytes)
  }

  sendText(text: string): void {
    this.#write(OPCODE.TEXT, Buffer.from(text))
  }

  /** Asks for a close; `closed` follows. */
  close(): void {
    if (this.#ended) return
    this.#write(OPCODE.CLOSE, Uint8Array.of(0x03, 0xe8))
    this.#socket.end()
  }

  terminate(): void {
    this.#socket.destroy()
  }

  // A mask of zero is a legal mask and leaves the bytes as they are: the server does the same work, we do less.
  #write(opcode: number, bytes: Uint8Array): void {
    if (this.#ended) return
    const { length } = bytes
    if (length > 0xffff) throw new RangeError('a load client sends no messages above 64 KiB')
    const head = length < 126 ? 6 : 8
    const frame = Buffer.allocUnsafe(head + length)
    frame[0] = FIN | opcode
    if (length < 126) frame[1] = MASKED | length
    else {
      frame[1] = MASKED | 126
      frame.writeUInt16BE(length, 2)
    }
    frame.fill(0, head - 4, head)
    frame.set(bytes, head)
    this.#socket.write(frame)
  }

  #read(length: number): void {
    let bytes = readBuffer.subarray(0, length)
    if (this.#rest !== undefined) {
      bytes = Buffer.concat([this.#rest, bytes])
      this.#rest = undefined
    }
    let at = 0
    if (!this.#upgraded) {
      at = this.#switch(bytes)
      if (at === 0) return
    }
    while (at < bytes.length) {
      if (this.#toCome > 0) {
        at = this.#skip(bytes, at)
        continue
      }
      const next = this.#frame(bytes, at)
      if (next === 0) break
      at = next
    }
    if (at < bytes.length) this.#rest = Buffer.from(bytes.subarray(at))
  }

  /** Where frames begin; 0: the answer is not whole yet, or refuses. */
  #switch(bytes: Buffer): number {
    const start = this.#upgrade.answer(bytes)
    if (start instanceof Error) this.#fail(start)
    else if (start === 0) this.#rest = Buffer.from(bytes)
    else {
      this.#upgraded = true
      this.#refused = undefined
      this.#opened?.()
      return start
    }
    return 0
  }

  /** Takes the frame at `at`; where the next one begins, or 0 when this one is not whole yet. */
  #frame(bytes: Buffer, at: number): number {
    if (at + 2 > bytes.length) return 0
    const first = bytes[at]!
    let length = bytes[at + 1]! & 0x7f
    let start = at + 2
    if (length === 126) {
      if (start + 2 > bytes.length) return 0
      length = bytes.readUInt16BE(start)
      start += 2
    } else if (length === 127) {
      if (start + 8 > bytes.length) return 0
      length = Number(bytes.readBigUInt64BE(start))
      start += 8
    }
    const end = start + length
    if (this.#isLarge(first, length)) {
      if (start + HEAD_BYTES > bytes.length) return 0
      const head = bytes.subarray(start, start + HEAD_BYTES)
      if (this.#events.skips?.(head) ?? true) {
        this.#head.set(head)
        this.#largeBytes = length
        this.#toCome = length
        return start
      }
    }
    if (end > bytes.length) return 0
    const opcode = first & 0x0f
    const isData = opcode === OPCODE.BINARY || opcode === OPCODE.TEXT
    if (isData && first >= FIN && this.#events.piece !== undefined) this.#events.piece(bytes, start, end)
    else this.#take(opcode, first >= FIN, bytes.subarray(start, end))
    return end
  }

  #isLarge(first: number, length: number): boolean {
    return this.#events.large !== undefined && length > LARGE_BYTES && first === (FIN | OPCODE.BINARY)
  }

  #skip(bytes: Buffer, at: number): number {
    const some = Math.min(this.#toCome, bytes.length - at)
    this.#toCome -= some
    if (this.#toCome === 0) this.#events.large?.(this.#head, this.#largeBytes)
    return at + some
  }

  #take(opcode: number, final: boolean, payload: Buffer): void {
    if (opcode === OPCODE.PING) return this.#write(OPCODE.PONG, payload)
    if (opcode === OPCODE.PONG) return
    if (opcode === OPCODE.CLOSE) {
      if (payload.length >= 2) this.#code = payload.readUInt16BE(0)
      this.#reason = payload.toString('utf8', 2)
      this.#socket.end()
      return
    }
    if (final && this.#fragments.length === 0) return this.#events.message(payload)
    this.#fragments.push(Buffer.from(payload))
    if (!final) return
    const whole = Buffer.concat(this.#fragments)
    this.#fragments = []
    this.#events.message(whole)
  }

  #fail(error: Error): void {
    if (this.#ended) return
    this.#ended = true
    this.#socket.destroy()
    if (this.#refused !== undefined) this.#refused(error)
    else this.#events.closed(this.#code, this.#reason)
  }
}
