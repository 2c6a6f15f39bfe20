/** A page of tests: a client with a document open, and its room at the other end. */
import * as Y from 'yjs'
import { connect } from '../client.ts'
import { FakeHost, settled } from '../fake-host.ts'
import { FakeRoom } from './fake-room.ts'
import type { LocalCopies } from './local-copies.ts'
import { Doc } from './provider.ts'
import type { DocOptions } from './types.ts'

export interface PageOptions extends DocOptions {
  /** What there is before the page comes. */
  readonly prepare?: (room: FakeRoom) => void
  readonly copies?: LocalCopies
  /** Not connected yet. */
  readonly away?: boolean
}

export const openPage = async ({ prepare, copies, away = false, ...options }: PageOptions = {}) => {
  const host = new FakeHost()
  const { clock } = host
  const room = new FakeRoom(host)
  prepare?.(room)
  const client = connect('ws://host/', { token: 't', socket: host.socket, clock, random: () => 0.5, probeMs: 0 })
  const doc = new Doc(client, 'plan', options, copies)
  const arrive = async (): Promise<void> => {
    await host.welcome()
    await room.settle(50)
  }
  if (away) await settled()
  else await arrive()
  const back = async (): Promise<void> => {
    await host.reconnected()
    await room.settle(50)
  }
  return {
    host,
    clock,
    room,
    client,
    doc,
    arrive,
    back,
    text: () => doc.doc.getText('code').toJSON(),
    write: (text: string) => doc.doc.getText('code').insert(doc.doc.getText('code').length, text),
  }
}

/** A Y.Doc with this text, as an update. */
export const written = (text: string): Uint8Array => {
  const doc = new Y.Doc()
  doc.getText('code').insert(0, text)
  return Y.encodeStateAsUpdate(doc)
}
