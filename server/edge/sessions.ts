/** All sessions of this edge: who is connected, the one timer that watches over them, and their end when the host goes. */
import { ERRORS } from '../../shared/errors.ts'
import { FRAME } from '../../shared/frames.ts'
import { LIMITS } from '../../shared/limits.ts'
import { encodeServerFrame } from '../../shared/server-codec.ts'
import type { Cancel, Clock, EdgeMeter } from '../ports.ts'
import type { Session } from './session.ts'

const SWEEP_MS = 100
/** Published to topics since the last sweep: beyond this the sockets are looked at before the next one is due. */
const SWEEP_BYTES = 1024 * 1024

const CODES = new Map<number, string>(
  Object.entries(ERRORS).flatMap(([code, row]) => ('close' in row ? [[row.close, code] as const] : [])),
)

export class Sessions {
  readonly #clock: Clock
  readonly #meter: EdgeMeter
  readonly #all = new Set<Session>()
  readonly #byDevice = new Map<string, Session>()
  #cancelSweep: Cancel | undefined
  #soonSweep: Cancel | undefined
  #publishedBytes = 0
  #phase = 0
  #emptied: (() => void) | undefined

  constructor(clock: Clock, meter: EdgeMeter) {
    this.#clock = clock
    this.#meter = meter
  }

  get size(): number {
    return this.#all.size
  }

  add(session: Session): void {
    this.#all.add(session)
    this.#meter.connections = this.#all.size
    this.#meter.opened++
    this.#cancelSweep ??= this.#clock.after(SWEEP_MS, this.#sweepAgain)
  }

  /** S5: the device is the session's from here on; who had it before is closed. */
  claim(session: Session, user: string, device: string): void {
    const key = keyOf(user, device)
    this.#byDevice.get(key)?.end('replaced')
    this.#byDevice.set(key, session)
    this.#meter.sessions = this.#byDevice.size
  }

  /** With user and device where it had claimed them. */
  remove(session: Session, user?: string, device?: string): void {
    this.#all.delete(session)
    this.#meter.connections = this.#all.size
    if (user !== undefined && device !== undefined) {
      const key = keyOf(user, device)
      if (this.#byDevice.get(key) === session) this.#byDevice.delete(key)
      this.#meter.sessions = this.#byDevice.size
    }
    if (this.#all.size === 0) this.#emptied?.()
  }

  /** A socket closed with this WebSocket code. */
  closed(code: number): void {
    // Clients may close with any number from 3000 on, and each would be a series of its own.
    const label = CODES.get(code) ?? (code >= 1000 && code <= 1015 ? String(code) : 'other')
    this.#meter.closes.set(label, (this.#meter.closes.get(label) ?? 0) + 1)
  }

  /** When a new session is to count as pinged: spread, so that thousands are not pinged in one go. */
  pingPhase(): number {
    this.#phase = (this.#phase + 0.618034) % 1
    return this.#clock.now() - this.#phase * LIMITS.pingMs
  }

  /** So many bytes went to topics, and with that past the sessions' own sends. */
  published(bytes: number): void {
    this.#publishedBytes += bytes
    if (this.#publishedBytes > SWEEP_BYTES) this.#soonSweep ??= this.#clock.soon(this.#sweep)
  }

  /**
   * E3, E4: asks all to reconnect, each at a time of its own within `overMs`, then ends those that are left.
   * Resolves when nobody is.
   */
  async drain(overMs: number, url: string | null): Promise<void> {
    if (this.#all.size === 0) return
    const empty = new Promise<void>((resolve) => (this.#emptied = resolve))
    for (const session of this.#all) {
      const afterMs = Math.floor(Math.random() * overMs)
      session.open?.outbox.send('control', encodeServerFrame({ type: FRAME.ROUTE, afterMs, url, code: 'draining' }))
    }
    const cancel = this.#clock.after(overMs, () => {
      for (const session of this.#all) session.end('draining', undefined, Math.random() * 1_000)
    })
    await empty
    cancel()
  }

  close(): void {
    this.#cancelSweep?.()
    this.#soonSweep?.()
    this.#cancelSweep = undefined
    this.#soonSweep = undefined
  }

  readonly #sweepAgain = (): void => {
    this.#cancelSweep = undefined
    this.#sweep()
    if (this.#all.size > 0) this.#cancelSweep = this.#clock.after(SWEEP_MS, this.#sweepAgain)
  }

  readonly #sweep = (): void => {
    this.#soonSweep = undefined
    this.#publishedBytes = 0
    const nowMs = this.#clock.now()
    const wallMs = this.#clock.wall()
    let ping: Uint8Array | undefined
    let sumBytes = 0
    let maxBytes = 0
    for (const session of this.#all) {
      if (session.sweep(nowMs, wallMs)) {
        ping ??= encodeServerFrame({ type: FRAME.PING, time: wallMs })
        session.open?.outbox.send('control', ping)
      }
      const buffered = session.connection.bufferedBytes
      sumBytes += buffered
      if (buffered > maxBytes) maxBytes = buffered
    }
    this.#meter.bufferBytes = sumBytes
    this.#meter.bufferMaxBytes = maxBytes
  }
}

/** The length keeps user "ab" on device "c" apart from user "a" on device "bc". */
const keyOf = (user: string, device: string): string => `${user.length}:${user}${device}`
