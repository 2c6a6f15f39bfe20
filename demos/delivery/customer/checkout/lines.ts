/** The basket's lines, each with its steps. */
import { element } from '../../../shell/dom.ts'
import { icon } from '../../../shell/icons.ts'
import { moneyOf } from '../../words.ts'
import type { Cart, CartLine } from '../cart.ts'

export const drawLines = (cart: Cart, currency: string): HTMLElement => {
  const of = { id: cart.restaurant, name: cart.restaurantName }
  const row = (line: CartLine): HTMLElement => {
    const { item, name, price, pieces } = line
    const put = (count: number): void => void cart.put(of, { id: item, name, price }, count)
    return element(
      'div',
      { class: 'customer-line', role: 'listitem' },
      element('span', {}, name),
      element('span', { class: 'price' }, moneyOf(price * pieces, currency)),
      element(
        'span',
        { class: 'stepper' },
        element('button', { class: 'step', 'aria-label': `Less ${name}`, click: () => put(pieces - 1) }, '−'),
        element('output', { class: 'pieces' }, String(pieces)),
        element('button', { class: 'step', 'aria-label': `More ${name}`, click: () => put(pieces + 1) }, icon('plus')),
      ),
    )
  }
  return element('div', { role: 'list', 'aria-label': 'Basket' }, ...cart.lines.map(row))
}
