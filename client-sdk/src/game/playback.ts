/** When to draw what: follows the host's ticks as they arrive, a little behind, so that jitter stays out of sight. */

/** Snapshots that the estimates look back on: about three seconds. */
const KEPT = 64
const START_DELAY_MS = 100
const MAX_DELAY_MS = 250
const MAX_SPEEDING = 0.05
/** An error of this size is corrected at full speeding; less, in proportion. */
const SOFT_MS = 100
/** Further off than this is not sped up to: it jumps. */
const JUMP_MS = 250
/** Assumed until snapshots say otherwise: 20 Hz. */
const START_INTERVAL_MS = 50

export class Playback {
  readonly #msPerTick: number
  /** Host time less local arrival time, of the last snapshots; ms. */
  readonly #offsets = new Float64Array(KEPT)
  readonly #sorted = new Float64Array(KEPT)
  #count = 0
  #next = 0
  #lastTick = -1
  #intervalMs = START_INTERVAL_MS
  #bestMs = 0
  /** What is drawn, in host ms. */
  #drawnMs = 0
  #atMs = 0
  #started = false
  delayMs = START_DELAY_MS
  /** 95 % of snapshots came at most this much later than the fastest ones. */
  jitterMs = 0

  constructor(tickHz: number) {
    this.#msPerTick = 1000 / tickHz
  }

  /** A snapshot of `tick` came. */
  arrived(tick: number, nowMs: number): void {
    if (this.#lastTick >= 0 && tick > this.#lastTick) {
      const gapMs = Math.min((tick - this.#lastTick) * this.#msPerTick, MAX_DELAY_MS)
      this.#intervalMs += (gapMs - this.#intervalMs) / 16
    }
    this.#lastTick = tick
    this.#offsets[this.#next] = tick * this.#msPerTick - nowMs
    this.#next = (this.#next + 1) % KEPT
    this.#count = Math.min(KEPT, this.#count + 1)
    this.#estimate()
    if (!this.#started) this.#jump(nowMs)
    this.#started = true
  }

  /** Call once a frame, before reading `renderTick`. */
  advance(nowMs: number): void {
    if (!this.#started) return
    const elapsedMs = nowMs - this.#atMs
    this.#atMs = nowMs
    const errorMs = this.#wantedMs(nowMs) - (this.#drawnMs + elapsedMs)
    if (Math.abs(errorMs) > JUMP_MS) return this.#jump(nowMs)
    const speeding = Math.max(-1, Math.min(1, errorMs / SOFT_MS)) * MAX_SPEEDING
    this.#drawnMs += elapsedMs * (1 + speeding)
  }

  /** The tick that others are drawn at, with fraction. */
  get renderTick(): number {
    return this.#drawnMs / this.#msPerTick
  }

  /** The newest tick that a snapshot without delay would bring now, with fraction. */
  tickAt(nowMs: number): number {
    return this.#started ? (nowMs + this.#bestMs) / this.#msPerTick : 0
  }

  /** Another connection has other delays. */
  reset(): void {
    this.#count = this.#next = 0
    this.#lastTick = -1
    this.#started = false
    this.delayMs = START_DELAY_MS
    this.jitterMs = 0
  }

  #wantedMs(nowMs: number): number {
    return nowMs + this.#bestMs - this.delayMs
  }

  #jump(nowMs: number): void {
    this.#atMs = nowMs
    this.#drawnMs = this.#wantedMs(nowMs)
  }

  #estimate(): void {
    const sorted = this.#sorted.subarray(0, this.#count)
    sorted.set(this.#offsets.subarray(0, this.#count))
    sorted.sort()
    this.#bestMs = sorted[this.#count - 1] ?? 0
    this.jitterMs = this.#bestMs - (sorted[Math.floor(this.#count * 0.05)] ?? this.#bestMs)
    const wantedMs = this.#intervalMs + 2 * this.jitterMs
    this.delayMs = Math.min(MAX_DELAY_MS, Math.max(2 * this.#intervalMs, wantedMs))
  }
}
