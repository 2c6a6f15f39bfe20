/** Where somebody lives: a door of the city, theirs until they choose another. */
import type { City } from '../../../shared/delivery/city/types.ts'
import type { LocalFrame } from '../../../shared/delivery/geo.ts'
import type { Place, RegionInfo } from '../../../shared/delivery/types.ts'
import { stored } from '../../shell/storage.ts'

export interface Home {
  readonly place: Place
  readonly address: string
}

/** Newcomers live within so many metres of the centre, where the restaurants are. */
const NEAR_M = 2_500
/** A click this far from any door is a click beside the city. */
const BESIDE_M = 400

const key = (region: string, user: string): string => `tutti.home.${region}.${user}`

export const keepHome = (region: string, user: string, home: Home): void =>
  stored.set(key(region, user), JSON.stringify(home))

const keptHome = (region: string, user: string): Home | undefined => {
  try {
    const { place, address } = JSON.parse(stored.get(key(region, user)) ?? '{}') as Partial<Home>
    const sound = Number.isSafeInteger(place?.latE7) && Number.isSafeInteger(place?.lonE7)
    return sound && place !== undefined && typeof address === 'string' ? { place, address } : undefined
  } catch {
    // What cannot be read is nobody's home.
    return undefined
  }
}

/** Door `i` of the city. */
const doorOf = ({ homes, streets }: City, frame: LocalFrame, i: number): Home => ({
  place: { latE7: frame.latE7Of(homes.y[i]!), lonE7: frame.lonE7Of(homes.x[i]!) },
  address: `${homes.house[i]!} ${streets[homes.street[i]!] ?? ''}`.trim(),
})

/** The same person is given the same door. */
export const homeOf = (region: RegionInfo, user: string, city: City | undefined, frame: LocalFrame): Home => {
  const kept = keptHome(region.id, user)
  if (kept !== undefined) return kept
  if (city === undefined || city.homes.count === 0) return { place: region.centre, address: 'In the middle' }
  const { x, y, count } = city.homes
  let at = 2_166_136_261
  for (const letter of user) at = Math.imul(at ^ letter.charCodeAt(0), 16_777_619) >>> 0
  for (let tries = 0; tries < count; tries++, at++) if (Math.hypot(x[at % count]!, y[at % count]!) < NEAR_M) break
  return doorOf(city, frame, at % count)
}

/** The door nearest to a click; undefined: there is none. Without streets every place is one. */
export const doorAt = (place: Place, city: City | undefined, frame: LocalFrame): Home | undefined => {
  if (city === undefined) {
    const degrees = (e7: number): string => (e7 / 1e7).toFixed(4)
    return { place, address: `${degrees(place.latE7)}, ${degrees(place.lonE7)}` }
  }
  const { homes } = city
  const [xM, yM] = [frame.xOf(place.lonE7), frame.yOf(place.latE7)]
  let best = -1
  let bestM = BESIDE_M
  for (let i = 0; i < homes.count; i++) {
    const far = Math.hypot(homes.x[i]! - xM, homes.y[i]! - yM)
    if (far < bestM) [best, bestM] = [i, far]
  }
  return best < 0 ? undefined : doorOf(city, frame, best)
}

/** A door in the middle of a street; undefined: there is none of that name. */
export const doorIn = (street: string, city: City, frame: LocalFrame): Home | undefined => {
  const name = street.trim().toLowerCase()
  const at = city.streets.findIndex((one) => one.toLowerCase() === name)
  const doors: number[] = []
  for (let i = 0; at >= 0 && i < city.homes.count; i++) if (city.homes.street[i] === at) doors.push(i)
  const middle = doors[Math.floor(doors.length / 2)]
  return middle === undefined ? undefined : doorOf(city, frame, middle)
}
