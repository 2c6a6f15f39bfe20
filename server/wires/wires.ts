/** Protocols of others on the same rooms: y-websocket at /yjs/<document>, Hocuspocus at /hocuspocus. */
import { TuttiError } from '../../shared/errors.ts'
import type {
  Caller,
  Cancel,
  Clock,
  Connection,
  ConnectionEvents,
  EdgeSide,
  EngineSide,
  Log,
  SocketRoute,
  Transport,
  Wire,
  WireMeter,
} from '../ports.ts'
import type { Verify, WireConfig, WireContext } from './context.ts'
import { WireFeeds } from './feed.ts'
import { PING_ALL } from './hocus-codec.ts'
import { HOCUS_ALL, HOCUS_PATH, HocusSocket } from './hocus-socket.ts'
import { createIdentify } from './identify.ts'
import { WIRE } from './limits.ts'
import { roomOf } from './names.ts'
import type { WireSocket } from './socket.ts'
import { YJS_ALIVE, YJS_ALL, YJS_PATH, YjsSocket } from './yjs-socket.ts'

export interface WiresParts {
  readonly transport: Transport
  readonly engine: Pick<EngineSide, 'join' | 'query'>
  readonly verify: Verify
  readonly clock: Clock
  readonly log: Log
  readonly meter: WireMeter
  readonly config: WireConfig
  /** Who may open a connection to this host at all. */
  readonly admit: (caller: Caller) => TuttiError | undefined
}

export interface Wires {
  readonly side: Pick<EdgeSide, 'outlet'>
  readonly routes: readonly SocketRoute[]
  /** Open sockets. */
  readonly size: number
  /** Sends all away, each at a time of its own within `overMs`. Resolves when nobody is left. */
  drain(overMs: number): Promise<void>
  /** Stops its timers. */
  close(): void
}

export const createWires = (parts: WiresParts): Wires => new AllWires(parts)

class AllWires implements Wires {
  readonly #parts: WiresParts
  readonly #context: WireContext
  readonly #sockets = new Set<WireSocket>()
  #cancel: Cancel | undefined
  #aliveMs: number
  #emptied: (() => void) | undefined

  constructor(parts: WiresParts) {
    this.#aliveMs = parts.clock.now()
    this.#parts = parts
    const { engine, verify, clock, log, meter, config, transport } = parts
    const feeds = new WireFeeds(transport, engine, meter)
    this.#context = { engine, identify: createIdentify(verify, config), clock, log, meter, feeds, config }
  }

  get side(): Pick<EdgeSide, 'outlet'> {
    return { outlet: (ref) => this.#context.feeds.outlet(ref) }
  }

  get size(): number {
    return this.#sockets.size
  }

  get routes(): readonly SocketRoute[] {
    const limits = { maxMessageBytes: WIRE.maxMessageBytes, maxBufferBytes: WIRE.maxBufferBytes }
    const { admit } = this.#parts
    return [
      {
        path: YJS_PATH,
        ...limits,
        admit: (caller) => (docOf(caller) === undefined ? new TuttiError('unknown_room') : admit(caller)),
        opened: (connection) => {
          const { name, room } = docOf(connection.peer)!
          return this.#open('yjs', new YjsSocket(this.#context, connection, name, room))
        },
      },
      {
        path: HOCUS_PATH,
        ...limits,
        admit,
        opened: (connection: Connection) => this.#open('hocuspocus', new HocusSocket(this.#context, connection)),
      },
    ]
  }

  async drain(overMs: number): Promise<void> {
    if (this.#sockets.size === 0) return
    const empty = new Promise<void>((resolve) => (this.#emptied = resolve))
    for (const { line } of this.#sockets) this.#parts.clock.after(Math.random() * overMs, () => line.end('draining'))
    await empty
  }

  close(): void {
    this.#cancel?.()
    this.#cancel = undefined
  }

  #open(wire: Wire, socket: WireSocket): ConnectionEvents {
    const { meter, clock } = this.#parts
    this.#sockets.add(socket)
    meter.connections[wire]++
    this.#cancel ??= clock.after(WIRE.sweepMs, this.#sweep)
    return {
      message: (bytes) => socket.message(bytes),
      drained: () => socket.drained(),
      dropped: () => socket.dropped(),
      closed: (code) => {
        this.#sockets.delete(socket)
        meter.connections[wire]--
        // Clients may close with any number from 3000 on, and each would be a series of its own.
        const label = `${wire} ${code <= 1015 || (code >= 4400 && code <= 4404) ? code : 'other'}`
        meter.closes.set(label, (meter.closes.get(label) ?? 0) + 1)
        socket.closed(code)
        if (this.#sockets.size === 0) this.#emptied?.()
      },
    }
  }

  readonly #sweep = (): void => {
    const { clock, transport } = this.#parts
    const nowMs = clock.now()
    const wallMs = clock.wall()
    for (const socket of this.#sockets) socket.sweep(nowMs, wallMs)
    if (nowMs - this.#aliveMs >= WIRE.aliveMs) {
      this.#aliveMs = nowMs
      transport.publish(YJS_ALL, YJS_ALIVE)
      transport.publish(HOCUS_ALL, PING_ALL)
      for (const socket of this.#sockets) socket.keepAlive?.()
    }
    this.#cancel = this.#sockets.size === 0 ? undefined : clock.after(WIRE.sweepMs, this.#sweep)
  }
}

/** The document that an address names, and its room. */
const docOf = ({ path }: Pick<Caller, 'path'>): { readonly name: string; readonly room: string } | undefined => {
  const name = path.slice(YJS_PATH.length + 1)
  const room = roomOf(name)
  return room === undefined ? undefined : { name, room }
}
