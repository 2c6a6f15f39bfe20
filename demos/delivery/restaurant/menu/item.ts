/** One thing on the menu: made, changed, or taken off. */
import { DELIVERY } from '../../../../shared/delivery/rules.ts'
import type { MenuItem } from '../../../../shared/delivery/types.ts'
import { element } from '../../../shell/dom.ts'
import { choice, confirmDialog, field, openDialog } from '../../../shell/overlay/dialog.ts'
import { amountOf, plainAmount } from '../../words/money.ts'
import type { KitchenDesk } from '../desk.ts'

/** `known` undefined: a new one. */
export const editItem = ({ kitchen, region }: KitchenDesk, known: MenuItem | undefined): void => {
  const { currency, taxPpm } = region.rules
  const name = element('input', { class: 'field', maxlength: DELIVERY.nameMax, value: known?.name ?? '' })
  const about = element('input', { class: 'field', maxlength: DELIVERY.noteMax, value: known?.about ?? '' })
  const price = element('input', {
    class: 'field',
    inputmode: 'decimal',
    maxlength: 10,
    value: known === undefined ? '' : plainAmount(known.price, currency),
  })
  const classes = Object.entries(taxPpm)
  const tax = choice(
    classes.map(([one, ppm]) => [one, `${one} · ${(ppm / 10_000).toFixed(2).replace(/\.?0+$/, '')} %`] as const),
    known?.taxClass ?? classes[0]?.[0] ?? 'food',
  )
  const available = element('input', { type: 'checkbox', checked: known?.available ?? true })
  const remove = (one: MenuItem): HTMLElement =>
    element(
      'button',
      {
        class: 'button',
        type: 'button',
        click: () => {
          dialog.close()
          confirmDialog(
            `Take ${one.name} off the menu?`,
            'What was ordered of it is still cooked.',
            'Take it off',
            () => kitchen.putItem(one.id, null),
          )
        },
      },
      'Take it off the menu',
    )
  const dialog = openDialog({
    title: known === undefined ? 'Something new' : known.name,
    body: [
      field('Name', name),
      field('What it is', about),
      field(`Price in ${currency}`, price),
      field('Tax', tax),
      element('label', { class: 'check' }, available, 'To be had today'),
      ...(known === undefined ? [] : [remove(known)]),
    ],
    action: 'Keep it',
    async run() {
      const amount = amountOf(price.value, currency)
      if (name.value.trim() === '') throw new Error('give it a name')
      if (amount === undefined || amount > DELIVERY.amountMax) throw new Error('the price is no amount')
      await kitchen.putItem(known?.id ?? `d-${crypto.randomUUID().slice(0, 8)}`, {
        name: name.value.trim(),
        about: about.value.trim(),
        price: amount,
        taxClass: tax.value,
        available: available.checked,
      })
    },
  })
}
