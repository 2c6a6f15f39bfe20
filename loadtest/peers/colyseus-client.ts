/** A member of a Colyseus room that costs little: joins as its SDK does, and reads only the first byte of each message. */
import { LeanSocket } from '../lean-socket.ts'

/** Of @colyseus/shared-types 0.18; the upper three bits of the first byte decorate. */
const CODE = { JOIN_ROOM: 10, ERROR: 11, ROOM_STATE_PATCH: 15, ROOM_DATA_BYTES: 17 } as const
const CODE_BITS = 0x1f
const JOIN_MS = 30_000

export interface ColyseusEvents {
  patch(): void
  /** A message of bytes, by its number. */
  bytes(type: number, body: Uint8Array): void
  lost(reason: string): void
}

export class ColyseusClient {
  #socket: LeanSocket | undefined
  bytesIn = 0
  bytesOut = 0

  /** Resolves when it is in the room. */
  static async join(url: URL, name: string, options: object, events: ColyseusEvents): Promise<ColyseusClient> {
    const response = await fetch(new URL(`/matchmake/joinOrCreate/${name}`, url), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(options),
    })
    const seat = (await response.json()) as { processId?: string; roomId?: string; sessionId?: string }
    if (seat.sessionId === undefined) throw new Error(`no seat: ${JSON.stringify(seat)}`)
    const client = new ColyseusClient()
    await client.#connect(new URL(`/${seat.processId}/${seat.roomId}?sessionId=${seat.sessionId}`, url), events)
    return client
  }

  sendBytes(type: number, body: Uint8Array): void {
    const message = new Uint8Array(body.length + 2)
    message[0] = CODE.ROOM_DATA_BYTES
    message[1] = type
    message.set(body, 2)
    this.#send(message)
  }

  #send(message: Uint8Array): void {
    this.bytesOut += message.length
    this.#socket?.send(message)
  }

  async #connect(url: URL, events: ColyseusEvents): Promise<void> {
    let entered: () => void = () => {}
    let refused: (error: Error) => void = () => {}
    const inside = new Promise<void>((resolve, reject) => {
      entered = resolve
      refused = reject
    })
    const timer = setTimeout(() => refused(new Error('no answer to the join')), JOIN_MS)
    let joined = false
    const early: Uint8Array[] = []
    const take = (bytes: Uint8Array): void => {
      this.bytesIn += bytes.length
      const code = bytes[0]! & CODE_BITS
      if (code === CODE.ROOM_STATE_PATCH) events.patch()
      else if (code === CODE.ROOM_DATA_BYTES) events.bytes(bytes[1]!, bytes.subarray(2))
      else if (code === CODE.ERROR) refused(new Error(`refused: ${Buffer.from(bytes.subarray(1)).toString()}`))
      else if (code === CODE.JOIN_ROOM) {
        joined = true
        this.#send(Uint8Array.of(CODE.JOIN_ROOM))
        entered()
      }
    }
    this.#socket = await LeanSocket.open(
      { url },
      {
        // JOIN_ROOM may come before open() has been heard of here.
        message: (bytes) => {
          if (this.#socket === undefined) early.push(Uint8Array.from(bytes))
          else take(bytes)
        },
        closed: (code, reason) => {
          if (joined) events.lost(`closed with ${code} ${reason}`)
          else refused(new Error(`closed with ${code} ${reason}`))
        },
      },
    )
    for (const bytes of early) take(bytes)
    await inside
    clearTimeout(timer)
  }
}
