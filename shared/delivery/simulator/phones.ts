/** Their phones: when each says where it is, and how wrongly. */
import type { RoadGraph } from '../city/types.ts'
import { DOING } from './riders.ts'
import type { SimRiders } from './riders.ts'

/** Who moves is heard of every 4 to 5 s, who stands every 30 s (simulated time); who has just arrived a little sooner. */
const MOVING_MS = [4_000, 5_000] as const
const STANDING_MS = 30_000
const ARRIVED_MS = 3_000
const ARRIVED_FIXES = 3
/** The error of a phone wanders: metres, and how much of it is left at the next fix. */
const NOISE_M = 3.5
const KEEPS = 0.85

export interface FixSink {
  /** x, y: metres of the city's frame. */
  (rider: number, xM: number, yM: number, headingCdeg: number, speedCmS: number, accuracyM: number): void
}

export class SimPhones {
  /** Between two fixes of who moves at least; simulated ms. */
  leastMs = 0
  readonly #riders: SimRiders
  readonly #headings: Uint16Array
  readonly #offX: Float32Array
  readonly #offY: Float32Array
  readonly #dueMs: Float64Array
  readonly #still: Uint8Array

  constructor(riders: SimRiders, graph: RoadGraph) {
    const most = riders.x.length
    this.#riders = riders
    this.#headings = headingsOf(graph)
    this.#offX = new Float32Array(most)
    this.#offY = new Float32Array(most)
    this.#dueMs = new Float64Array(most)
    this.#still = new Uint8Array(most)
  }

  /** Says at once where it is, at its next turn. */
  wake(rider: number): void {
    this.#dueMs[rider] = 0
    this.#still[rider] = 0
  }

  /**
   * Riders `from`, `from` + `stride`, … go on until `nowMs`, and say where they are when it is time.
   * @param pace how many simulated milliseconds one of the listener's is; speeds are told in the listener's
   */
  step(nowMs: number, pace: number, from: number, stride: number, sink: FixSink): void {
    const riders = this.#riders
    for (let rider = from; rider < riders.end; rider += stride) {
      if (riders.doing[rider] === DOING.away) continue
      riders.step(rider, nowMs)
      if (nowMs < this.#dueMs[rider]!) continue
      this.#fix(rider, nowMs, pace, sink)
    }
  }

  #fix(rider: number, nowMs: number, pace: number, sink: FixSink): void {
    const riders = this.#riders
    const { dice } = riders
    const speedMS = riders.speedOf(rider)
    const moves = riders.doing[rider] !== DOING.standing && riders.doing[rider] !== DOING.waiting
    const still = (this.#still[rider] = moves ? 0 : Math.min(200, this.#still[rider]! + 1))
    // Who waits at lights may go on at any moment.
    const everyMs = moves
      ? dice.between(rider, ...MOVING_MS)
      : still < ARRIVED_FIXES
        ? ARRIVED_MS
        : STANDING_MS * (0.9 + 0.2 * dice.part(rider))
    this.#dueMs[rider] = nowMs + Math.max(everyMs, this.leastMs)
    const wanders = NOISE_M * Math.sqrt(1 - KEEPS * KEEPS)
    this.#offX[rider] = KEEPS * this.#offX[rider]! + wanders * dice.spread(rider)
    this.#offY[rider] = KEEPS * this.#offY[rider]! + wanders * dice.spread(rider)
    sink(
      rider,
      riders.x[rider]! + this.#offX[rider]!,
      riders.y[rider]! + this.#offY[rider]!,
      this.#headings[riders.edge[rider]!]!,
      Math.round(speedMS * pace * 100),
      5 + dice.below(rider, 8),
    )
  }
}

/** 0.01° clockwise from north, by edge. */
const headingsOf = (g: RoadGraph): Uint16Array =>
  Uint16Array.from({ length: g.edges }, (_, edge) => {
    const east = g.x[g.to[edge]!]! - g.x[g.from[edge]!]!
    const north = g.y[g.to[edge]!]! - g.y[g.from[edge]!]!
    return (Math.round((Math.atan2(east, north) * 18_000) / Math.PI) + 36_000) % 36_000
  })
