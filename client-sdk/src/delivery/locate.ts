/** The device's own positions, from `navigator.geolocation`. */
import type { ClientClock } from '../clock.ts'
import type { Off } from '../listeners.ts'
import type { PositionInput } from './rate.ts'

export interface LocateOptions {
  /** Default: the browser's own. */
  readonly geolocation?: Pick<Geolocation, 'watchPosition' | 'clearWatch' | 'getCurrentPosition'> | undefined
  /** What the device says instead of a position; it goes on trying unless it is not permitted. */
  readonly failed?: ((why: 'denied' | 'unavailable' | 'timeout') => void) | undefined
}

/** A device that lies still may tell nothing: it is asked after this. */
const SILENCE_MS = 30_000
/** Older than this, a position is not one of now. */
const AGE_MAX_MS = 60_000
const PRECISE = { enableHighAccuracy: true, maximumAge: 0, timeout: 20_000 }
const WHY = ['unavailable', 'denied', 'unavailable', 'timeout'] as const

export const locate = (
  clock: ClientClock,
  { geolocation, failed }: LocateOptions,
  tell: (at: PositionInput) => void,
): Off => {
  const source = geolocation ?? (typeof navigator === 'undefined' ? undefined : navigator.geolocation)
  if (source === undefined) {
    failed?.('unavailable')
    return () => {}
  }
  let cancel = (): void => {}
  let over = false
  const heard = (position: GeolocationPosition): void => {
    if (over) return
    expect()
    tell(fromDevice(position, clock.wall()))
  }
  const missed = ({ code }: Pick<GeolocationPositionError, 'code'>): void => {
    if (!over) failed?.(WHY[code] ?? 'unavailable')
  }
  const expect = (): void => {
    cancel()
    cancel = clock.after(SILENCE_MS, () => {
      expect()
      source.getCurrentPosition(heard, missed, PRECISE)
    })
  }
  const watch = source.watchPosition(heard, missed, PRECISE)
  expect()
  return () => {
    over = true
    cancel()
    source.clearWatch(watch)
  }
}

/** What the browser calls a position, in the units of a fix. `wallMs`: of the same clock as its timestamp. */
export const fromDevice = ({ coords, timestamp }: GeolocationPosition, wallMs: number): PositionInput => {
  const { latitude, longitude, heading, speed, accuracy } = coords
  const ageMs = wallMs - timestamp
  return {
    latE7: Math.round(latitude * 1e7),
    lonE7: Math.round(longitude * 1e7),
    accuracyM: accuracy,
    ...(heading !== null && Number.isFinite(heading) && { headingCdeg: Math.round(heading * 100) % 36_000 }),
    ...(speed !== null && Number.isFinite(speed) && { speedCmS: speed * 100 }),
    // The clock may have been set in between.
    ageMs: ageMs > 0 && ageMs <= AGE_MAX_MS ? ageMs : 0,
  }
}
