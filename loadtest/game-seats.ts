/** A player's way into its room: through the SDK as everybody's, or through the lean client where there are many. */
import { connect } from '../client-sdk/src/index.ts'
import { encodeClientFrame } from '../shared/client-codec.ts'
import { FRAME } from '../shared/frames.ts'
import type { JoinState } from '../shared/game/contract.ts'
import type * as rooms from '../server/rooms/registry.ts'
import { LeanClient } from './lean-client.ts'

/** Payload bytes of WebSocket messages so far. */
export interface Traffic {
  readonly in: number
  readonly out: number
}

export interface Seat {
  readonly state: JoinState
  traffic(): Traffic
  /** Sends one INPUT frame. */
  input(body: Uint8Array): void
  /** Asks for everything anew. */
  keyframe(): void
  /** Snapshots go there from now on, those that came already first. Bytes are valid during the call. */
  hear(listener: (snapshot: Uint8Array) => void): void
}

export interface SeatOptions {
  readonly url: URL
  readonly token: string
  readonly device: string
  readonly room: string
  /** The connection went away. */
  readonly lost: (reason: string) => void
}

export const leanSeat = async ({ url, token, device, room, lost }: SeatOptions): Promise<Seat> => {
  const early: Uint8Array[] = []
  // The first snapshot comes right behind JOINED, before anybody can have asked for it.
  let heard = (snapshot: Uint8Array): void => {
    early.push(Uint8Array.from(snapshot))
  }
  const client = await LeanClient.open({ url, token, device }, { state: (_op, body) => heard(body), lost })
  const joined = await client.join('game', room)
  const { ref } = joined
  const op = joined.commands.indexOf('keyframe')
  return {
    // What the game's join() returns.
    state: joined.state as JoinState,
    traffic: () => ({ in: client.bytesIn, out: client.bytesOut }),
    input: (body) => client.frame({ type: FRAME.INPUT, ref, body }),
    keyframe: () => client.send(encodeClientFrame({ type: FRAME.COMMAND, ref, op, body: {}, rid: 0, nonce: null })),
    hear: (listener) => {
      heard = listener
      for (const snapshot of early.splice(0)) listener(snapshot)
    },
  }
}

export const sdkSeat = async ({ url, token, device, room: id, lost }: SeatOptions): Promise<Seat> => {
  const client = connect<typeof rooms>(url.href, { token, device })
  const room = await client.join('game', id)
  // It would come back by itself, and the figures would not show it.
  client.on('state', (state) => {
    if (state === 'waiting' || state === 'closed') lost(`the SDK's connection is ${state}`)
  })
  const early: Uint8Array[] = []
  let heard = (snapshot: Uint8Array): void => {
    early.push(snapshot)
  }
  room.on('snap', (snapshot) => heard(snapshot))
  return {
    // What the game's join() returns.
    state: room.state as JoinState,
    traffic: () => {
      const { bytesIn, bytesOut } = client.stats
      return { in: bytesIn, out: bytesOut }
    },
    input: (body) => void room.input(body),
    keyframe: () => void room.send('keyframe', {}),
    hear: (listener) => {
      heard = listener
      for (const snapshot of early.splice(0)) listener(snapshot)
    },
  }
}
