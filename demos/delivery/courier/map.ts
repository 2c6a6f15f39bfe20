/** The phone's map: where I am, the way ahead, and where things are fetched and brought. */
import type { Place } from '../../../shared/delivery/types.ts'
import { element } from '../../shell/dom.ts'
import { Closing } from '../live/closing.ts'
import type { Line, Pin } from '../map/marks.ts'
import type { CourierDesk } from './desk.ts'
import { stopsOf } from './jobs/next.ts'
import { keepPlace } from './start.ts'

const KEEP_MS = 2_000
const NEAR_ZOOM = -1
/** What is being fitted is let be. */
const FIT_MS = 1_000

export const makePhoneMap = (desk: CourierDesk) => {
  const { courier, region, ride, side } = desk
  const closing = new Closing()
  const holder = element('div', { class: 'courier-map', role: 'region', 'aria-label': 'My way' })
  // Leaflet places its holder by itself.
  const root = element('div', { class: 'courier-map-place' }, holder)
  const map = side.map(holder, region, { zoom: NEAR_ZOOM })
  closing.add(() => map.close())
  const me = map.pin(ride.place, { kind: 'courier', label: 'You', chosen: true })
  let line: Line | undefined
  const pins = new Map<string, Pin>()
  let seen = ''
  let fittedMs = 0

  const move = (): void => {
    me.move(ride.place, ride.headingCdeg)
    const ahead = ride.ahead()
    if (ahead.length < 2) {
      line?.remove()
      line = undefined
    } else {
      line ??= map.line(ahead, { token: '--sky' })
      line.set(ahead)
    }
    follow()
  }
  /** Kept in view while it rides, without moving the ground under whoever looks elsewhere for a moment. */
  const follow = (): void => {
    if (performance.now() - fittedMs < FIT_MS) return
    if (!map.leaflet.getBounds().pad(-0.15).contains(map.at(ride.place)) && !root.matches(':hover'))
      map.leaflet.panTo(map.at(ride.place), { animate: false })
  }
  const stops = (): void => {
    const now = stopsOf(courier.jobs)
    const offer = courier.offer
    const wanted = new Map<string, readonly [Place, 'restaurant' | 'door', string]>()
    for (const stop of now)
      wanted.set(`${stop.is} ${stop.order.id}`, [stop.place, stop.is === 'pickup' ? 'restaurant' : 'door', stop.name])
    if (offer !== null) {
      wanted.set('offered pickup', [offer.pickup.place, 'restaurant', offer.pickup.name])
      wanted.set('offered drop', [offer.drop.place, 'door', 'Somewhere around here'])
    }
    for (const [key, pin] of pins)
      if (!wanted.has(key)) {
        pin.remove()
        pins.delete(key)
      }
    for (const [key, [place, kind, label]] of wanted) if (!pins.has(key)) pins.set(key, map.pin(place, { kind, label }))
    const all = [...wanted.keys()].join()
    if (all === seen) return
    seen = all
    fittedMs = performance.now()
    map.fit([ride.place, ...[...wanted.values()].map(([place]) => place)], NEAR_ZOOM)
  }
  closing.add(ride.onMove(move))
  closing.add(courier.on('jobs', stops))
  closing.add(courier.on('offer', stops))
  // A ride by hand: to wherever one points, while there is nothing to do.
  closing.add(
    map.onClick((place) => {
      if (ride.source === 'ride' && courier.jobs.length === 0) ride.jump(place)
    }),
  )
  let kept = ''
  closing.every(KEEP_MS, () => {
    const { latE7, lonE7 } = ride.place
    if (`${latE7} ${lonE7}` !== kept) keepPlace(side, ride.place)
    kept = `${latE7} ${lonE7}`
  })
  map.fit([ride.place], NEAR_ZOOM)
  stops()
  return { root, close: () => closing.close() }
}
