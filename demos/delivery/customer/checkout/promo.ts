/** A promotion's word: one that does not count must not stand between somebody and their soup. */
import type { Basket } from '@tutti/client/delivery'
import { DELIVERY } from '../../../../shared/delivery/rules.ts'
import { element, say } from '../../../shell/dom.ts'
import { field } from '../../../shell/overlay/dialog.ts'
import { refusalText } from '../../words/refusals.ts'

export interface Promo {
  readonly root: HTMLElement
  /** True: the refusal is of the promotion, which is given up and said so. */
  heard(error: unknown): boolean
}

export const makePromo = (basket: Basket): Promo => {
  let tried = ''
  const input = element('input', { class: 'field', maxlength: DELIVERY.promoMax, placeholder: 'If you have one' })
  const problem = element('small', { class: 'problem', role: 'status' })
  input.addEventListener('change', () => {
    tried = input.value.trim()
    say(problem, '')
    basket.change({ promos: tried === '' ? [] : [tried] })
  })
  return {
    root: element('div', { class: 'customer-promo' }, field('Promotion', input), problem),
    heard(error) {
      if (error === null || tried === '') return false
      say(problem, refusalText(`${tried} takes nothing off`, error))
      tried = ''
      basket.change({ promos: [] })
      return true
    },
  }
}
