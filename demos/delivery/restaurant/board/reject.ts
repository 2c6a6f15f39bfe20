/** An order that the kitchen cannot make: why, in a word that its customer reads. */
import { DELIVERY } from '../../../../shared/delivery/rules.ts'
import type { OrderView } from '../../../../shared/delivery/types.ts'
import { element } from '../../../shell/dom.ts'
import { field, openDialog } from '../../../shell/overlay/dialog.ts'
import { linesText, shortId } from '../../words/states.ts'
import type { KitchenDesk } from '../desk.ts'

const REASONS = ['Sold out', 'Too busy', 'Closing soon', 'Kitchen is down'] as const

export const askReason = ({ kitchen }: KitchenDesk, order: OrderView): void => {
  const own = element('input', { class: 'field', maxlength: DELIVERY.reasonMax, value: REASONS[0] })
  const chips = REASONS.map((reason) =>
    element('button', { class: 'chip-button', type: 'button', click: () => (own.value = reason) }, reason),
  )
  openDialog({
    title: `Reject ${shortId(order.id)}?`,
    body: [
      element('p', {}, linesText(order)),
      element('div', { class: 'chips', role: 'group', 'aria-label': 'Why' }, ...chips),
      field('What the customer is told', own),
      element('p', { class: 'quiet' }, 'The customer has all of the money back.'),
    ],
    action: 'Reject it',
    danger: true,
    async run() {
      const reason = own.value.trim()
      if (reason === '') throw new Error('say why: the customer reads it')
      await kitchen.reject(order.id, reason)
    },
  })
}
