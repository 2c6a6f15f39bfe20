/** A price, line by line: each thing, and what comes on top of it. */
import type { Amounts, OrderLine } from '../../../../shared/delivery/types.ts'
import { element } from '../../../shell/dom.ts'
import { moneyOf, wayOf } from '../../words.ts'

export interface BillParts {
  readonly lines: readonly OrderLine[]
  readonly amounts: Amounts
  readonly currency: string
  /** Thousandths; absent: it is not known any more. */
  readonly surge?: number
  readonly distanceM?: number
  /** What each code takes off; absent: only their sum is known. */
  readonly promos?: readonly { readonly code: string; readonly amount: number }[]
}

export const drawBill = ({ lines, amounts, currency, surge, distanceM, promos }: BillParts): HTMLElement => {
  const row = (label: string, amount: number, kind = ''): HTMLElement =>
    element(
      'div',
      { class: `bill-row ${kind}`.trim() },
      element('dt', {}, label),
      element('dd', {}, moneyOf(amount, currency)),
    )
  const times = surge === undefined ? '' : `, ×${(surge / 1_000).toFixed(1)}`
  return element(
    'dl',
    { class: 'bill' },
    ...lines.map(({ pieces, name, amount }) => row(`${pieces} × ${name}`, amount, 'thing')),
    row('Subtotal', amounts.subtotal),
    row('Tax', amounts.tax),
    row(distanceM === undefined ? 'Delivery' : `Delivery, ${wayOf(distanceM)}`, amounts.delivery),
    ...(amounts.surge > 0 ? [row(`Many orders now${times}`, amounts.surge)] : []),
    ...(promos ?? (amounts.promo > 0 ? [{ code: 'Promotion', amount: amounts.promo }] : [])).map(({ code, amount }) =>
      row(code, -amount, 'good'),
    ),
    ...(amounts.tip > 0 ? [row('Tip for the courier', amounts.tip)] : []),
    row('Total', amounts.total, 'total'),
  )
}
