/** A tunnel at a press: no network for this phone, what it keeps meanwhile, and how that goes up afterwards. */
import { element, say, show } from '../../shell/dom.ts'
import { countOf } from '../../shell/words.ts'
import { Closing } from '../live/closing.ts'
import type { CourierDesk } from './desk.ts'

const TICK_MS = 500
/** As the bar is drawn: so many kept fixes fill it. */
const FULL = 60

export const makeLineSwitch = ({ courier, side }: CourierDesk) => {
  const closing = new Closing()
  const off = element('input', { type: 'checkbox', role: 'switch' })
  const kept = element('strong', { class: 'courier-kept' })
  const bar = element('div', { class: 'courier-buffer', 'aria-hidden': 'true' }, element('span'))
  const words = element('p', { class: 'quiet', role: 'status' })
  off.addEventListener('change', () => {
    side.cut(off.checked)
    draw()
  })
  const draw = (): void => {
    const { waiting, unsent, acked, uploaded, lost } = courier.fixes
    const away = courier.status !== 'live'
    say(kept, `${waiting.toLocaleString('en')} kept here · ${acked.toLocaleString('en')} safe`)
    const fill = bar.firstElementChild
    if (fill instanceof HTMLElement) fill.style.width = `${Math.min(100, (waiting / FULL) * 100)}%`
    bar.dataset['state'] = away ? 'away' : unsent > 0 ? 'up' : 'still'
    const parts = [
      ...(courier.elsewhere
        ? ['Another window of yours is the phone: where this one rides is not told. Close that one to go on here.']
        : []),
      ...(away ? ['No network: where you ride is kept here and goes up when it is back.'] : []),
      ...(!away && uploaded > 0 ? [`${countOf(uploaded, 'fix', 'fixes')} went up after a time without network.`] : []),
      ...(lost > 0 ? [`${countOf(lost, 'fix', 'fixes')} lost: more were kept than fit.`] : []),
    ]
    say(words, parts.join(' '))
    show(words, parts.length > 0)
  }
  closing.add(courier.on('fixes', draw))
  closing.add(courier.on('status', draw))
  closing.every(TICK_MS, draw)
  closing.add(() => side.cut(false))
  draw()
  return {
    root: element(
      'section',
      { class: 'courier-network', 'aria-label': 'Network of this phone' },
      element('div', { class: 'courier-line' }, element('label', { class: 'check' }, off, 'No network'), kept),
      bar,
      words,
    ),
    close: () => closing.close(),
  }
}
