/** What a kitchen says of itself: its hours, how long it takes, what it cooks, how dear it is, and how far it delivers. */
import { DELIVERY } from '../../../../shared/delivery/rules.ts'
import type { Restaurant } from '../../../../shared/delivery/types.ts'
import { element, say, show } from '../../../shell/dom.ts'
import { toast } from '../../../shell/notice.ts'
import { choice, field } from '../../../shell/overlay/dialog.ts'
import { dearness } from '../../words/measures.ts'
import { refusalText } from '../../words/refusals.ts'
import type { KitchenDesk } from '../desk.ts'
import { makeHours } from './hours.ts'

const PREP_MAX = 240
const PRICE_LEVELS = [1, 2, 3, 4] as const

export const makeSettings = ({ kitchen, region }: KitchenDesk) => {
  let known: Restaurant | undefined
  /** Somebody is in the middle of it: what comes from outside waits. */
  let touched = false
  const touch = (): void => {
    touched = true
    show(foot, true)
  }
  const name = element('input', { class: 'field', maxlength: DELIVERY.nameMax, input: touch })
  const cuisines = element('input', { class: 'field', maxlength: 200, placeholder: 'thai, noodles', input: touch })
  const price = choice(
    PRICE_LEVELS.map((level) => [level, dearness(level, region.rules.currency)] as const),
    2,
  )
  price.addEventListener('change', touch)
  const prep = element('input', { class: 'field', type: 'number', min: 0, max: PREP_MAX, step: 1, input: touch })
  const everywhere = element('input', { type: 'checkbox' })
  const reach = element('input', { class: 'field', type: 'number', min: 0.1, step: 0.1, input: touch })
  const draw = (): void => {
    reach.disabled = everywhere.checked
  }
  everywhere.addEventListener('change', () => {
    touch()
    draw()
  })
  const auto = element('input', { type: 'checkbox' })
  auto.addEventListener('change', touch)
  const hours = makeHours(touch)
  const problem = element('p', { class: 'problem', role: 'alert', hidden: true })
  const keep = element('button', { class: 'button act', type: 'submit' }, 'Keep it')
  const undo = element('button', { class: 'button', type: 'button', click: () => fill(known) }, 'As it was')
  const foot = element('div', { class: 'settings-foot', hidden: true }, undo, keep)
  const form = element(
    'form',
    { class: 'settings', novalidate: true },
    field('Name', name),
    field('Cuisines, with commas between', cuisines, `Up to ${DELIVERY.cuisinesMax}`),
    field('How dear it is', price),
    field('Minutes in the kitchen', prep, 'What a customer is told before they order'),
    element('label', { class: 'check' }, auto, 'Accept every order at once'),
    element(
      'div',
      { class: 'settings-reach' },
      field('Delivers within, km', reach, 'As the crow flies, from the restaurant'),
      element('label', { class: 'check' }, everywhere, 'As far as the region'),
    ),
    element('h4', {}, `Hours, by the clocks of ${region.rules.timeZone}`),
    hours.root,
    problem,
    foot,
  )

  const fill = (facts: Restaurant | undefined): void => {
    if (facts === undefined) return
    touched = false
    name.value = facts.name
    cuisines.value = facts.cuisines.join(', ')
    price.value = String(facts.priceLevel)
    prep.value = String(facts.prepMin)
    auto.checked = facts.autoConfirm
    everywhere.checked = facts.reachM === null
    reach.value = String((facts.reachM ?? region.radiusM) / 1_000)
    hours.show(facts.hours)
    draw()
    show(foot, false)
    show(problem, false)
  }
  const read = (place: Restaurant['place']) => {
    const prepMin = Number(prep.value)
    const reachM = Math.round(Number(reach.value) * 1_000)
    const kinds = cuisines.value.split(',').flatMap((one) => (one.trim() === '' ? [] : [one.trim().toLowerCase()]))
    if (name.value.trim() === '') throw new Error('give it a name')
    if (kinds.length === 0) throw new Error('say what it cooks: it is found by that')
    if (kinds.length > DELIVERY.cuisinesMax) throw new Error(`it can have ${DELIVERY.cuisinesMax} cuisines`)
    if (kinds.some((one) => one.length > DELIVERY.cuisineMax)) throw new Error('a cuisine is a word or two')
    if (prep.value === '' || !Number.isInteger(prepMin) || prepMin < 0 || prepMin > PREP_MAX)
      throw new Error(`it takes 0 to ${PREP_MAX} whole minutes in the kitchen`)
    if (!everywhere.checked && !(reachM >= DELIVERY.reachMin && reachM <= 2 * DELIVERY.radiusMax))
      throw new Error(`it delivers within ${DELIVERY.reachMin / 1_000} to ${(2 * DELIVERY.radiusMax) / 1_000} km`)
    return {
      name: name.value.trim(),
      place,
      cuisines: [...new Set(kinds)],
      priceLevel: Number(price.value),
      prepMin,
      autoConfirm: auto.checked,
      hours: hours.get(),
      reachM: everywhere.checked ? null : reachM,
    }
  }
  const complain = (words: string): void => {
    say(problem, words)
    show(problem, true)
  }
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    show(problem, false)
    if (known === undefined) return
    let body: ReturnType<typeof read>
    try {
      body = read(known.place)
    } catch (error) {
      const words = error instanceof Error ? error.message : 'this cannot be kept'
      return complain(`${words.charAt(0).toUpperCase()}${words.slice(1)}.`)
    }
    keep.disabled = true
    kitchen
      .put(body)
      .then(
        () => {
          touched = false
          fill(kitchen.restaurant ?? undefined)
          toast({ text: 'Kept: customers see it from now on.' })
        },
        (error: unknown) => complain(refusalText('It stays as it was', error)),
      )
      .finally(() => (keep.disabled = false))
  })
  return {
    root: element('div', { class: 'restaurant-settings', role: 'tabpanel', 'aria-label': 'Settings' }, form),
    show(facts: Restaurant) {
      const before = JSON.stringify(known)
      known = facts
      if (!touched && before !== JSON.stringify(facts)) fill(facts)
    },
  }
}
