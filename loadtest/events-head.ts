/** Reads which events an EVENTS frame holds from its first bytes, past the generic codec. */
import { FRAME } from '../shared/frames.ts'

export interface EventsHead {
  readonly first: number
  readonly count: number
}

/** MessagePack: `[69, ref, seq, [op, body, …]]`. Undefined: it is another frame. */
export const eventsHead = (bytes: Uint8Array): EventsHead | undefined => {
  if (bytes[0] !== 0x94 || bytes[1] !== FRAME.EVENTS) return undefined
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  let at = 2
  const uint = (): number => {
    const type = view.getUint8(at++)
    if (type < 0x80) return type
    const width = type - 0xcc
    const value =
      width === 0
        ? view.getUint8(at)
        : width === 1
          ? view.getUint16(at)
          : width === 2
            ? view.getUint32(at)
            : Number(view.getBigUint64(at))
    at += 1 << width
    return value
  }
  uint()
  const first = uint()
  const type = view.getUint8(at)
  const length = type < 0xa0 ? type & 0x0f : type === 0xdc ? view.getUint16(at + 1) : view.getUint32(at + 1)
  return { first, count: length / 2 }
}
