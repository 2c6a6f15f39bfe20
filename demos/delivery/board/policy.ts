/** Nearest first or all together: which one decides now, and what each has done so far, side by side. */
import type { Dispatch, DispatchPolicy, Figures } from '@tutti/client/delivery'
import { element, say } from '../../shell/dom.ts'
import { refused } from '../../shell/refused.ts'
import { countOf } from '../../shell/words.ts'

export interface PolicyPart {
  readonly root: HTMLElement
  show(figures: Figures | null): void
}

const POLICIES: readonly (readonly [DispatchPolicy, string, string])[] = [
  ['nearest', 'Nearest first', 'Whoever is free and nearest is asked, the moment an order comes'],
  [
    'batched',
    'All together',
    'Every three seconds all open orders are matched with all couriers, as cheap in sum as can be',
  ],
]

export const makePolicy = (dispatch: Dispatch): PolicyPart => {
  const choices = POLICIES.map(([policy, label, about]) => {
    const door = element('b', {}, '–')
    const beside = element('small')
    const button = element(
      'button',
      {
        class: 'policy',
        title: about,
        'aria-pressed': 'false',
        click: () => {
          dispatch.policy(policy).catch(refused('The policy stays as it is'))
        },
      },
      element('span', {}, label),
      door,
      beside,
    )
    return { policy, button, door, beside }
  })
  return {
    root: element(
      'div',
      { class: 'policies', role: 'group', 'aria-label': 'How couriers are chosen' },
      ...choices.map(({ button }) => button),
    ),
    show(figures) {
      if (figures === null) return
      for (const { policy, button, door, beside } of choices) {
        button.setAttribute('aria-pressed', String(figures.dispatch.policy === policy))
        const done = figures.dispatch.done[policy]
        if (done === null) {
          say(door, '–')
          say(beside, figures.dispatch.policy === policy ? 'measuring…' : 'not tried yet')
        } else {
          say(door, `${done.mean.toFixed(1)} min`)
          say(beside, `p90 ${done.p90.toFixed(1)} · ${countOf(done.delivered, 'order')}`)
        }
      }
    },
  }
}
