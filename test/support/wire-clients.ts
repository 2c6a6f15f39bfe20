/** Unmodified clients of foreign wires against a real host, and what tests wait for on them. */
import { HocuspocusProvider, HocuspocusProviderWebsocket } from '@hocuspocus/provider'
import { WebSocket } from 'ws'
import { WebsocketProvider as Provider30 } from 'y-websocket'
import { WebsocketProvider as Provider31 } from 'y-websocket-3.1'
import * as Y from 'yjs'
import { doc } from '../../server/rooms/doc/kind.ts'
import type { AnyRoomKind } from '../../server/engine/room.ts'
import type { Clock } from '../../server/ports.ts'
import { startHost } from './host.ts'
import { RawSession, tokenOf } from './raw-session.ts'
import { until } from './until.ts'

export const DEADLINE_MS = 10_000

export interface TestClient {
  readonly ydoc: Y.Doc
  readonly text: Y.Text
  /** Has had all that there was when it came. */
  synced(): Promise<void>
  close(): void
  /** The line goes dead; the provider comes again by itself. */
  cut(): void
}

export interface YjsClient extends TestClient {
  readonly provider: Provider30
}

export interface HocusClient extends TestClient {
  readonly provider: HocuspocusProvider
  readonly socket: HocuspocusProviderWebsocket
}

/** A provider that is closed while it connects leaves nobody to hear of it. */
export class QuietSocket extends WebSocket {
  constructor(url: string, protocols?: string | string[]) {
    super(url, protocols)
    this.on('error', () => undefined)
  }
}

export const textOf = (ydoc: Y.Doc): Y.Text => ydoc.getText('code')

/** Until `done`, looking after every change of the documents. */
export const agree = (docs: readonly Y.Doc[], done: () => boolean): Promise<void> =>
  until(done, (look) => docs.forEach((one) => one.on('update', look)), DEADLINE_MS)

export class WireTable {
  readonly host: Awaited<ReturnType<typeof startHost>>
  readonly #closes: (() => void)[] = []

  private constructor(host: Awaited<ReturnType<typeof startHost>>) {
    this.host = host
  }

  static async open(
    env: Readonly<Record<string, string>> = {},
    clock?: Clock,
    rooms: Readonly<Record<string, AnyRoomKind>> = { doc },
  ): Promise<WireTable> {
    return new WireTable(await startHost(rooms, env, clock === undefined ? {} : { clock }))
  }

  get ws(): string {
    return this.host.url.replace('http', 'ws')
  }

  /** Everybody goes, and the host stays. */
  leave(): void {
    for (const close of this.#closes.splice(0)) close()
  }

  close(): void {
    this.leave()
    this.host.close()
  }

  async yjs(
    room: string,
    user: string | undefined,
    version: 30 | 31 = 30,
    ydoc = new Y.Doc(),
    Socket: typeof WebSocket = QuietSocket,
  ): Promise<YjsClient> {
    const Provider = version === 30 ? Provider30 : (Provider31 as unknown as typeof Provider30)
    const provider = new Provider(`${this.ws}/yjs`, room, ydoc, {
      params: user === undefined ? {} : { token: await tokenOf(user) },
      WebSocketPolyfill: Socket as never,
      disableBc: true,
      maxBackoffTime: 200,
    })
    const client = {
      provider,
      ydoc,
      text: textOf(ydoc),
      synced: () =>
        until(
          () => provider.synced,
          (look) => provider.on('sync', look),
          DEADLINE_MS,
        ),
      close: () => provider.destroy(),
      cut: () => (provider.ws as unknown as WebSocket | null)?.terminate(),
    }
    this.#closes.push(client.close)
    return client
  }

  /** A member on the native wire, without the SDK. */
  async native(room: string, user: string) {
    const raw = await RawSession.open(this.host.port, user)
    this.#closes.push(() => raw.close())
    const seat = await raw.seat(room, { create: true }, null, 'doc')
    return { raw, seat, do: (name: string, body: unknown) => raw.do(seat, name, body) }
  }

  /** A socket that several providers share. */
  line(query = '', Socket: typeof WebSocket = QuietSocket): HocuspocusProviderWebsocket {
    const socket = new HocuspocusProviderWebsocket({
      url: `${this.ws}/hocuspocus${query}`,
      WebSocketPolyfill: Socket,
      delay: 50,
      minDelay: 20,
      maxDelay: 200,
    })
    this.#closes.push(() => socket.destroy())
    return socket
  }

  async hocus(
    room: string,
    user: string | undefined,
    socket = this.line(),
    options: Partial<ConstructorParameters<typeof HocuspocusProvider>[0]> = {},
  ): Promise<HocusClient> {
    const token = user === undefined ? null : await tokenOf(user)
    const provider = new HocuspocusProvider({ name: room, token, websocketProvider: socket, ...options } as never)
    provider.attach()
    const ydoc = provider.document
    const client = {
      provider,
      socket,
      ydoc,
      text: textOf(ydoc),
      synced: () =>
        until(
          () => provider.isSynced,
          (look) => provider.on('synced', look),
          DEADLINE_MS,
        ),
      close: () => provider.destroy(),
      cut: () => (socket.webSocket as unknown as WebSocket | null)?.terminate(),
    }
    this.#closes.push(client.close)
    return client
  }
}

/** Nothing that the provider wrote is unsaved. */
export const saved = ({ provider }: HocusClient): Promise<void> =>
  until(
    () => !provider.hasUnsyncedChanges,
    (look) => provider.on('unsyncedChanges', look),
    DEADLINE_MS,
  )
