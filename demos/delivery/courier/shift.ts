/** On shift or not, what one rides, and what it has brought in. */
import { VEHICLES } from '../../../shared/delivery/rules.ts'
import type { Vehicle } from '../../../shared/delivery/rules.ts'
import { element, say, show } from '../../shell/dom.ts'
import { Closing } from '../live/closing.ts'
import { moneyOf } from '../words.ts'
import { refused } from '../words/refusals.ts'
import { starsText } from '../words/stars.ts'
import type { CourierDesk } from './desk.ts'

const NAMES: Readonly<Record<Vehicle, string>> = { foot: 'On foot', bike: 'Bike', scooter: 'Scooter', car: 'Car' }
/** Orders in hand at once. */
const LOADS = [1, 2, 3] as const

const WORDS = {
  offline: 'Off shift',
  idle: 'Waiting for an offer',
  paused: 'Paused',
  busy: 'On a job',
} as const

export const makeShift = (desk: CourierDesk, rides: (vehicle: Vehicle) => void) => {
  const { courier, region } = desk
  const closing = new Closing()
  const word = element('strong', { class: 'courier-word', role: 'status' })
  const earned = element('span', { class: 'courier-earned' })
  const rating = element('span', { class: 'quiet' })
  const vehicle = element(
    'select',
    { class: 'field', 'aria-label': 'What you ride' },
    ...VEHICLES.map((value) => element('option', { value }, NAMES[value])),
  )
  vehicle.value = desk.vehicle
  const load = element(
    'select',
    { class: 'field', 'aria-label': 'Orders at once' },
    ...LOADS.map((value) => element('option', { value }, value === 1 ? '1 order' : `${value} orders`)),
  )
  load.value = String(courier.me?.maxLoad ?? 2)
  const go = element('button', { class: 'button act' }, 'Go online')
  const pause = element('button', { class: 'button' }, 'Pause')
  const end = element('button', { class: 'button' }, 'End shift')
  const buttons = [go, pause, end]
  const kit = element('div', { class: 'courier-line' }, vehicle, load)
  const rode = element('span', { class: 'quiet courier-rode' })

  const draw = (): void => {
    const { me } = courier
    const status = me?.status ?? 'offline'
    say(word, WORDS[status])
    say(earned, moneyOf(me?.earned ?? 0, region.rules.currency))
    say(rating, me === null ? '' : starsText(me.rating.mean, me.rating.count))
    show(go, status === 'offline')
    show(pause, status !== 'offline')
    say(pause, status === 'paused' ? 'Go on' : 'Pause')
    show(end, status !== 'offline')
    end.disabled = (me?.jobs.length ?? 0) > 0
    end.title = end.disabled ? 'Deliver first what you have' : ''
    show(kit, status === 'offline')
    say(rode, status === 'offline' ? '' : `${NAMES[me?.vehicle ?? 'scooter']}, ${me?.maxLoad ?? 1} at once`)
  }
  const run = (done: Promise<void>, what: string): void => {
    for (const button of buttons) button.disabled = true
    done.catch(refused(what)).finally(() => {
      for (const button of buttons) button.disabled = false
      draw()
    })
  }
  const chosen = (): Vehicle => VEHICLES.find((one) => one === vehicle.value) ?? 'scooter'
  const online = (): Promise<void> => {
    rides(chosen())
    return courier.online({ vehicle: chosen(), maxLoad: Number(load.value) })
  }
  go.addEventListener('click', () => run(online(), 'You are not online'))
  pause.addEventListener('click', () => run(courier.pause(courier.me?.status !== 'paused'), 'Nothing has changed'))
  end.addEventListener('click', () => run(courier.offline(), 'You are still on shift'))
  vehicle.addEventListener('change', () => rides(chosen()))
  closing.add(courier.on('me', draw))
  draw()
  return {
    root: element(
      'header',
      { class: 'courier-shift' },
      element('div', { class: 'courier-line' }, word, earned, rating),
      kit,
      element('div', { class: 'courier-line' }, rode, go, pause, end),
    ),
    close: () => closing.close(),
  }
}
