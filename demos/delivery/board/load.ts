/** How many couriers the city has of its own, and how fast its time goes. */
import { DELIVERY } from '../../../shared/delivery/rules.ts'
import type { Figures } from '../../../shared/delivery/types.ts'
import { element, say } from '../../shell/dom.ts'
import { refused } from '../../shell/refused.ts'
import { countOf } from '../../shell/words.ts'
import type { Feed } from './feed.ts'

export interface LoadPart {
  readonly root: HTMLElement
  show(figures: Figures | null): void
}

/** Even steps for the hand: few couriers are as easy to choose as many. */
const STEPS = [0, 20, 50, 100, 200, 400, 800, 1_500, 3_000, 5_000, 10_000, 15_000, DELIVERY.simulatedMax]
const PACES = [1, 5, 15, DELIVERY.paceMax]
/** A hand that still moves is not done choosing. */
const SETTLE_MS = 250

export const makeLoad = (feed: Feed): LoadPart => {
  let pace = 1
  let held = false
  let timer = 0
  const value = element('output', {}, '–')
  const input = element('input', {
    type: 'range',
    min: 0,
    max: STEPS.length - 1,
    step: 1,
    value: 0,
    'aria-label': 'Simulated couriers',
  })
  const asked = (): number => STEPS[Number(input.value)] ?? 0
  const ask = (): void => {
    held = false
    feed.room.request('simulate', { couriers: asked(), pace }).catch(refused('The city stays as it is'))
  }
  input.addEventListener('input', () => {
    held = true
    say(value, countOf(asked(), 'courier'))
    window.clearTimeout(timer)
    timer = window.setTimeout(ask, SETTLE_MS)
  })
  const paces = PACES.map((times) => {
    const click = (): void => {
      pace = times
      drawPace()
      ask()
    }
    return { times, button: element('button', { class: 'pace', 'aria-pressed': 'false', click }, `×${times}`) }
  })
  const drawPace = (): void => {
    for (const { times, button } of paces) button.setAttribute('aria-pressed', String(times === pace))
  }
  drawPace()
  return {
    root: element(
      'div',
      { class: 'load' },
      element('label', { class: 'load-slider' }, element('span', {}, 'Load'), input, value),
      element(
        'div',
        { class: 'paces', role: 'group', 'aria-label': 'How fast the city lives' },
        ...paces.map(({ button }) => button),
      ),
    ),
    show(figures) {
      if (figures === null || held || document.activeElement === input) return
      const at = STEPS.findLastIndex((step) => step <= figures.simulated)
      input.value = String(Math.max(0, at))
      say(value, countOf(figures.simulated, 'courier'))
    },
  }
}
