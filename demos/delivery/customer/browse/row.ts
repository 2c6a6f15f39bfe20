/** One restaurant in the list. */
import type { RestaurantRow } from '../../../../shared/delivery/types.ts'
import { element } from '../../../shell/dom.ts'
import { dearness } from '../../words/measures.ts'
import { wayOf } from '../../words.ts'
import { starsText } from '../../words/stars.ts'

export const drawRestaurant = (row: RestaurantRow, currency: string, go: () => void): HTMLElement => {
  const { name, cuisines, priceLevel, rating, ratings, etaMin, distanceM, open } = row
  const facts = [starsText(rating, ratings), ...(distanceM === null ? [] : [wayOf(distanceM)])]
  return element(
    'button',
    { class: open ? 'customer-row' : 'customer-row closed', role: 'listitem', 'data-id': row.id, click: go },
    picture(name, cuisines[0] ?? ''),
    element(
      'span',
      { class: 'customer-row-words' },
      element('strong', {}, name),
      element('span', { class: 'quiet' }, cuisines.join(', ')),
      element(
        'span',
        { class: 'facts' },
        `${facts.join(' · ')} `,
        // Signs of money are no word that may be broken.
        element('span', { class: 'whole' }, `· ${dearness(priceLevel, currency)}`),
      ),
    ),
    element('span', { class: 'customer-soon' }, open ? (etaMin === null ? 'open' : `${etaMin} min`) : 'closed'),
  )
}

/** No photographs from elsewhere: a colour of the cuisine's own, and the house's first letter. */
export const picture = (name: string, cuisine: string): HTMLElement => {
  let hue = 0
  for (const letter of cuisine === '' ? name : cuisine) hue = (hue * 31 + letter.charCodeAt(0)) % 360
  const made = element(
    'span',
    { class: 'customer-dish', 'aria-hidden': 'true' },
    name.replace(/^the /i, '').charAt(0).toUpperCase(),
  )
  made.style.setProperty('--dish', String(hue))
  return made
}
