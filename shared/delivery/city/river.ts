/** The river: from one end of the city to the other, in curves. */
import { cosTurn, sinTurn } from './waves.ts'

const STEP_M = 120
const TURN = 6.283185307179586

export class River {
  readonly widthM: number
  readonly #cos: number
  readonly #sin: number
  readonly #waves: readonly { readonly k: number; readonly phase: number; readonly heightM: number }[]
  readonly #aside: number
  readonly #reachM: number

  constructor(random: () => number, cityM: number) {
    const turn = random()
    this.#cos = cosTurn(turn)
    this.#sin = sinTurn(turn)
    this.widthM = 150 + 60 * random()
    this.#aside = cityM * (0.08 + 0.1 * random())
    this.#reachM = cityM * 1.12
    this.#waves = [0.9, 0.45, 0.23].map((part, i) => ({
      k: 1 / (cityM * part * (0.9 + 0.2 * random())),
      phase: random(),
      heightM: cityM * [0.075, 0.022, 0.008][i]!,
    }))
  }

  /** Metres from a place to its nearer bank, about; below 0: in the water. */
  dry(x: number, y: number): number {
    const u = x * this.#cos + y * this.#sin
    const v = y * this.#cos - x * this.#sin
    const slope = this.#slope(u)
    const off = v - this.#middle(u)
    return (off < 0 ? -off : off) / Math.sqrt(1 + slope * slope) - this.widthM / 2
  }

  /** Alongside its middle, `offM` to the left of it (right below 0); x, y, x, y, … */
  along(offM: number): number[] {
    const points: number[] = []
    for (let u = -this.#reachM; u <= this.#reachM; u += STEP_M) {
      const slope = this.#slope(u)
      const length = Math.sqrt(1 + slope * slope)
      const u2 = u - (offM * slope) / length
      const v = this.#middle(u) + offM / length
      points.push(u2 * this.#cos - v * this.#sin, u2 * this.#sin + v * this.#cos)
    }
    return points
  }

  #middle(u: number): number {
    let v = this.#aside
    for (const { k, phase, heightM } of this.#waves) v += heightM * sinTurn(k * u + phase)
    return v
  }

  #slope(u: number): number {
    let slope = 0
    for (const { k, phase, heightM } of this.#waves) slope += heightM * k * TURN * cosTurn(k * u + phase)
    return slope
  }
}
