/** How this phone gets about: a ride by itself through the generated streets, or the device's own place. */
import { element, say, show } from '../../../shell/dom.ts'
import { Closing } from '../../live/closing.ts'
import { wayOf } from '../../words.ts'
import type { CourierDesk } from '../desk.ts'
import { PACES } from './ride.ts'
import type { Pace, RideSource } from './ride.ts'

const NAMES: Readonly<Record<Pace, string>> = {
  usual: 'As fast as people ride',
  quick: 'Three times as fast',
  most: 'As fast as is believed',
}
const TROUBLE = {
  denied: 'The browser does not tell this page where you are. Allow it beside the address, then try again.',
  unavailable: 'This device does not know where it is. It goes on trying.',
  timeout: 'This device did not find out where it is in time. It goes on trying.',
} as const

export const makeControls = ({ ride }: CourierDesk) => {
  const closing = new Closing()
  const sources: readonly (readonly [RideSource, string])[] = [
    ['ride', 'Virtual ride'],
    ['device', 'My real place'],
  ]
  const buttons = sources.map(([source, label]) =>
    element('button', { class: 'chip-button', 'data-source': source, click: () => choose(source) }, label),
  )
  const pace = element(
    'select',
    { class: 'field', 'aria-label': 'How fast' },
    ...PACES.map((value) => element('option', { value }, NAMES[value])),
  )
  pace.value = ride.pace
  pace.addEventListener('change', () => (ride.pace = PACES.find((one) => one === pace.value) ?? 'quick'))
  const speed = element('span', { class: 'quiet courier-speed' })
  const trouble = element('p', { class: 'problem', role: 'status', hidden: true })
  const draw = (): void => {
    for (const button of buttons) button.setAttribute('aria-pressed', String(button.dataset['source'] === ride.source))
    show(pace, ride.source === 'ride')
    show(trouble, ride.trouble !== undefined)
    if (ride.trouble !== undefined) say(trouble, TROUBLE[ride.trouble])
    say(
      speed,
      ride.source === 'device'
        ? ''
        : ride.isThere
          ? 'Standing'
          : `${Math.round(ride.speedMS * 3.6)} km/h · ${wayOf(ride.leftM)} to go`,
    )
  }
  const choose = (source: RideSource): void => {
    ride.from(source)
    draw()
  }
  closing.add(ride.onMove(draw))
  draw()
  return {
    root: element(
      'section',
      { class: 'courier-ride', 'aria-label': 'Ride' },
      element('div', { class: 'courier-line' }, ...buttons, speed),
      pace,
      trouble,
    ),
    close: () => closing.close(),
  }
}
