/** What dispatchers ask of the couriers on the ground: who is near, and that one of them be forgotten. */
import type { DeliveryContract } from '../../../shared/delivery/contract.ts'
import type { Commands } from '../../../shared/contract.ts'
import { DELIVERY } from '../../../shared/delivery/rules.ts'
import type { NearCourier } from '../../../shared/delivery/types.ts'
import { TuttiError } from '../../../shared/errors.ts'
import type { Room } from '../../engine/room.ts'
import type { Desk } from './desk.ts'
import type { Field } from './field.ts'
import { rowOf } from './fleet.ts'
import type { Fleet } from './fleet.ts'
import type { Riders } from './riders.ts'

type On = Room<DeliveryContract>['on']

const K = 20

export interface FindingParts {
  readonly desk: Desk
  readonly fleet: Fleet
  readonly field: () => Field
  readonly riders: Riders
}

export class Finding {
  readonly on: Pick<On, 'nearest' | 'forget'>
  readonly #parts: FindingParts
  readonly #found = new Int32Array(DELIVERY.nearestMax)

  constructor(parts: FindingParts) {
    this.#parts = parts
    const { desk } = parts
    this.on = {
      nearest: (from, body) => {
        desk.allow(from, 'dispatcher')
        desk.ctx.reply({ couriers: this.#nearest(body) })
      },
      forget: (from, { courier }) => {
        desk.allow(from, 'dispatcher')
        this.#forget(courier)
      },
    }
  }

  #nearest({ place, k = K, free = false, vehicle, maxM = Infinity }: Commands<DeliveryContract>['nearest']) {
    const { desk, fleet, field: here } = this.#parts
    const field = here()
    const [x, y] = [desk.frame.xOf(place.lonE7), desk.frame.yOf(place.latE7)]
    const index = free ? field.free : field.all
    const admits = vehicle === undefined ? undefined : (slot: number) => fleet.at(slot)?.vehicle === vehicle
    const found: NearCourier[] = []
    const count = index.nearest(x, y, k, maxM, admits, this.#found)
    for (const slot of this.#found.subarray(0, count)) {
      const courier = fleet.at(slot)
      const at = field.placeOf(slot)
      if (courier === undefined || at === null) continue
      const { simulated, weak } = courier
      const distanceM = Math.round(desk.frame.metres(x, y, field.x(slot), field.y(slot)))
      found.push({ ...rowOf(courier), slot, simulated, weak, place: at, distanceM })
    }
    return found
  }

  /** One that is not known here may have left a track: a gateway's, or whom nobody has seen for a year. */
  #forget(id: string): void {
    const { desk, fleet, riders } = this.#parts
    const courier = fleet.get(id)
    if (courier !== undefined) {
      if (courier.state !== 'offline' || courier.jobs.length > 0)
        throw new TuttiError('conflict', 'it is on the road: when it has gone')
      riders.forget(courier)
    }
    const { ctx } = desk
    ctx.record('forgetTracks', { room: ctx.id, courier: id })
    ctx.record('forgetCourier', { room: ctx.id, courier: id })
  }
}
