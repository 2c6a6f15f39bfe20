/** Free couriers in a plain list: a few hundred of a generated day. */
import type { FreeCourier, Near } from '../server/rooms/delivery/dispatch/types.ts'

export class NearList implements Near {
  readonly #couriers: readonly FreeCourier[]

  constructor(couriers: readonly FreeCourier[]) {
    this.#couriers = couriers
  }

  get size(): number {
    return this.#couriers.length
  }

  nearest(
    xM: number,
    yM: number,
    k: number,
    maxM: number,
    admits: ((slot: number) => boolean) | undefined,
    out: Int32Array,
  ): number {
    const most = Math.min(k, out.length)
    const far: number[] = []
    let count = 0
    for (const courier of this.#couriers) {
      const at = (courier.xM - xM) ** 2 + (courier.yM - yM) ** 2
      if (at > maxM * maxM || (count === most && at >= far[count - 1]!)) continue
      if (admits !== undefined && !admits(courier.slot)) continue
      let place = count < most ? count++ : count - 1
      for (
        ;
        place > 0 && (far[place - 1]! > at || (far[place - 1] === at && out[place - 1]! > courier.slot));
        place--
      ) {
        far[place] = far[place - 1]!
        out[place] = out[place - 1]!
      }
      far[place] = at
      out[place] = courier.slot
    }
    return count
  }
}
