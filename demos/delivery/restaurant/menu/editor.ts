/** The menu as its kitchen keeps it: what there is, for how much, and what is sold out today. */
import type { MenuItem } from '../../../../shared/delivery/types.ts'
import { element, say } from '../../../shell/dom.ts'
import { icon } from '../../../shell/icons.ts'
import { redraw } from '../../live/focus.ts'
import { moneyOf } from '../../words.ts'
import { refused } from '../../words/refusals.ts'
import type { KitchenDesk } from '../desk.ts'
import { editItem } from './item.ts'

export const makeMenuEditor = (desk: KitchenDesk) => {
  const { kitchen, region } = desk
  const { currency } = region.rules
  const list = element('div', { class: 'restaurant-items', role: 'list', 'aria-label': 'Menu' })
  const status = element('p', { class: 'quiet', role: 'status' })
  let menu: readonly MenuItem[] = []

  const row = (item: MenuItem): HTMLElement => {
    const { id, ...facts } = item
    const has = element('input', { type: 'checkbox', checked: item.available, 'data-key': `has ${id}` })
    has.addEventListener('change', () => {
      const available = has.checked
      kitchen.putItem(id, { ...facts, available }).catch((error: unknown) => {
        has.checked = !available
        refused(`${item.name} stays as it was`)(error)
      })
    })
    return element(
      'div',
      { class: item.available ? 'restaurant-item' : 'restaurant-item gone', role: 'listitem', 'data-item': id },
      element('label', { class: 'check', title: 'To be had today' }, has, element('span', {}, item.name)),
      element('span', { class: 'price' }, moneyOf(item.price, currency)),
      element(
        'button',
        {
          class: 'icon-button',
          'aria-label': `Change ${item.name}`,
          title: 'Change',
          click: () => editItem(desk, item),
        },
        icon('pencil'),
      ),
    )
  }
  return {
    root: element(
      'div',
      { class: 'restaurant-menu', role: 'tabpanel', 'aria-label': 'Menu' },
      list,
      status,
      element('button', { class: 'button', click: () => editItem(desk, undefined) }, icon('plus'), 'Something new'),
    ),
    show(next: readonly MenuItem[]) {
      // Only what changed: whoever is at a switch stays there.
      if (JSON.stringify(next) === JSON.stringify(menu) && list.childElementCount > 0) return
      menu = next
      redraw(list, ...next.map(row))
      say(status, next.length === 0 ? 'Nothing is on the menu yet. Add something: then it can be ordered.' : '')
    },
    close: () => undefined,
  }
}
