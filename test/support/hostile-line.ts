/** Somebody who says what no editor would, on any of the wires of documents, and hears what becomes of it. */
import * as Y from 'yjs'
import { DOC } from '../../shared/doc/rules.ts'
import { FRAME } from '../../shared/frames.ts'
import { RawSession, tokenOf } from './raw-session.ts'
import type { Joined } from './raw-session.ts'
import { until } from './until.ts'
import { WireSocket } from './wire-socket.ts'

export const HOSTILE_WIRES = ['native', 'yjs', 'hocuspocus'] as const
export type HostileWire = (typeof HOSTILE_WIRES)[number]

const DEADLINE_MS = 10_000

export interface HostileLine {
  /** An Update, or a SyncStep2 where the wire has one. */
  edit(update: Uint8Array, whole?: boolean): void
  aware(update: Uint8Array): void
  /** Edits that it was told are kept. */
  readonly kept: number
  /** Edits that it was told are not taken. The y-websocket wire tells a few of them, and that is all it tells. */
  readonly refused: number
  /** It was asked for all it has, so often. */
  readonly asked: number
  readonly ended: boolean
  until(done: () => boolean): Promise<void>
  close(): void
}

export const openLine = (wire: HostileWire, port: number, room: string, user: string): Promise<HostileLine> => {
  if (wire === 'native') return NativeLine.open(port, room, user)
  return wire === 'yjs' ? YjsLine.open(port, room, user) : HocusLine.open(port, room, user)
}

class NativeLine implements HostileLine {
  readonly #raw: RawSession
  readonly #seat: Joined
  /** Apart from those that the session itself gives out. */
  #rid = 1_000
  #look: () => void = () => undefined

  private constructor(raw: RawSession, seat: Joined) {
    this.#raw = raw
    this.#seat = seat
    raw.onFrames = () => this.#look()
  }

  static async open(port: number, room: string, user: string): Promise<NativeLine> {
    const raw = await RawSession.open(port, user)
    return new NativeLine(raw, await raw.seat(room, {}, null, 'doc'))
  }

  edit(update: Uint8Array): void {
    this.#say('edit', update)
  }
  aware(update: Uint8Array): void {
    this.#say('aware', update)
  }
  get kept(): number {
    return this.#replies.filter((code) => code === null).length
  }
  get refused(): number {
    return this.#replies.filter((code) => code !== null).length
  }
  get asked(): number {
    return this.#replies.filter((code) => code === 'conflict').length
  }
  get ended(): boolean {
    return this.#raw.frames.some(({ type }) => type === FRAME.BYE)
  }
  until(done: () => boolean): Promise<void> {
    return until(done, (look) => (this.#look = look), DEADLINE_MS)
  }
  close(): void {
    this.#raw.close()
  }

  get #replies(): (string | null)[] {
    return this.#raw.frames.flatMap((frame) => (frame.type === FRAME.REPLY && frame.rid >= 1_000 ? [frame.code] : []))
  }
  #say(name: string, body: Uint8Array): void {
    const { ref, commands } = this.#seat
    const rid = name === 'edit' ? ++this.#rid : 0
    this.#raw.send({ type: FRAME.COMMAND, ref, op: commands.indexOf(name), body, rid, nonce: null })
  }
}

class YjsLine implements HostileLine {
  readonly #socket: WireSocket

  private constructor(socket: WireSocket) {
    this.#socket = socket
  }

  static async open(port: number, room: string, user: string): Promise<YjsLine> {
    const socket = await WireSocket.open(`ws://127.0.0.1:${port}/yjs/${room}?token=${await tokenOf(user)}`)
    socket.send(0, 0, 1, 0)
    await socket.hears(0, 1)
    return new YjsLine(socket)
  }

  edit(update: Uint8Array, whole = false): void {
    this.#socket.send(0, whole ? 1 : 2, sized(update))
  }
  aware(update: Uint8Array): void {
    this.#socket.send(1, sized(update))
  }
  get kept(): number {
    return this.#socket.messages.filter(([type, sub]) => type === 0 && sub === 2).length
  }
  get refused(): number {
    return this.#socket.messages.filter(([type]) => type === 2).length
  }
  get asked(): number {
    return this.#socket.messages.filter(([type, sub]) => type === 0 && sub === 0).length
  }
  get ended(): boolean {
    return this.#socket.code !== undefined
  }
  until(done: () => boolean): Promise<void> {
    return this.#socket.until(done)
  }
  close(): void {
    this.#socket.close()
  }
}

class HocusLine implements HostileLine {
  readonly #socket: WireSocket
  readonly #name: Uint8Array

  private constructor(socket: WireSocket, name: Uint8Array) {
    this.#socket = socket
    this.#name = name
  }

  static async open(port: number, room: string, user: string): Promise<HocusLine> {
    const socket = await WireSocket.open(`ws://127.0.0.1:${port}/hocuspocus`)
    const line = new HocusLine(socket, sized(Buffer.from(room)))
    socket.send(line.#name, 2, 0, sized(Buffer.from(await tokenOf(user))))
    socket.send(line.#name, 0, 0, 1, 0)
    await line.until(() => line.#count(0, 1) > 0)
    return line
  }

  edit(update: Uint8Array, whole = false): void {
    this.#socket.send(this.#name, 0, whole ? 1 : 2, sized(update))
  }
  aware(update: Uint8Array): void {
    this.#socket.send(this.#name, 1, sized(update))
  }
  get kept(): number {
    return this.#count(8, 1)
  }
  get refused(): number {
    return this.#count(8, 0)
  }
  get asked(): number {
    return this.#count(0, 0)
  }
  get ended(): boolean {
    return this.#socket.code !== undefined
  }
  until(done: () => boolean): Promise<void> {
    return this.#socket.until(done)
  }
  close(): void {
    this.#socket.close()
  }

  #count(type: number, sub: number): number {
    const at = this.#name.length
    return this.#socket.messages.filter((bytes) => bytes[at] === type && bytes[at + 1] === sub).length
  }
}

/** Behind its length. */
const sized = (bytes: Uint8Array): Uint8Array => {
  const head: number[] = []
  for (let n = bytes.length; ; n >>>= 7) {
    head.push(n > 127 ? (n & 127) | 128 : n)
    if (n <= 127) return Buffer.concat([Buffer.from(head), bytes])
  }
}

/** Changes `code`, as one update: what an editor's Yjs would say. */
export const said = (ydoc: Y.Doc, change: (text: Y.Text) => void): Uint8Array => {
  const updates: Uint8Array[] = []
  const listen = (update: Uint8Array): void => void updates.push(new Uint8Array(update))
  ydoc.on('update', listen)
  ydoc.transact(() => change(ydoc.getText('code')))
  ydoc.off('update', listen)
  if (updates.length !== 1 || updates[0]!.length > DOC.editMax) throw new Error('that is not one edit')
  return updates[0]!
}

/** Another one that holds the same, and writes as `client`. */
export const copied = (ydoc: Y.Doc, client?: number): Y.Doc => {
  const copy = new Y.Doc()
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(ydoc))
  // Not before: Yjs takes another one where somebody else writes as this one.
  if (client !== undefined) copy.clientID = client
  return copy
}
