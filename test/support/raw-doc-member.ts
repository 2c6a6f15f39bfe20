/** A member of a document on the native wire, without the SDK: a Y.Doc that is told everything and says what it writes. */
import * as Y from 'yjs'
import type { DocState } from '../../shared/doc/types.ts'
import { FRAME } from '../../shared/frames.ts'
import { RawSession } from './raw-session.ts'
import type { Joined } from './raw-session.ts'

export class RawDocMember {
  readonly ydoc: Y.Doc
  readonly text: Y.Text
  readonly #port: number
  readonly #user: string
  readonly #room: string
  #raw: RawSession | undefined
  #seat: Joined | undefined
  /** Every broadcast, as it came. */
  readonly broadcasts: Uint8Array[] = []
  /** Codes of edits that were refused. */
  readonly refusals: string[] = []
  #read = 0
  /** Apart from those that the session itself gives out. */
  #rid = 1_000

  private constructor(port: number, user: string, room: string, ydoc: Y.Doc) {
    this.#port = port
    this.#user = user
    this.#room = room
    this.ydoc = ydoc
    this.text = ydoc.getText('code')
    ydoc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== this) this.#tell(update)
    })
  }

  static async open(port: number, user: string, room: string): Promise<RawDocMember> {
    const member = new RawDocMember(port, user, room, new Y.Doc())
    await member.connect()
    return member
  }

  /** All that was written here comes up, and all that was missed comes down. */
  async connect(): Promise<void> {
    const raw = await RawSession.open(this.#port, this.#user)
    const seat = await raw.seat(this.#room, {}, null, 'doc')
    this.#raw = raw
    this.#seat = seat
    this.#read = raw.frames.indexOf(seat) + 1
    const state = seat.state as DocState
    if (state.snapshot !== null) Y.applyUpdate(this.ydoc, state.snapshot, this)
    for (const update of state.tail) Y.applyUpdate(this.ydoc, update, this)
    raw.onFrames = () => this.#take()
    this.#take()
    this.#tell(Y.encodeStateAsUpdate(this.ydoc, state.vector))
  }

  cut(): void {
    this.#raw?.close()
    this.#raw = undefined
    this.#seat = undefined
  }

  #take(): void {
    const raw = this.#raw
    const seat = this.#seat
    if (raw === undefined || seat === undefined) return
    for (; this.#read < raw.frames.length; this.#read++) {
      const frame = raw.frames[this.#read]!
      if (frame.type === FRAME.REPLY && frame.code !== null) this.refusals.push(frame.code)
      if (frame.type !== FRAME.EVENTS || frame.ref !== seat.ref) continue
      for (const { op, body } of frame.events) {
        if (seat.events[op] !== 'edited') continue
        this.broadcasts.push(body as Uint8Array)
        Y.applyUpdate(this.ydoc, body as Uint8Array, this)
      }
    }
  }

  #tell(update: Uint8Array): void {
    const seat = this.#seat
    if (seat === undefined || this.#raw === undefined) return
    const op = seat.commands.indexOf('edit')
    this.#raw.send({ type: FRAME.COMMAND, ref: seat.ref, op, body: update, rid: ++this.#rid, nonce: null })
  }
}
