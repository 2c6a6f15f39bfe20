/** A session without the SDK: it sends what it likes, whenever it likes, and keeps every byte that it was ever sent. */
import { SignJWT } from 'jose'
import { WebSocket } from 'ws'
import { encodeClientFrame } from '../../shared/client-codec.ts'
import { FRAME } from '../../shared/frames.ts'
import type { ClientFrame, Position, ServerFrame } from '../../shared/frames.ts'
import { decodeServerFrames } from '../../shared/server-codec.ts'
import { until } from './until.ts'

type Of<T extends ServerFrame['type']> = Extract<ServerFrame, { type: T }>
export type Answer = Of<typeof FRAME.JOINED> | Of<typeof FRAME.REPLY>
export type Joined = Of<typeof FRAME.JOINED>

/** Of the test host's own secret. */
const SECRET = new TextEncoder().encode('a secret that only tests know, 32 bytes')
const DEADLINE_MS = 20_000

/** `seconds`: how long it holds; absent: for ever. */
export const tokenOf = (user: string, seconds?: number): Promise<string> => {
  const token = new SignJWT({ name: user }).setProtectedHeader({ alg: 'HS256' }).setSubject(user)
  return (seconds === undefined ? token : token.setExpirationTime(`${seconds}s`)).sign(SECRET)
}

export class RawSession {
  readonly user: string
  readonly token: string
  /** Everything, as it came. */
  readonly bytes: Buffer[] = []
  readonly frames: ServerFrame[] = []
  readonly #socket: WebSocket
  readonly #looks = new Set<() => void>()
  /** Called after every message. */
  onFrames: () => void = () => {}
  #rid = 0

  private constructor(user: string, token: string, socket: WebSocket) {
    this.user = user
    this.token = token
    this.#socket = socket
    socket.on('message', (data: Buffer) => {
      this.bytes.push(data)
      this.frames.push(...decodeServerFrames(new Uint8Array(data)))
      this.onFrames()
      for (const look of this.#looks) look()
    })
  }

  static async open(port: number, user: string): Promise<RawSession> {
    const token = await tokenOf(user)
    const socket = new WebSocket(`ws://127.0.0.1:${port}/`, 'tutti.v1')
    const session = new RawSession(user, token, socket)
    await new Promise<void>((resolve) => socket.on('open', () => resolve()))
    const device = `${user} ${Math.random()}`
    session.send({ type: FRAME.HELLO, version: 1, token, device, resume: null })
    await session.until((frame) => frame.type === FRAME.WELCOME)
    return session
  }

  close(): void {
    this.#socket.terminate()
  }

  send(...frames: ClientFrame[]): void {
    this.#socket.send(Buffer.concat(frames.map((frame) => encodeClientFrame(frame))))
  }

  async until(wanted: (frame: ServerFrame) => boolean): Promise<ServerFrame> {
    let look: () => void = () => {}
    await until(
      () => this.frames.some(wanted),
      (again) => this.#looks.add((look = again)),
      DEADLINE_MS,
    ).catch((cause: unknown) => {
      throw new Error(`${this.user} waited in vain`, { cause })
    })
    this.#looks.delete(look)
    return this.frames.find(wanted)!
  }

  /** Sends now; the answer comes when it comes. */
  async ask(make: (rid: number) => ClientFrame): Promise<Answer> {
    const rid = ++this.#rid
    const answers = (frame: ServerFrame): frame is Answer =>
      (frame.type === FRAME.JOINED || frame.type === FRAME.REPLY) && frame.rid === rid
    this.send(make(rid))
    return (await this.until(answers)) as Answer
  }

  join(room: string, options: unknown = null, since: Position | null = null, kind = 'chat'): Promise<Answer> {
    return this.ask((rid) => ({ type: FRAME.JOIN, rid, kind, room, since, options }))
  }

  /** The seat; throws where there is none. */
  async seat(room: string, options: unknown = null, since: Position | null = null, kind = 'chat'): Promise<Joined> {
    const answer = await this.join(room, options, since, kind)
    if (answer.type === FRAME.REPLY) throw new Error(`${this.user} may not be in ${room}: ${answer.code}`)
    return answer
  }

  command({ ref, commands }: Joined, name: string, body: unknown, nonce: Uint8Array | null = null): Promise<Answer> {
    return this.ask((rid) => ({ type: FRAME.COMMAND, ref, op: commands.indexOf(name), body, rid, nonce }))
  }

  /** What the room answers; throws where it refuses. */
  async do(seat: Joined, name: string, body: unknown): Promise<Record<string, never>> {
    const answer = await this.command(seat, name, body)
    if (answer.type !== FRAME.REPLY || answer.code !== null)
      throw new Error(`${this.user} may not ${name}: ${JSON.stringify(answer)}`)
    return answer.body as Record<string, never>
  }

  leave({ ref }: Joined): Promise<Answer> {
    return this.ask((rid) => ({ type: FRAME.LEAVE, rid, ref }))
  }

  /** Again, where the user has asked too much. */
  async query(room: string, name: string, body: unknown, kind = 'chat'): Promise<Of<typeof FRAME.REPLY>> {
    for (;;) {
      const answer = await this.ask((rid) => ({ type: FRAME.QUERY, rid, kind, room, name, body }))
      if (answer.type !== FRAME.REPLY || answer.code !== 'rate_limited') return answer as Of<typeof FRAME.REPLY>
    }
  }

  watch(rooms: readonly string[], kind = 'chat'): Promise<Answer> {
    return this.ask((rid) => ({ type: FRAME.WATCH, rid, kind, rooms }))
  }

  /** Ordered events of a seat, by name. */
  told({ ref, events }: Joined, name: string): unknown[] {
    const op = events.indexOf(name)
    return this.frames.flatMap((frame) =>
      frame.type === FRAME.EVENTS && frame.ref === ref
        ? frame.events.filter((one) => one.op === op).map(({ body }) => body)
        : [],
    )
  }

  holds(words: string): boolean {
    return this.bytes.some((bytes) => bytes.includes(words))
  }
}
