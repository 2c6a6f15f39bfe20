/** A tip: none, one of three, or one's own. */
import { DELIVERY } from '../../../../shared/delivery/rules.ts'
import { element } from '../../../shell/dom.ts'
import { moneyOf } from '../../words.ts'
import { amountOf } from '../../words/money.ts'

/** Whole units of the currency. */
const USUAL = ['0', '1', '2', '3'] as const
const TYPING_MS = 400

/** `changed` hears minor units. */
export const makeTip = (currency: string, changed: (amount: number) => void) => {
  let amount = 0
  let timer = 0
  const own = element('input', {
    class: 'field customer-tip-own',
    inputmode: 'decimal',
    maxlength: 7,
    placeholder: 'other',
    'aria-label': 'Another tip',
  })
  const buttons = USUAL.map((units) => {
    const value = amountOf(units, currency) ?? 0
    const button = element(
      'button',
      { class: 'chip-button', type: 'button' },
      value === 0 ? 'None' : moneyOf(value, currency).replace(/[.,]0+$/, ''),
    )
    button.addEventListener('click', () => {
      own.value = ''
      set(value)
    })
    return { value, button }
  })
  const draw = (): void => {
    for (const { value, button } of buttons)
      button.setAttribute('aria-pressed', String(own.value === '' && value === amount))
  }
  const set = (value: number): void => {
    if (value !== amount) {
      amount = value
      changed(amount)
    }
    draw()
  }
  own.addEventListener('input', () => {
    window.clearTimeout(timer)
    timer = window.setTimeout(() => set(Math.min(amountOf(own.value, currency) ?? 0, DELIVERY.amountMax)), TYPING_MS)
  })
  draw()
  return {
    root: element(
      'div',
      { class: 'customer-tip', role: 'group', 'aria-label': 'Tip for the courier' },
      element('span', { class: 'customer-tip-label' }, 'Tip for the courier'),
      element('span', { class: 'chips' }, ...buttons.map(({ button }) => button), own),
    ),
  }
}
