/** What happened to an order so far, and how far it is. */
import type { OrderView } from '../../../../shared/delivery/types.ts'
import { element } from '../../../shell/dom.ts'
import { icon } from '../../../shell/icons.ts'
import { timeOf, wholeTime } from '../../../shell/words.ts'
import { drawPhoto } from '../../live/photos.ts'
import type { PhotoSource } from '../../live/photos.ts'
import { progressOf, stepLines } from '../../words/states.ts'

const STAGES = ['Placed', 'Taken', 'Ready', 'On its way', 'There'] as const

/** Five stages, the present one alive. */
export const drawStages = (order: OrderView): HTMLElement => {
  const at = progressOf(order)
  const over = order.state === 'delivered'
  return element(
    'ol',
    { class: 'customer-stages', 'data-state': order.state, 'aria-label': `Stage ${at + 1} of 5: ${STAGES[at] ?? ''}` },
    ...STAGES.map((name, i) =>
      element('li', { class: i < at || over ? 'done' : i === at ? 'now' : '' }, element('span', {}, name)),
    ),
  )
}

export const drawTimeline = ({ steps }: Pick<OrderView, 'steps'>, source: PhotoSource): HTMLElement =>
  element(
    'ol',
    { class: 'customer-timeline', 'aria-label': 'What happened' },
    ...stepLines(steps).map(({ text, at, note, photo, bad }) =>
      element(
        'li',
        { class: bad ? 'bad' : '' },
        icon(bad ? 'warn' : 'check'),
        element('span', {}, text, ...(note === undefined ? [] : [element('small', { class: 'quiet' }, ` ${note}`)])),
        element('time', { class: 'quiet', title: wholeTime(at) }, timeOf(at)),
        ...(photo === undefined ? [] : [drawPhoto(source, photo, 'What the courier saw at the door')]),
      ),
    ),
  )
