/** An editor on our own wire. */
import { DOC } from '../shared/doc/rules.ts'
import type { DocState } from '../shared/doc/types.ts'
import { encodeClientFrame } from '../shared/client-codec.ts'
import { FRAME } from '../shared/frames.ts'
import type { ServerFrame } from '../shared/frames.ts'
import type { Editor, EditorOptions, EditorWire } from './doc-editor.ts'
import { LeanClient, guestToken } from './lean-client.ts'
import type { Joined } from './lean-client.ts'

type Reply = Extract<ServerFrame, { type: typeof FRAME.REPLY }>

export class NativeEditor implements Editor {
  readonly #options: EditorOptions
  #client: LeanClient | undefined
  #joined: Joined | undefined
  #edit = -1
  #edited = -1
  #rid = 1
  #created: ((reply: Reply) => void) | undefined
  readonly #sentMs = new Map<number, number>()

  static async enter(options: EditorOptions): Promise<NativeEditor> {
    const name = `e${options.editor}`
    return NativeEditor.enterWith(options, await guestToken(options.url, name), options.editor === 0)
  }

  static async enterWith(options: EditorOptions, token: string, create: boolean): Promise<NativeEditor> {
    const editor = new NativeEditor(options)
    const { url, room, localAddress, ears } = options
    const client = await LeanClient.open(
      { url, token, device: `${room}-e${options.editor}`, localAddress },
      { frame: (frame) => editor.#frame(frame), lost: (reason) => ears.lost(reason) },
    )
    editor.#client = client
    const joined = await client.join('doc', room, create ? { create } : {})
    editor.#joined = joined
    editor.#edit = joined.commands.indexOf('edit')
    editor.#edited = joined.events.indexOf('edited')
    if (create) await editor.#create()
    return editor
  }

  private constructor(options: EditorOptions) {
    this.#options = options
  }

  /** What it was given with JOINED. */
  get state(): DocState {
    // What the contract of this kind says.
    return this.#joined?.state as DocState
  }

  send(update: Uint8Array): void {
    const ref = this.#joined?.ref
    if (ref === undefined) return
    const rid = ++this.#rid
    this.#sentMs.set(rid, performance.now())
    this.#client?.send(encodeClientFrame({ type: FRAME.COMMAND, ref, op: this.#edit, body: update, rid, nonce: null }))
  }

  close(): void {
    this.#client?.close()
  }

  #create(): Promise<void> {
    const { ref, commands } = this.#joined!
    const body = { title: 'Load', public: 'editor' }
    return new Promise((resolve, reject) => {
      this.#created = ({ code }) => {
        if (code === null) resolve()
        else reject(new Error(`create was refused: ${code}`))
      }
      const op = commands.indexOf('create')
      this.#client?.frame({ type: FRAME.COMMAND, ref, op, body, rid: ++this.#rid, nonce: null })
    })
  }

  #frame(frame: ServerFrame): void {
    const { ears } = this.#options
    if (frame.type === FRAME.EVENTS) {
      const nowMs = performance.now()
      for (const { op, body } of frame.events) {
        if (op === this.#edited && body instanceof Uint8Array) ears.heard(body, nowMs)
      }
    } else if (frame.type === FRAME.REPLY) this.#replied(frame)
    else if (frame.type === FRAME.LEFT) ears.lost(`LEFT ${frame.code}`)
  }

  #replied(reply: Reply): void {
    const sentMs = this.#sentMs.get(reply.rid)
    if (sentMs === undefined) {
      this.#created?.(reply)
      this.#created = undefined
      return
    }
    this.#sentMs.delete(reply.rid)
    if (reply.code === null) this.#options.ears.acked(performance.now() - sentMs)
    else this.#options.ears.refused(reply.code)
  }
}

/** A snapshot that JOINED did not hold, as the SDK fetches it. */
const fetchSnapshot = async ({ url, room }: EditorOptions, token: string, at: number): Promise<Uint8Array> => {
  const response = await fetch(new URL(`/v1/doc/${room}/snapshot?atLeast=${at}`, url), {
    headers: { authorization: `Bearer ${token}`, accept: 'application/octet-stream' },
  })
  if (!response.ok) throw new Error(`no snapshot: ${response.status} ${await response.text()}`)
  return new Uint8Array(await response.arrayBuffer())
}

export const nativeWire: EditorWire = {
  enter: (options) => NativeEditor.enter(options),
  async read(options) {
    const token = await guestToken(options.url, 'reader')
    const reader = await NativeEditor.enterWith(options, token, false)
    // Its bytes lie where the next message will.
    const { at, snapshot, tail } = structuredClone(reader.state)
    const whole = snapshot ?? (await fetchSnapshot(options, token, at))
    reader.close()
    return [whole, ...tail]
  },
}

/** The largest update that fits into one command. */
export const EDIT_BYTES = DOC.editMax
