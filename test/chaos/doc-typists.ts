/** People who write documents over the wires, in words that are told apart, and write down what the host said is kept. */
import { HocuspocusProvider, HocuspocusProviderWebsocket } from '@hocuspocus/provider'
import type { WebSocket } from 'ws'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import { openDoc } from '../../client-sdk/src/doc.ts'
import { connect } from '../../client-sdk/src/index.ts'
import type * as kinds from '../../server/rooms/registry.ts'
import { seededRandom } from '../../shared/random.ts'
import { tokenOf } from '../support/raw-session.ts'
import { QuietSocket } from '../support/wire-clients.ts'

export const WIRES = ['sdk', 'hocuspocus', 'yjs'] as const
export type Wire = (typeof WIRES)[number]

/** Every word is one of these, and is never cut: it is written, and deleted, as a whole. */
export const WORD = /‹[^›]*›/g
/** Changes that follow each other before one waits for the host to have them. */
const BURST_MAX = 8
const PAUSE_MAX_MS = 20

/** One end of one wire. */
interface Desk {
  readonly ydoc: Y.Doc
  /** All that was written so far is kept, as far as this wire tells. Rejects when it never will be. */
  kept(): Promise<void>
  /** It holds what the host holds. */
  readonly ready: Promise<unknown>
  close(): void
}

/** What the people of one document know of it. */
export interface Records {
  readonly written: Set<string>
  readonly deleted: Set<string>
  /** Of these the host has said that they are kept. */
  readonly ackedWritten: Set<string>
  readonly ackedDeleted: Set<string>
}

export class Typists {
  readonly records = new Map<string, Records>()
  /** They only read: what they were shown must be in the log. */
  readonly readers = new Map<string, Y.Doc>()
  readonly faults: string[] = []
  /** Bursts of changes that were acknowledged. */
  acked = 0
  readonly #url: string
  readonly #desks: Desk[] = []
  readonly #typing: Promise<void>[] = []
  #running = true
  #notify = (): void => {}

  private constructor(url: string) {
    this.#url = url
  }

