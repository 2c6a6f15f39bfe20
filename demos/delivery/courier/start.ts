/** Where a ride begins: where it was left, or near the kitchen that one orders from beside us, or in the middle. */
import type { City } from '../../../shared/delivery/city/types.ts'
import { localFrame } from '../../../shared/delivery/geo.ts'
import type { Place, RegionInfo } from '../../../shared/delivery/types.ts'
import { stored } from '../../shell/storage.ts'
import type { Side } from '../desk.ts'
import type { CourierDesk } from './desk.ts'

const key = (side: Side): string => `tutti.ride.${side.region}.${side.me.id}`
/** Metres east and north of a kitchen: around its corner. */
const BESIDE: readonly [number, number] = [35, 25]
const MIDDLE_M = 1_500

export const keepPlace = (side: Side, { latE7, lonE7 }: Place): void =>
  stored.set(key(side), JSON.stringify({ latE7, lonE7 }))

const kept = (side: Side): Place | undefined => {
  try {
    const { latE7, lonE7 } = JSON.parse(stored.get(key(side)) ?? '{}') as Partial<Place>
    return Number.isSafeInteger(latE7) && Number.isSafeInteger(lonE7) ? ({ latE7, lonE7 } as Place) : undefined
  } catch {
    // What cannot be read is nowhere.
    return undefined
  }
}

/** `jobs`: how many it has in hand; with one it goes on where it was, whatever the others do. */
export const startOf = async (side: Side, region: RegionInfo, city: City | undefined, jobs: number): Promise<Place> => {
  const before = kept(side)
  const { restaurant } = side.story
  if (before !== undefined && (jobs > 0 || restaurant === undefined)) return before
  if (restaurant !== undefined) {
    const found = await side.client
      .query('delivery', side.region, 'restaurant', { id: restaurant })
      .catch(() => undefined)
    if (found !== undefined) return beside(found.place)
  }
  const near = city?.restaurants.find(({ xM, yM }) => Math.hypot(xM, yM) < MIDDLE_M)
  return near === undefined ? region.centre : beside(near.place)
}

/** Off shift it may be anywhere; on shift nobody is believed to have flown: it rides there. */
export const waitNear = ({ courier, ride }: CourierDesk, restaurant: string): void => {
  if (ride.source !== 'ride') return
  courier.query('restaurant', { id: restaurant }).then(
    ({ place }) => {
      if (courier.me === null || courier.me.status === 'offline') ride.jump(beside(place))
      else if (courier.jobs.length === 0) ride.to(beside(place))
    },
    // It stays where it is.
    () => undefined,
  )
}

/** A little way off. */
const beside = ({ latE7, lonE7 }: Place): Place => {
  const frame = localFrame(latE7, lonE7)
  return { latE7: frame.latE7Of(BESIDE[1]), lonE7: frame.lonE7Of(BESIDE[0]) }
}
