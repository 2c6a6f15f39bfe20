/** Stars for the kitchen and for who brought it; once, or anew within a day. */
import type { OrderTracker } from '@tutti/client/delivery'
import type { OrderView } from '../../../../shared/delivery/types.ts'
import { element } from '../../../shell/dom.ts'
import { toast } from '../../../shell/notice.ts'
import { refused } from '../../words/refusals.ts'
import { starsField } from '../../words/stars.ts'

type Of = 'restaurant' | 'courier'

const TAGS: Readonly<Record<Of, readonly string[]>> = {
  restaurant: ['tasty', 'warm', 'well packed', 'not as ordered'],
  courier: ['friendly', 'quick', 'careful', 'hard to find'],
}

export const drawRating = (order: OrderView, tracker: OrderTracker): HTMLElement => {
  const one = (of: Of, name: string): HTMLElement => {
    const chosen = new Set<string>()
    let given = order.rated?.[of]
    const send = (): void => {
      if (given === undefined) return
      tracker
        .rate(of, given, [...chosen])
        .then(
          () => toast({ text: `Thank you. ${name} has your ${given === 1 ? 'star' : `${given} stars`}.` }),
          refused('Your stars were not kept'),
        )
    }
    const tags = element(
      'span',
      { class: 'chips', hidden: given === undefined, role: 'group', 'aria-label': `What about ${name}` },
      ...TAGS[of].map((tag) => {
        const chip = element('button', { class: 'chip-button', type: 'button', 'aria-pressed': 'false' }, tag)
        chip.addEventListener('click', () => {
          if (!chosen.delete(tag)) chosen.add(tag)
          chip.setAttribute('aria-pressed', String(chosen.has(tag)))
          send()
        })
        return chip
      }),
    )
    const stars = starsField(name, given, (count) => {
      given = count
      tags.hidden = false
      send()
    })
    return element('div', { class: 'customer-rate' }, stars, tags)
  }
  return element(
    'section',
    { class: 'customer-ratings', 'aria-label': 'Your stars' },
    element('h3', {}, 'How was it?'),
    one('restaurant', order.restaurant.name),
    ...(order.courier === null ? [] : [one('courier', order.courier.name)]),
  )
}
