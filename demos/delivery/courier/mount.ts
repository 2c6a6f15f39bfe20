/** The courier's phone: on shift, asked, riding, delivering; and what it does where there is no network. */
import '../style/parts.css'
import '../style/courier.css'
import { openCourier } from '@tutti/client/delivery'
import type { Vehicle } from '../../../shared/delivery/rules.ts'
import { element } from '../../shell/dom.ts'
import type { Mount } from '../desk.ts'
import { Closing } from '../live/closing.ts'
import { tellGone } from '../live/gone.ts'
import { tellRetrying } from '../live/retrying.ts'
import { streetsOf } from '../live/streets.ts'
import type { Streets } from '../live/streets.ts'
import type { CourierDesk } from './desk.ts'
import { makeControls } from './drive/controls.ts'
import { Ride } from './drive/ride.ts'
import { makeJobs } from './jobs/jobs.ts'
import { makeLineSwitch } from './line.ts'
import { makePhoneMap } from './map.ts'
import { makeOffer } from './offer.ts'
import { makeShift } from './shift.ts'
import { startOf, waitNear } from './start.ts'

export const mount: Mount = async (place, side) => {
  const courier = await openCourier(side.client, side.region, { name: side.me.name })
  const { region } = courier
  const closing = new Closing()
  closing.add(() => courier.close())
  if (region === null) {
    closing.close()
    throw new Error('this region is not made yet')
  }
  const city = await side.city(region)
  let streets: Streets | undefined
  let vehicle: Vehicle = courier.me?.vehicle ?? 'scooter'
  const start = await startOf(side, region, city, courier.me?.jobs.length ?? 0)
  const ride = new Ride(
    courier,
    region,
    start,
    () => vehicle,
    () => streets,
  )
  closing.add(() => ride.close())
  const desk: CourierDesk = {
    side,
    courier,
    region,
    ride,
    get streets() {
      return streets
    },
    get vehicle() {
      return vehicle
    },
  }
  const shift = makeShift(desk, (chosen) => {
    vehicle = chosen
    ride.plan()
  })
  const map = makePhoneMap(desk)
  const offer = makeOffer(desk)
  const jobs = makeJobs(desk)
  const controls = makeControls(desk)
  const line = makeLineSwitch(desk)
  for (const part of [shift, map, offer, jobs, controls, line]) closing.add(() => part.close())
  const root = element(
    'div',
    { class: 'courier' },
    shift.root,
    element('div', { class: 'courier-screen' }, map.root, offer.root),
    jobs.root,
    controls.root,
    line.root,
  )
  place.replaceChildren(root)
  closing.add(tellGone(courier, place))
  closing.add(tellRetrying(courier, place))
  // Whoever orders beside us is to see this phone ride: it waits near the kitchen that was chosen.
  closing.add(
    side.story.onChange(({ restaurant }) => {
      if (restaurant !== undefined && (courier.me?.jobs.length ?? 0) === 0) waitNear(desk, restaurant)
    }),
  )
  const mark = (): void => {
    root.dataset['status'] = courier.me?.status ?? 'offline'
  }
  closing.add(courier.on('me', mark))
  mark()
  if (city !== undefined)
    streetsOf(city).then(
      (found) => {
        streets = found
        ride.plan()
      },
      // It rides straight on.
      () => undefined,
    )
  return closing
}
