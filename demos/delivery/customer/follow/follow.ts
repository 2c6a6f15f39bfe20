/** One order, followed from the kitchen to the door. */
import type { OrderTracker } from '@tutti/client/delivery'
import type { OrderView } from '../../../../shared/delivery/types.ts'
import { element, say, show } from '../../../shell/dom.ts'
import { icon } from '../../../shell/icons.ts'
import { timeOf } from '../../../shell/words.ts'
import { Closing } from '../../live/closing.ts'
import { redraw } from '../../live/focus.ts'
import { etaOf, moneyOf } from '../../words.ts'
import { etaClock } from '../../words/measures.ts'
import { refusalText } from '../../words/refusals.ts'
import { starsText } from '../../words/stars.ts'
import { headline, isOver, moneyText, shortId } from '../../words/states.ts'
import { drawBill } from '../checkout/bill.ts'
import type { CustomerDesk, Screen } from '../desk.ts'
import { drawActs } from './acts.ts'
import { makeJourney } from './journey.ts'
import type { Journey } from './journey.ts'
import { drawRating } from './rating.ts'
import { drawStages, drawTimeline } from './timeline.ts'

export const makeFollow = (desk: CustomerDesk, id: string): Screen => {
  const closing = new Closing()
  const tracker = desk.customer.track(id)
  closing.add(() => tracker.close())
  const story = makeStory(desk, tracker)
  closing.add(() => story.close())
  closing.add(tracker.on('order', () => story.show(tracker.order)))
  closing.every(1_000, story.tick)
  const known = tracker.order
  story.show(known)
  // Of one that was over before we came, the region knows no more than the database.
  if (known === null)
    desk.customer.query('order', { id }).then(
      (order) => story.show(order),
      (error: unknown) => story.gone(refusalText('This order cannot be shown', error)),
    )
  return { root: story.root, title: known?.restaurant.name ?? 'Order', close: () => closing.close() }
}

const makeStory = (desk: CustomerDesk, tracker: OrderTracker) => {
  const head = element('h3', { class: 'customer-headline', role: 'status' }, 'Looking for your order…')
  const eta = element('p', { class: 'customer-eta' })
  const stages = element('div')
  const pin = element('div', { class: 'customer-pin', hidden: true })
  const courier = element('p', { class: 'customer-courier' })
  const acts = element('div')
  const rating = element('div')
  const timeline = element('div')
  const bill = element('details', { class: 'customer-bill', hidden: true })
  const place = element('div', { class: 'customer-map-place' })
  const root = element(
    'div',
    { class: 'customer-follow' },
    element('div', { class: 'customer-now' }, head, eta, stages, pin, courier),
    place,
    element('div', { class: 'customer-more' }, rating, acts, timeline, bill),
  )
  let journey: Journey | undefined
  let shown: OrderView | undefined
  let rated: string | undefined

  const tick = (): void => {
    if (shown === undefined || isOver(shown)) return say(eta, shown === undefined ? '' : endOf(shown))
    const range = tracker.eta ?? shown.eta
    say(
      eta,
      range === null
        ? `Promised by ${timeOf(shown.promisedMs)}`
        : `${etaOf(range, tracker.now())} · ${etaClock(range)}`,
    )
  }
  const draw = (order: OrderView): void => {
    shown = order
    root.dataset['state'] = order.state
    root.dataset['order'] = order.id
    say(head, headline(order))
    desk.retitle(order.restaurant.name)
    stages.replaceChildren(...(order.state === 'cancelled' ? [] : [drawStages(order)]))
    const waits = order.courier !== null && !isOver(order)
    show(pin, waits && order.pin !== undefined)
    if (order.pin !== undefined)
      pin.replaceChildren(
        icon('lock'),
        element('span', {}, 'Tell the courier at the door'),
        element('output', { class: 'customer-pin-digits', 'aria-label': 'PIN' }, order.pin),
      )
    say(courier, courierText(order))
    const mayRate = order.state === 'delivered'
    // Drawn once: whoever is about to give stars is not interrupted by their own.
    const key = mayRate ? `${order.id} ${order.courier?.name ?? ''}` : undefined
    if (key !== rated) rating.replaceChildren(...(mayRate ? [drawRating(order, tracker)] : []))
    rated = key
    redraw(acts, drawActs(desk, order, tracker))
    timeline.replaceChildren(drawTimeline(order, tracker))
    show(bill, order.amounts !== null)
    if (order.amounts !== null)
      redraw(
        bill,
        element('summary', {}, `What it cost · ${shortId(order.id)}`),
        drawBill({ lines: order.lines, amounts: order.amounts, currency: order.currency }),
      )
    if (isOver(order)) {
      journey?.close()
      journey = undefined
      place.replaceChildren()
    } else {
      journey ??= makeJourney(desk.side, desk.region, tracker)
      if (journey.root.parentElement === null) place.replaceChildren(journey.root)
      journey.show(order)
    }
    tick()
  }
  return {
    root,
    tick,
    show(order: OrderView | null) {
      if (order !== null) draw(order)
    },
    gone(text: string) {
      say(head, text)
    },
    close: () => journey?.close(),
  }
}

const courierText = ({ courier, state }: OrderView): string => {
  if (courier === null || state === 'cancelled') return ''
  return `${courier.name} · ${courier.vehicle} · ${starsText(courier.rating)}`
}

const endOf = (order: OrderView): string => {
  const { state, steps, placedMs } = order
  const end = steps.findLast(({ type }) => type === 'delivered' || type === 'cancelled')
  if (end === undefined || state !== 'delivered') return moneyText(order, moneyOf)
  return `${Math.max(1, Math.round((end.at - placedMs) / 60_000))} min from click to door`
}
