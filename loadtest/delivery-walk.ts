/** Where the load's couriers go: those who carry ride around their door, of the others a third stands. No allocation per step. */
import { seededRandom } from '../shared/random.ts'
import { HALF_M, doorX, doorY } from './delivery-plan.ts'

const SPEED_MS = 8
/** Around the door: nearer than a kilometre, where it is told of every second, and outside of the fences at 500 m. */
const ROUND_M = 750
/** Of a fix. */
const NOISE_M = 4
const NOISES = 4_096
const TURN_CDEG = 36_000

export class Walk {
  readonly x: Float64Array
  readonly y: Float64Array
  readonly headingCdeg: Uint16Array
  readonly speedCmS: Uint16Array
  readonly #watched: number
  readonly #heading: Float64Array
  readonly #noise = new Float32Array(NOISES)
  readonly #random = seededRandom('delivery walk')
  #at = 0

  constructor(couriers: number, watched: number) {
    this.#watched = watched
    this.x = new Float64Array(couriers)
    this.y = new Float64Array(couriers)
    this.headingCdeg = new Uint16Array(couriers)
    this.speedCmS = new Uint16Array(couriers)
    this.#heading = new Float64Array(couriers)
    const random = this.#random
    for (let i = 0; i < NOISES; i++) {
      // Box and Muller.
      this.#noise[i] = NOISE_M * Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
    }
    for (let i = 0; i < couriers; i++) {
      this.#heading[i] = random() * 2 * Math.PI
      if (i < watched) this.step(i, 0)
      else {
        this.x[i] = (random() * 2 - 1) * HALF_M
        this.y[i] = (random() * 2 - 1) * HALF_M
      }
    }
  }

  /** On by so many seconds. */
  step(i: number, seconds: number): void {
    let heading = this.#heading[i]!
    if (i < this.#watched) {
      heading += (SPEED_MS * seconds) / ROUND_M
      this.x[i] = doorX(i) + ROUND_M * Math.sin(heading)
      this.y[i] = doorY(i) + ROUND_M * Math.cos(heading)
      this.#set(i, heading + Math.PI / 2, SPEED_MS)
    } else if (i % 3 === 0) this.#set(i, heading, 0)
    else {
      if (this.#random() < 0.1) heading += this.#random() * 3 - 1.5
      if (Math.abs(this.x[i]!) > HALF_M || Math.abs(this.y[i]!) > HALF_M) heading = Math.atan2(-this.x[i]!, -this.y[i]!)
      this.x[i]! += SPEED_MS * seconds * Math.sin(heading)
      this.y[i]! += SPEED_MS * seconds * Math.cos(heading)
      this.#set(i, heading, SPEED_MS)
    }
    this.#heading[i] = heading
  }

  /** Metres by which the next reading of a receiver is wrong. */
  noise(): number {
    return this.#noise[this.#at++ % NOISES]!
  }

  #set(i: number, heading: number, speed: number): void {
    const cdeg = Math.floor((heading * TURN_CDEG) / (2 * Math.PI)) % TURN_CDEG
    this.headingCdeg[i] = cdeg < 0 ? cdeg + TURN_CDEG : cdeg
    this.speedCmS[i] = speed === 0 ? 0 : speed * 100 + (this.#at % 100) - 50
  }
}