  /** In each room one reader and the writers of these wires; the reader makes the document. */
  static async arrive(url: string, rooms: readonly string[], wires: readonly Wire[]): Promise<Typists> {
    const typists = new Typists(url)
    for (const room of rooms) {
      typists.records.set(room, {
        written: new Set(),
        deleted: new Set(),
        ackedWritten: new Set(),
        ackedDeleted: new Set(),
      })
      const reader = await typists.#sit('sdk', room, `${room} reader`)
      typists.readers.set(room, reader.ydoc)
      const desks = await Promise.all(wires.map((wire, i) => typists.#sit(wire, room, `${room} ${wire} ${i}`)))
      desks.forEach((desk, i) => typists.#typing.push(typists.#type(desk, room, `${wires[i]}${i}`)))
    }
    return typists
  }

  /** Something was acknowledged, or went wrong. */
  onNews(run: () => void): void {
    this.#notify = run
  }

  /** Nobody begins anything new. Resolves when all that was written is acknowledged. */
  async hush(): Promise<void> {
    this.#running = false
    await Promise.all(this.#typing)
  }

  close(): void {
    this.#running = false
    for (const desk of this.#desks.splice(0)) desk.close()
  }

  async #sit(wire: Wire, room: string, user: string): Promise<Desk> {
    const desk = await { sdk: sdkDesk, hocuspocus: hocuspocusDesk, yjs: yjsDesk }[wire](this.#url, room, user)
    this.#desks.push(desk)
    await desk.ready
    return desk
  }

  async #type(desk: Desk, room: string, name: string): Promise<void> {
    const { written, deleted, ackedWritten, ackedDeleted } = this.records.get(room)!
    const random = seededRandom(`${room} ${name}`)
    const below = (n: number): number => Math.floor(random() * n)
    const text = desk.ydoc.getText('code')
    for (let word = 0; this.#running;) {
      const [wrote, took]: [string[], string[]] = [[], []]
      for (let left = 1 + below(BURST_MAX); left > 0; left--) {
        const places = [...text.toJSON().matchAll(WORD)]
        const place = places[below(places.length)]
        // The last one is written: a wire that only shows what was written shows with it what came before.
        if (place !== undefined && left > 1 && random() < 0.4) {
          text.delete(place.index, place[0].length)
          took.push(place[0])
          deleted.add(place[0])
        } else {
          const fresh = `‹${name}.${++word}›`
          text.insert(place?.index ?? 0, fresh)
          wrote.push(fresh)
          written.add(fresh)
        }
        if (random() < 0.5) await pause(below(PAUSE_MAX_MS))
      }
      try {
        await desk.kept()
      } catch (thrown) {
        if (this.#running) this.faults.push(`${room}: ${name} stopped: ${String(thrown)}`)
        return this.#notify()
      }
      for (const one of wrote) ackedWritten.add(one)
      for (const one of took) ackedDeleted.add(one)
      this.acked++
      this.#notify()
    }
  }
}

/** How long a person takes for the next key. */
const pause = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms))

const sdkDesk = async (url: string, room: string, user: string): Promise<Desk> => {
  // At random, but soon: a test has no twenty seconds to spare.
  const client = connect<typeof kinds>(url, {
    token: await tokenOf(user),
    random: () => Math.random() / 10,
    probeMs: 0,
  })
  const doc = openDoc(client, room, { create: { title: room, public: 'editor' } })
  return {
    ydoc: doc.doc,
    kept: () => doc.whenSaved(),
    ready: doc.ready,
    close: () => {
      doc.close()
      client.close()
    },
  }
}

const hocuspocusDesk = async (url: string, room: string, user: string): Promise<Desk> => {
  const socket = new HocuspocusProviderWebsocket({
    url: `${url.replace('http', 'ws')}/hocuspocus`,
    WebSocketPolyfill: QuietSocket,
    delay: 50,
    minDelay: 20,
    maxDelay: 200,
  })
  const token = await tokenOf(user)
  const provider = new HocuspocusProvider({ name: room, token, websocketProvider: socket } as never)
  provider.attach()
  return {
    ydoc: provider.document,
    kept: () =>
      heard(
        () => !provider.hasUnsyncedChanges,
        (look) => provider.on('unsyncedChanges', look),
      ),
    ready: heard(
      () => provider.isSynced,
      (look) => provider.on('synced', look),
    ),
    close: () => {
      provider.destroy()
      socket.destroy()
    },
  }
}

/** This wire has no word for "kept": the host says an edit back when it is. */
const yjsDesk = async (url: string, room: string, user: string): Promise<Desk> => {
  const ydoc = new Y.Doc()
  const echoes = new Echoes(ydoc)
  class Watched extends QuietSocket {
    constructor(address: string, protocols?: string | string[]) {
      super(address, protocols)
      this.on('message', (data: ArrayBuffer | Buffer) => echoes.heard(new Uint8Array(data)))
    }
  }
  const provider = new WebsocketProvider(`${url.replace('http', 'ws')}/yjs`, room, ydoc, {
    params: { token: await tokenOf(user) },
    WebSocketPolyfill: Watched as unknown as typeof WebSocket as never,
    disableBc: true,
    maxBackoffTime: 200,
  })
  return {
    ydoc,
    kept: () => echoes.kept(),
    ready: heard(
      () => provider.synced,
      (look) => provider.on('sync', look),
    ),
    close: () => provider.destroy(),
  }
}

/** How far the host has said back what this document's own client wrote. */
class Echoes {
  readonly #ydoc: Y.Doc
  #clock = 0
  #waiting: { readonly clock: number; readonly done: () => void }[] = []

  constructor(ydoc: Y.Doc) {
    this.#ydoc = ydoc
  }

  heard(message: Uint8Array): void {
    if (message[0] !== 0 || (message[1] !== 1 && message[1] !== 2)) return
    const clock = Y.parseUpdateMeta(withoutLength(message.subarray(2))).to.get(this.#ydoc.clientID) ?? 0
    this.#clock = Math.max(this.#clock, clock)
    for (const { done } of this.#waiting.filter((one) => one.clock <= this.#clock)) done()
    this.#waiting = this.#waiting.filter((one) => one.clock > this.#clock)
  }

  kept(): Promise<void> {
    const clock = Y.getState(this.#ydoc.store, this.#ydoc.clientID)
    if (clock <= this.#clock) return Promise.resolve()
    return new Promise((done) => void this.#waiting.push({ clock, done }))
  }
}

const withoutLength = (bytes: Uint8Array): Uint8Array => bytes.slice(bytes.findIndex((byte) => byte < 0x80) + 1)

/** As long as the test lasts: a host that is being started again is waited for. */
const heard = (holds: () => boolean, subscribe: (look: () => void) => void): Promise<void> =>
  new Promise((resolve) => {
    const look = (): void => {
      if (holds()) resolve()
    }
    subscribe(look)
    look()
  })
