/** Going along a way: so many metres a second, corner by corner. In metres of a local frame. */
import type { LocalFrame } from '../../../../shared/delivery/geo.ts'
import type { Place } from '../../../../shared/delivery/types.ts'

export interface Going {
  readonly place: Place
  /** 0.01°, clockwise from north. */
  readonly headingCdeg: number
}

export class Along {
  readonly lengthM: number
  readonly #frame: LocalFrame
  readonly #x: Float64Array
  readonly #y: Float64Array
  /** Metres from the beginning to each corner. */
  readonly #to: Float64Array
  #doneM = 0
  #leg = 0

  constructor(frame: LocalFrame, places: readonly Place[]) {
    this.#frame = frame
    this.#x = Float64Array.from(places, ({ lonE7 }) => frame.xOf(lonE7))
    this.#y = Float64Array.from(places, ({ latE7 }) => frame.yOf(latE7))
    this.#to = new Float64Array(places.length)
    for (let i = 1; i < places.length; i++)
      this.#to[i] = this.#to[i - 1]! + Math.hypot(this.#x[i]! - this.#x[i - 1]!, this.#y[i]! - this.#y[i - 1]!)
    this.lengthM = this.#to.at(-1) ?? 0
  }

  get leftM(): number {
    return Math.max(0, this.lengthM - this.#doneM)
  }

  get isThere(): boolean {
    return this.#doneM >= this.lengthM
  }

  /** So many metres further. */
  go(metres: number): Going {
    this.#doneM = Math.min(this.lengthM, this.#doneM + Math.max(0, metres))
    return this.now()
  }

  now(): Going {
    const last = this.#to.length - 1
    while (this.#leg < last - 1 && this.#to[this.#leg + 1]! <= this.#doneM) this.#leg++
    const [a, b] = [this.#leg, Math.min(this.#leg + 1, last)]
    const [dx, dy] = [this.#x[b]! - this.#x[a]!, this.#y[b]! - this.#y[a]!]
    const legM = this.#to[b]! - this.#to[a]!
    const part = legM === 0 ? 0 : (this.#doneM - this.#to[a]!) / legM
    const turn = (Math.atan2(dx, dy) * 18_000) / Math.PI
    return {
      place: {
        latE7: this.#frame.latE7Of(this.#y[a]! + dy * part),
        lonE7: this.#frame.lonE7Of(this.#x[a]! + dx * part),
      },
      headingCdeg: Math.round((turn + 36_000) % 36_000) % 36_000,
    }
  }

  /** What lies ahead, from where it is: for the map. */
  ahead(): Place[] {
    const { place } = this.now()
    const rest: Place[] = [place]
    for (let i = this.#leg + 1; i < this.#to.length; i++)
      rest.push({ latE7: this.#frame.latE7Of(this.#y[i]!), lonE7: this.#frame.lonE7Of(this.#x[i]!) })
    return rest
  }
}
