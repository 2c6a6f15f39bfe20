/** What can be done with an order under way: share it, or cancel it. */
import type { OrderTracker } from '@tutti/client/delivery'
import { DELIVERY } from '../../../../shared/delivery/rules.ts'
import type { OrderView, RegionInfo } from '../../../../shared/delivery/types.ts'
import { element } from '../../../shell/dom.ts'
import { icon } from '../../../shell/icons.ts'
import { toast } from '../../../shell/notice.ts'
import { field, openDialog } from '../../../shell/overlay/dialog.ts'
import { linkAddress } from '../../address.ts'
import { moneyOf } from '../../words.ts'
import { refused } from '../../words/refusals.ts'
import { isOver } from '../../words/states.ts'
import { orderAgain } from '../again.ts'
import type { CustomerDesk } from '../desk.ts'

export const drawActs = (desk: CustomerDesk, order: OrderView, tracker: OrderTracker): HTMLElement => {
  const { region } = desk
  const cooked = order.state === 'preparing'
  const may = order.state === 'pending' || order.state === 'confirmed' || cooked
  return element(
    'div',
    { class: 'customer-acts' },
    ...(isOver(order)
      ? [element('button', { class: 'button small', click: () => orderAgain(desk, order) }, 'Order again')]
      : [
          element(
            'button',
            { class: 'button small', click: () => share(order, tracker, region) },
            icon('link'),
            'Share',
          ),
        ]),
    ...(may
      ? [element('button', { class: 'button small', click: () => cancel(order, tracker, region) }, 'Call it off')]
      : []),
  )
}

const share = (order: OrderView, tracker: OrderTracker, region: RegionInfo): void => {
  tracker.share().then((code) => {
    const link = linkAddress(region.id, code)
    const shown = element('input', { class: 'field', readonly: true, value: link, 'aria-label': 'Link to this order' })
    const copy = element('button', { class: 'button', type: 'button' }, icon('copy'), 'Copy')
    copy.addEventListener('click', () => {
      shown.select()
      navigator.clipboard.writeText(link).then(
        () => toast({ text: 'The link is copied.' }),
        () => toast({ text: 'The browser does not let this page copy. The link is selected: copy it yourself.' }),
      )
    })
    const end = element('button', { class: 'button', type: 'button' }, 'End the link')
    end.addEventListener('click', () => {
      tracker.unshare().then(() => {
        dialog.close()
        toast({ text: 'Nobody watches this order any more.' })
      }, refused('The link stays'))
    })
    const dialog = openDialog({
      title: 'Let somebody watch',
      body: [
        element('p', { class: 'quiet' }, 'Whoever has this link sees where this order is, and nothing else of yours.'),
        shown,
        element('div', { class: 'customer-acts' }, copy, end),
        element('p', { class: 'quiet' }, 'It ends a quarter of an hour after the order does.'),
      ],
    })
    shown.select()
  }, refused('There is no link'))
}

const cancel = (order: OrderView, tracker: OrderTracker, region: RegionInfo): void => {
  const reason = element('input', { class: 'field', maxlength: DELIVERY.reasonMax, placeholder: 'Changed my mind' })
  openDialog({
    title: 'Call this order off?',
    body: [element('p', {}, costOf(order, region)), field('Why (if you like)', reason)],
    action: 'Call it off',
    danger: true,
    run: () => tracker.cancel(reason.value.trim() === '' ? undefined : reason.value.trim()),
  })
}

const costOf = ({ state, currency, amounts }: OrderView, { rules }: RegionInfo): string => {
  if (state === 'pending') return 'It costs nothing: the restaurant has not answered yet.'
  if (state === 'preparing') {
    const food =
      amounts === null ? '' : ` of ${moneyOf(amounts.total - amounts.delivery - amounts.surge - amounts.tip, currency)}`
    return `It is being cooked: the food${food} is paid for, delivery and tip come back.`
  }
  return rules.cancelFee === 0
    ? 'It costs nothing: the kitchen has not begun.'
    : `Free within a minute of being taken, then ${moneyOf(rules.cancelFee, currency)}.`
}
