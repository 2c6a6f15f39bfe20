/** Whether the kitchen takes orders: always, never, or as its hours say. */
import { isWithin, weekMinuteOf } from '../../../../shared/delivery/hours.ts'
import type { Restaurant } from '../../../../shared/delivery/types.ts'
import { element, say } from '../../../shell/dom.ts'
import { refused } from '../../words/refusals.ts'
import type { KitchenDesk } from '../desk.ts'

const CHOICES = [
  { name: 'hours', value: null, label: 'By hours' },
  { name: 'open', value: true, label: 'Open' },
  { name: 'closed', value: false, label: 'Closed' },
] as const

export const makeSwitch = ({ kitchen, region }: KitchenDesk) => {
  let facts: Restaurant | undefined
  const word = element('span', { class: 'restaurant-takes', role: 'status' })
  const buttons = CHOICES.map(({ name, value, label }) => {
    const click = (): void => {
      if (facts === undefined || facts.opening === value) return
      say(word, 'Changing…')
      kitchen.opening(value).catch((error: unknown) => {
        draw()
        refused('The kitchen takes orders as before')(error)
      })
    }
    const button = element('button', { class: 'restaurant-choice', 'data-choice': name, disabled: true, click }, label)
    return { value, button }
  })
  const draw = (): void => {
    if (facts === undefined) return
    const { open, opening, hours } = facts
    for (const { value, button } of buttons) {
      button.disabled = false
      button.setAttribute('aria-pressed', String(value === opening))
    }
    const byHours = isWithin(hours, weekMinuteOf(kitchen.now(), region.rules.timeZone))
    // A switch that says otherwise than the hours is easily forgotten.
    const against =
      opening === null || opening === byHours ? '' : byHours ? ', though it is open hours' : ', out of hours'
    say(word, `${open ? 'Taking orders' : 'Closed'}${against}`)
    word.classList.toggle('closed', !open)
  }
  return {
    root: element(
      'div',
      { class: 'restaurant-switch' },
      word,
      element(
        'div',
        { class: 'restaurant-tabs', role: 'group', 'aria-label': 'Takes orders' },
        ...buttons.map(({ button }) => button),
      ),
    ),
    show(next: Restaurant) {
      facts = next
      draw()
    },
  }
}
