/** What a room's events say to a foreign client, read off frames that the room wrote for its own. */
import type { DocState } from '../../shared/doc/types.ts'
import { FRAME } from '../../shared/frames.ts'
import { readAll } from '../../shared/reader.ts'
import { decodeServerFrames } from '../../shared/server-codec.ts'
import type { Joined } from '../ports.ts'
import { awared, plain, updated } from './codec.ts'
import type { Address } from './feed.ts'

/** What JOINED carried. */
export const stateIn = ({ state }: Joined): DocState =>
  readAll(state, { frames: 1, depth: 8, items: Infinity, textBytes: Infinity, strictText: false })[0] as DocState

/** Bytes are views of the frames. */
export type Told =
  | { readonly is: 'update' | 'aware'; readonly bytes: Uint8Array }
  | { readonly is: 'said'; readonly text: string }

/** In order, of all frames; `names` are the room's events. Ordered ones up to `seq` are left out. */
export const toldIn = (frames: Uint8Array, names: readonly string[], seq = -1): Told[] => {
  const all: Told[] = []
  for (const frame of decodeServerFrames(frames)) {
    if (frame.type !== FRAME.EVENTS && frame.type !== FRAME.FLEETING) continue
    const first = frame.type === FRAME.EVENTS ? frame.seq : Infinity
    frame.events.forEach(({ op, body }, i) => {
      if (first + i <= seq) return
      const name = names[op]
      if (name === 'edited' && body instanceof Uint8Array) all.push({ is: 'update', bytes: body })
      else if (name === 'aware' && body instanceof Uint8Array) all.push({ is: 'aware', bytes: body })
      else if (name === 'said' && typeof body === 'string') all.push({ is: 'said', text: body })
    })
  }
  return all
}

/** Without the address; undefined: this framing has no word for it. */
export const tailOf = (told: Told, { stateless }: Address): Uint8Array | undefined => {
  if (told.is === 'said') return stateless === undefined ? undefined : plain(stateless, told.text)
  return told.is === 'update' ? updated(told.bytes) : awared(told.bytes)
}
