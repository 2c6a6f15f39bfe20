/** How many couriers the city has of its own, and how fast its time goes. */
import { DELIVERY } from '@tutti/client/delivery'
import type { Dispatch, Figures } from '@tutti/client/delivery'
import { element, say } from '../../shell/dom.ts'
import { refused } from '../../shell/refused.ts'
import { countOf } from '../../shell/words.ts'

export interface LoadPart {
  readonly root: HTMLElement
  show(figures: Figures | null): void
}

/** Even steps for the hand: few couriers are as easy to choose as many. */
const STEPS = [0, 20, 50, 150, 400, 800, 1_500, 3_000, 5_000, 10_000, 15_000, DELIVERY.simulatedMax]
const PACES = [1, 4, 15, DELIVERY.paceMax]
/** A hand that still moves is not done choosing. */
const SETTLE_MS = 250
/** What was asked for is shown so long, until figures can have caught up with it. */
const TRUST_MS = 2_500

export const makeLoad = (dispatch: Dispatch): LoadPart => {
  let heldUntilMs = 0
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
  const ask = (couriers: number, pace?: number): void => {
    dispatch.simulate(couriers, pace).catch((error: unknown) => {
      heldUntilMs = 0
      refused('The city stays as it is')(error)
    })
  }
  input.addEventListener('input', () => {
    heldUntilMs = performance.now() + SETTLE_MS + TRUST_MS
    say(value, countOf(asked(), 'courier'))
    window.clearTimeout(timer)
    timer = window.setTimeout(() => ask(asked()), SETTLE_MS)
  })
  const paces = PACES.map((times) => {
    // What was chosen a moment ago is not in the figures yet.
    const click = (): void =>
      ask(performance.now() < heldUntilMs ? asked() : (dispatch.figures?.simulated ?? asked()), times)
    return { times, button: element('button', { class: 'pace', 'aria-pressed': 'false', click }, `×${times}`) }
  })
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
      if (figures === null) return
      for (const { times, button } of paces) button.setAttribute('aria-pressed', String(times === figures.pace))
      if (performance.now() < heldUntilMs) return
      const at = STEPS.findLastIndex((step) => step <= figures.simulated)
      input.value = String(Math.max(0, at))
      say(value, countOf(figures.simulated, 'courier'))
    },
  }
}
