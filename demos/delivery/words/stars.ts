/** One to five stars: shown, and given. */
import { element } from '../../shell/dom.ts'

/** `★ 4.6 (120)`; nothing where nobody has rated yet. */
export const starsText = (rating: number | null, count?: number): string => {
  if (rating === null) return 'new'
  return count === undefined ? `★ ${rating.toFixed(1)}` : `★ ${rating.toFixed(1)} (${count.toLocaleString('en')})`
}

let groups = 0

/** Five radio buttons that look like stars: arrows choose, as in any group. `key` tells it from others of that label. */
export const starsField = (
  label: string,
  given: number | undefined,
  give: (stars: number) => void,
  key = label,
): HTMLElement => {
  const name = `stars-${++groups}`
  const root = element('fieldset', { class: 'stars-field' }, element('legend', {}, label))
  const stars = element('div', { class: 'stars' })
  for (let n = 1; n <= 5; n++) {
    const input = element('input', {
      type: 'radio',
      name,
      value: n,
      class: 'unseen',
      checked: n === given,
      'data-key': `${key} ${n}`,
      'aria-label': n === 1 ? '1 star' : `${n} stars`,
      change: () => {
        stars.dataset['given'] = String(n)
        give(n)
      },
    })
    stars.append(
      element('label', { class: 'star', 'data-n': n }, input, element('span', { 'aria-hidden': 'true' }, '★')),
    )
  }
  stars.dataset['given'] = String(given ?? 0)
  root.append(stars)
  return root
}
