/** One order on the board: what is in it, how long it waits, and what is to be done next. */
import type { OrderView } from '../../../../shared/delivery/types.ts'
import { element, say } from '../../../shell/dom.ts'
import { timeOf } from '../../../shell/words.ts'
import { refused } from '../../words/refusals.ts'
import { shortId } from '../../words/states.ts'
import { countdown } from '../../words/measures.ts'
import type { KitchenDesk } from '../desk.ts'
import { askReason } from './reject.ts'

const MOST_MIN = 240
const STEP_MIN = 5

export const drawCard = (desk: KitchenDesk, order: OrderView, prepMin: number) => {
  const { kitchen } = desk
  const clock = element('time', { class: 'restaurant-clock' })
  /** One press is one step: the next view of the order brings the next button. */
  const act = (what: string, done: Promise<unknown>): void => {
    root.inert = true
    done.catch(refused(what)).finally(() => (root.inert = false))
  }
  const button = (label: string, run: () => void, kind = 'act'): HTMLElement =>
    element('button', { class: `button small ${kind}`.trim(), 'data-key': `${order.id} ${label}`, click: run }, label)
  const reject = button('Reject', () => askReason(desk, order), '')
  const root = element(
    'article',
    { class: 'restaurant-card', role: 'listitem', 'data-order': order.id, 'data-state': order.state },
    element(
      'header',
      {},
      element('strong', {}, shortId(order.id)),
      element('span', { class: 'quiet' }, order.customer?.name ?? ''),
      clock,
    ),
    element(
      'ul',
      {},
      ...order.lines.map(({ pieces, name }) => element('li', {}, element('b', {}, `${pieces}×`), ` ${name}`)),
    ),
    ...courierLine(order),
  )
  const foot = (...children: HTMLElement[]): void => root.append(element('footer', {}, ...children))
  if (order.state === 'pending') {
    const minutes = element('input', {
      class: 'field restaurant-minutes',
      type: 'number',
      min: 0,
      max: MOST_MIN,
      step: STEP_MIN,
      value: prepMin,
      'aria-label': `Minutes for ${shortId(order.id)}`,
    })
    const accept = (): void => act('The order was not taken', kitchen.confirm(order.id, minutesIn(minutes)))
    foot(button('Accept', accept), element('label', { class: 'check' }, minutes, 'min'), reject)
  } else if (order.state === 'confirmed')
    foot(
      button('Start cooking', () => act('It was not begun', kitchen.prepare(order.id))),
      reject,
    )
  else if (order.state === 'preparing')
    foot(
      button('Ready', () => act('It was not called ready', kitchen.ready(order.id))),
      reject,
    )
  else foot(reject)

  const tick = (): void => {
    if (order.state === 'pending') return say(clock, `waits ${countdown(kitchen.now() - order.placedMs)}`)
    const leftMs = order.readyMs - kitchen.now()
    const late = leftMs < 0 && order.state !== 'ready'
    root.classList.toggle('late', late)
    if (order.state === 'ready') say(clock, `since ${timeOf(order.readyMs)}`)
    else say(clock, late ? `${countdown(-leftMs)} late` : `in ${countdown(leftMs)}`)
  }
  tick()
  return { root, tick }
}

const minutesIn = ({ value }: HTMLInputElement): number =>
  Math.max(0, Math.min(MOST_MIN, Math.round(Number(value)) || 0))

const courierLine = ({ courier, assignment }: OrderView): HTMLElement[] => {
  const words = {
    unassigned: undefined,
    offered: 'A courier is being asked',
    assigned: `${courier?.name ?? 'A courier'} is on the way`,
    at_pickup: `${courier?.name ?? 'The courier'} is here`,
    carrying: undefined,
    done: undefined,
  }[assignment]
  return words === undefined ? [] : [element('p', { class: `restaurant-courier ${assignment}` }, words)]
}
