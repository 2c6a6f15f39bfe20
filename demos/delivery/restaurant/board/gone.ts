/** An order that is out of the kitchen: where it is now, and stars for who ate it. */
import type { OrderView } from '../../../../shared/delivery/types.ts'
import { element } from '../../../shell/dom.ts'
import { toast } from '../../../shell/notice.ts'
import { timeOf } from '../../../shell/words.ts'
import { refused } from '../../words/refusals.ts'
import { starsField } from '../../words/stars.ts'
import { linesText, shortId } from '../../words/states.ts'
import type { KitchenDesk } from '../desk.ts'

const WORDS: Readonly<Record<string, string>> = {
  picked_up: 'with its courier',
  in_transit: 'on its way',
  delivered: 'delivered',
  cancelled: 'cancelled',
}

export const drawGone = ({ kitchen }: KitchenDesk, order: OrderView): HTMLElement => {
  const end = order.steps.at(-1)
  const rate = (stars: number): void => {
    kitchen
      .rate(order.id, stars)
      .then(
        () => toast({ text: `Thank you: ${order.customer?.name ?? 'the customer'} has your stars.` }),
        refused('Your stars were not kept'),
      )
  }
  return element(
    'article',
    { class: 'restaurant-out', role: 'listitem', 'data-order': order.id, 'data-state': order.state },
    element(
      'header',
      {},
      element('strong', {}, shortId(order.id)),
      element('span', {}, WORDS[order.state] ?? ''),
      element('time', { class: 'quiet' }, end === undefined ? '' : timeOf(end.at)),
    ),
    element('p', { class: 'quiet' }, linesText(order)),
    ...(order.state === 'delivered'
      ? [starsField(order.customer?.name ?? 'The customer', order.rated?.customer, rate, order.id)]
      : []),
  )
}
