/** Places on the earth, and the flat metres of one region. */

/** Mean radius of the earth in metres (IUGG). */
export const EARTH_M = 6_371_008.8
const RAD_E7 = Math.PI / 180 / 1e7
const TURN_E7 = 3_600_000_000

/** The same meridian within −180° up to, but not including, 180°; 1e-7°. */
export const wrap180E7 = (lonE7: number): number => lonE7 - TURN_E7 * Math.floor((lonE7 + TURN_E7 / 2) / TURN_E7)

/** Great circle (haversine), metres. */
export const distanceM = (latE7a: number, lonE7a: number, latE7b: number, lonE7b: number): number => {
  const a = Math.sin(((latE7b - latE7a) * RAD_E7) / 2)
  const b = Math.sin(((lonE7b - lonE7a) * RAD_E7) / 2)
  const h = a * a + b * b * Math.cos(latE7a * RAD_E7) * Math.cos(latE7b * RAD_E7)
  return 2 * EARTH_M * Math.asin(Math.min(1, Math.sqrt(h)))
}

/** Metres east (x) and north (y) of a region's centre; equirectangular, true along the centre's parallel. */
export interface LocalFrame {
  readonly latE7: number
  readonly lonE7: number
  xOf(lonE7: number): number
  yOf(latE7: number): number
  latE7Of(yM: number): number
  lonE7Of(xM: number): number
  /** Great circle between two places of the frame (haversine), metres. */
  metres(xA: number, yA: number, xB: number, yB: number): number
  /** Relative error of planar distances within 25 km of the centre, at most. */
  readonly distortion: number
}

export const localFrame = (latE7: number, lonE7: number): LocalFrame => {
  const north = EARTH_M * RAD_E7
  const east = north * Math.cos(latE7 * RAD_E7)
  return {
    latE7,
    lonE7,
    xOf: (lon) => wrap180E7(lon - lonE7) * east,
    yOf: (lat) => (lat - latE7) * north,
    latE7Of: (yM) => Math.round(latE7 + yM / north),
    lonE7Of: (xM) => wrap180E7(Math.round(lonE7 + xM / east)),
    metres: (xA, yA, xB, yB) => {
      const latA = latE7 * RAD_E7 + yA / EARTH_M
      const latB = latE7 * RAD_E7 + yB / EARTH_M
      const a = Math.sin((latB - latA) / 2)
      const b = Math.sin((xB - xA) / (2 * EARTH_M * Math.cos(latE7 * RAD_E7)))
      return 2 * EARTH_M * Math.asin(Math.min(1, Math.sqrt(a * a + b * b * Math.cos(latA) * Math.cos(latB))))
    },
    distortion: (25_000 / EARTH_M) * Math.tan(Math.abs(latE7 * RAD_E7)) + 1e-4,
  }
}
