/** Editors by y-websocket's and Hocuspocus' messages, on our own server and on theirs: frames written by hand, as a load needs them. */
import {
  createEncoder,
  toUint8Array,
  writeUint8Array,
  writeVarString,
  writeVarUint,
  writeVarUint8Array,
} from 'lib0/encoding'
import { createDecoder, readVarString, readVarUint, readVarUint8Array } from 'lib0/decoding'
import type { Editor, EditorOptions, EditorWire } from './doc-editor.ts'
import { LeanSocket } from './lean-socket.ts'

const SYNC = 0
const AUTH = 2
/** A sync answer that wants none (Hocuspocus). */
const SYNC_REPLY = 4
const STATUS = 8
const STEP1 = 0
const STEP2 = 1
const UPDATE = 2
const EMPTY_VECTOR = Uint8Array.of(0)
const SYNCED_MS = 30_000

export interface Framing {
  /** Where a document's socket leads. */
  readonly path: (room: string) => string
  /** Messages are headed by the document's name, and a token comes first. */
  readonly hocuspocus: boolean
}

class YjsEditor implements Editor {
  readonly #options: EditorOptions
  readonly #prefix: Uint8Array
  readonly #hocuspocus: boolean
  #socket: LeanSocket | undefined
  #synced: ((update: Uint8Array) => void) | undefined
  /** Sends that were not answered yet, oldest first. */
  readonly #sentMs: number[] = []

  /** Resolves with what it was given when it came in. */
  static async enter(framing: Framing, options: EditorOptions): Promise<{ editor: YjsEditor; whole: Uint8Array }> {
    const editor = new YjsEditor(framing, options)
    const { url, localAddress, room, ears } = options
    editor.#socket = await LeanSocket.open(
      { url: new URL(framing.path(room), url), localAddress },
      { message: (bytes) => editor.#message(bytes), closed: (code, why) => ears.lost(`closed with ${code} ${why}`) },
    )
    if (framing.hocuspocus) {
      const token = createEncoder()
      writeVarUint(token, AUTH)
      writeVarUint(token, 0)
      writeVarString(token, '')
      writeVarString(token, '4.7.0')
      editor.#write(toUint8Array(token))
    }
    return { editor, whole: await editor.sync() }
  }

  private constructor({ hocuspocus }: Framing, options: EditorOptions) {
    this.#options = options
    this.#hocuspocus = hocuspocus
    const to = createEncoder()
    if (hocuspocus) writeVarString(to, options.room)
    this.#prefix = toUint8Array(to)
  }

  send(update: Uint8Array): void {
    if (this.#hocuspocus) this.#sentMs.push(performance.now())
    this.#write(sync(UPDATE, update))
  }

  /** Asks for the whole document. */
  sync(): Promise<Uint8Array> {
    this.#write(sync(STEP1, EMPTY_VECTOR))
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('no sync')), SYNCED_MS)
      this.#synced = (update) => {
        clearTimeout(timer)
        resolve(update)
      }
    })
  }

  close(): void {
    this.#socket?.close()
  }

  #write(message: Uint8Array): void {
    const to = createEncoder()
    writeUint8Array(to, this.#prefix)
    writeUint8Array(to, message)
    this.#socket?.send(toUint8Array(to))
  }

  #message(bytes: Uint8Array): void {
    const nowMs = performance.now()
    const from = createDecoder(bytes)
    // Without a document's name it is about the line: signs of life.
    if (this.#hocuspocus && bytes.length > 1) from.pos += this.#prefix.length
    const type = readVarUint(from)
    if (type === SYNC || type === SYNC_REPLY) {
      const step = readVarUint(from)
      if (step === STEP1) return
      const update = readVarUint8Array(from)
      if (step === STEP2 && this.#synced !== undefined) {
        this.#synced(update.slice())
        this.#synced = undefined
      } else this.#options.ears.heard(update, nowMs)
    } else if (type === STATUS && this.#hocuspocus) {
      const sentMs = this.#sentMs.shift()
      if (readVarUint(from) === 0) this.#options.ears.refused('not saved')
      else if (sentMs !== undefined) this.#options.ears.acked(nowMs - sentMs)
    } else if (type === AUTH && this.#hocuspocus && readVarUint(from) === 1) {
      this.#options.ears.refused(readVarString(from))
    }
  }
}

const sync = (step: number, bytes: Uint8Array): Uint8Array => {
  const to = createEncoder()
  writeVarUint(to, SYNC)
  writeVarUint(to, step)
  writeVarUint8Array(to, bytes)
  return toUint8Array(to)
}

const wireOf = (framing: Framing): EditorWire => ({
  enter: async (options) => (await YjsEditor.enter(framing, options)).editor,
  async read(options) {
    const updates: Uint8Array[] = []
    const ears: EditorOptions['ears'] = {
      ...options.ears,
      heard: (update) => updates.push(Uint8Array.from(update)),
      lost() {},
    }
    const { editor, whole } = await YjsEditor.enter(framing, { ...options, ears })
    updates.push(whole)
    // What stood behind the first answer has come when the second one does.
    updates.push(await editor.sync())
    editor.close()
    return updates
  },
})

/** On our server. */
export const yjsWire = wireOf({ path: (room) => `/yjs/${room}`, hocuspocus: false })
export const hocuspocusWire = wireOf({ path: () => '/hocuspocus', hocuspocus: true })
/** On theirs. */
export const yWebsocketPeerWire = wireOf({ path: (room) => `/${room}`, hocuspocus: false })
export const hocuspocusPeerWire = wireOf({ path: () => '/', hocuspocus: true })
