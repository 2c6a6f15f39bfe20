/**
 * The region's areas, as its dispatchers draw them: nothing is brought to where one is closed, or outside of those that
 * are served; and where there are areas of higher fees, fees are higher in these alone.
 */
import type { DeliveryContract } from '../../../shared/delivery/contract.ts'
import { DELIVERY } from '../../../shared/delivery/rules.ts'
import type { Place, ZoneUse } from '../../../shared/delivery/types.ts'
import { TuttiError } from '../../../shared/errors.ts'
import type { Room } from '../../engine/room.ts'
import type { Desk } from './desk.ts'
import { cornerBytes, cornersOf } from './read/corners.ts'
import type { ZoneRow } from './rows.ts'
import { ZoneMap } from './zones/zones.ts'

type On = Room<DeliveryContract>['on']

export class Areas {
  readonly on: Pick<On, 'zone' | 'unzone'>
  readonly #desk: Desk
  readonly #uses = new Map<string, ZoneUse>()
  #map: ZoneMap | undefined

  constructor(desk: Desk, stored: readonly ZoneRow[]) {
    this.#desk = desk
    for (const { id, use, corners } of stored) {
      // Only what passed the guard was written.
      this.#uses.set(id, use as ZoneUse)
      this.#zones.put(id, cornersOf(corners))
    }
    this.on = {
      zone: (from, { id, name, use, corners }) => {
        desk.allow(from, 'dispatcher')
        if (!this.#uses.has(id) && this.#uses.size >= DELIVERY.zonesMax)
          throw new TuttiError('overloaded', 'there are too many areas')
        if (!this.#zones.put(id, corners)) throw new TuttiError('bad_body', 'not an area of this region')
        this.#uses.set(id, use)
        desk.ctx.record('zone', { room: desk.ctx.id, id, name, use, corners: cornerBytes(corners) })
      },
      unzone: (from, { id }) => {
        desk.allow(from, 'dispatcher')
        if (!this.#uses.delete(id)) throw new TuttiError('not_found', 'there is no such area')
        this.#zones.remove(id)
        desk.ctx.record('unzone', { room: desk.ctx.id, id })
      },
    }
  }

  /** Whether something is brought there. */
  serves(place: Place): boolean {
    return !this.#at(place).includes('closed') && this.#holds(place, 'serve')
  }

  /** Whether fees may be higher there. */
  surges(place: Place): boolean {
    return this.#holds(place, 'surge')
  }

  /** In one of that use; or there is none of it anywhere. */
  #holds(place: Place, use: ZoneUse): boolean {
    return this.#at(place).includes(use) || ![...this.#uses.values()].includes(use)
  }

  #at({ latE7, lonE7 }: Place): (ZoneUse | undefined)[] {
    if (this.#uses.size === 0) return []
    const { frame } = this.#desk
    return this.#zones.at(frame.xOf(lonE7), frame.yOf(latE7)).map((id) => this.#uses.get(id))
  }

  get #zones(): ZoneMap {
    return (this.#map ??= new ZoneMap(this.#desk.frame))
  }
}
