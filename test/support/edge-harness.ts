/** An edge on the loopback transport with a fake engine behind it, and clients that speak frames. */
import { SignJWT } from 'jose'
import { encodeClientFrame } from '../../shared/client-codec.ts'
import type { Contract } from '../../shared/contract.ts'
import { FRAME } from '../../shared/frames.ts'
import type { ClientFrame, ServerFrame } from '../../shared/frames.ts'
import { decodeServerFrames } from '../../shared/server-codec.ts'
import { createLoopback } from '../../server/adapters/loopback.ts'
import type { LoopbackSocket } from '../../server/adapters/loopback-socket.ts'
import { createManualClock } from '../../server/adapters/manual-clock.ts'
import { createAuth } from '../../server/edge/auth.ts'
import type { Auth, AuthOptions } from '../../server/edge/auth.ts'
import { createEdge } from '../../server/edge/edge.ts'
import type { EdgeConfig } from '../../server/edge/edge.ts'
import type { KindExtras } from '../../server/edge/http/openapi.ts'
import type { Pages } from '../../server/edge/http/pages.ts'
import { createMeters } from '../../server/ops/meters.ts'
import type { Log, Peer } from '../../server/ports.ts'
import { FakeEngine } from './fake-engine.ts'

export const SECRET = new Uint8Array(32).fill(7)

export interface HarnessOptions {
  readonly config?: Partial<EdgeConfig>
  readonly auth?: Partial<AuthOptions>
  readonly contracts?: ReadonlyMap<string, Contract>
  readonly pages?: Pages
  readonly extras?: ReadonlyMap<string, KindExtras>
}

export const startEdge = async (options: HarnessOptions = {}) => {
  const clock = createManualClock()
  const loopback = createLoopback()
  const engine = new FakeEngine(clock)
  const meters = createMeters()
  const logged: string[] = []
  const note = (message: string): void => void logged.push(message)
  const log: Log = { debug: note, info: note, warn: note, error: note }
  const real = createAuth({ secret: SECRET, guests: true, ...options.auth }, clock)
  // Checks run on the thread pool: settle() waits for those that are under way.
  const checks = new Set<Promise<unknown>>()
  const auth: Auth = {
    guest: (name, old) => real.guest(name, old),
    verify: async (token) => {
      const check = real.verify(token)
      checks.add(check)
      return check.finally(() => checks.delete(check))
    },
  }
  const failing: string[] = []
  const edge = createEdge({
    transport: loopback,
    engine,
    auth,
    clock,
    log,
    meter: meters.edge,
    contracts: options.contracts ?? new Map(),
    extras: options.extras ?? new Map(),
    config: {
      origins: new Set(['*']),
      maxConnections: 1_000,
      perAddress: { perSecond: 100, burst: 1_000 },
      secret: SECRET,
      metrics: 'on',
      ...options.config,
    },
    ready: () => failing,
    scrape: () => Promise.resolve('tutti_up 1\n'),
    pages: options.pages,
  })
  engine.wire(edge.side)
  await loopback.listen('localhost', 0, edge.events)

  /** Until neither the network, nor promises, nor what was put off has anything left to do. */
  const settle = async (): Promise<void> => {
    for (let round = 0; round < 4; round++) {
      await loopback.flush()
      await Promise.allSettled(checks)
      clock.flush()
    }
    await loopback.flush()
  }
  const pass = async (ms: number): Promise<void> => {
    for (let leftMs = ms; leftMs > 0; leftMs -= 100) {
      clock.advance(Math.min(100, leftMs))
      await settle()
    }
  }
  const token = (sub = 'ada', claims: Record<string, unknown> = {}, secret = SECRET): Promise<string> =>
    new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).setSubject(sub).sign(secret)

  const connect = async (peer?: Partial<Peer>): Promise<TestClient> => {
    const client = new TestClient(loopback.connect(peer))
    await settle()
    return client
  }
  /** A client that has been welcomed. */
  const enter = async (user = 'ada', device = 'laptop'): Promise<TestClient> => {
    const client = await connect()
    client.hello(await token(user), device)
    await settle()
    return client
  }
  /** A client that has been welcomed and sits in a room. */
  const join = async (kind = 'chat', room = 'general', user = 'ada'): Promise<TestClient> => {
    const client = await enter(user, `${user}'s`)
    client.send({ type: FRAME.JOIN, rid: 1, kind, room, since: null, options: null })
    await settle()
    return client
  }
  return {
    clock,
    loopback,
    engine,
    edge,
    auth,
    meter: meters.edge,
    meters,
    logged,
    failing,
    settle,
    pass,
    token,
    connect,
    enter,
    join,
  }
}

export class TestClient {
  readonly socket: LoopbackSocket
  readonly frames: ServerFrame[] = []
  closeCode: number | undefined
  opened = false

  constructor(socket: LoopbackSocket) {
    this.socket = socket
    socket.onopen = () => (this.opened = true)
    socket.onmessage = ({ data }) => this.frames.push(...decodeServerFrames(new Uint8Array(data)))
    socket.onclose = ({ code }) => (this.closeCode = code)
  }

  /** All frames in one message. */
  send(...frames: ClientFrame[]): void {
    this.socket.send(Buffer.concat(frames.map((frame) => encodeClientFrame(frame))))
  }

  hello(token: string, device = 'laptop', resume: Uint8Array | null = null): void {
    this.send({ type: FRAME.HELLO, version: 1, token, device, resume })
  }

  all<T extends ServerFrame['type']>(type: T): Extract<ServerFrame, { type: T }>[] {
    return this.frames.filter((frame): frame is Extract<ServerFrame, { type: T }> => frame.type === type)
  }

  /** The newest frame of a type. */
  last<T extends ServerFrame['type']>(type: T): Extract<ServerFrame, { type: T }> | undefined {
    return this.all(type).at(-1)
  }

  /** Bodies of the ordered events it got, each with its seq. */
  get said(): [number, unknown][] {
    return this.all(FRAME.EVENTS).flatMap(({ seq, events }) =>
      events.map(({ body }, i): [number, unknown] => [seq + i, body]),
    )
  }
}
