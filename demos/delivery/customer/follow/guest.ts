/** Somebody else's order, as its link lets one see it. */
import { openOrder } from '@tutti/client/delivery'
import type { OrderTracker } from '@tutti/client/delivery'
import { DELIVERY } from '../../../../shared/delivery/rules.ts'
import type { OrderView } from '../../../../shared/delivery/types.ts'
import { element, say } from '../../../shell/dom.ts'
import type { Mounted, Side } from '../../desk.ts'
import { Closing } from '../../live/closing.ts'
import { etaOf } from '../../words.ts'
import { etaClock } from '../../words/measures.ts'
import { headline, isOver } from '../../words/states.ts'
import { makeJourney } from './journey.ts'
import type { Journey } from './journey.ts'
import { drawStages, drawTimeline } from './timeline.ts'

const GONE = `This link shows nothing any more. It ends ${DELIVERY.shareMs / 60_000} minutes after its order does.`

export const mountGuest = async (place: HTMLElement, side: Side): Promise<Mounted> => {
  const tracker = await openOrder(side.client, side.region, side.link ?? '')
  const closing = new Closing()
  closing.add(() => tracker.close())
  const view = makeView(side, tracker)
  closing.add(() => view.close())
  closing.add(tracker.on('order', () => view.draw()))
  closing.add(tracker.on('gone', () => view.draw()))
  closing.every(1_000, view.tick)
  view.draw()
  place.replaceChildren(element('div', { class: 'customer-stage' }, view.root))
  return closing
}

const makeView = (side: Side, tracker: OrderTracker) => {
  const head = element('h3', { class: 'customer-headline', role: 'status' }, 'Looking for this order…')
  const eta = element('p', { class: 'customer-eta' })
  const stages = element('div')
  const map = element('div', { class: 'customer-map-place' })
  const timeline = element('div')
  let journey: Journey | undefined
  let order: OrderView | null = null
  const tick = (): void => {
    const range = order === null || isOver(order) ? null : (tracker.eta ?? order.eta)
    say(eta, range === null ? '' : `${etaOf(range, tracker.now())} · ${etaClock(range)}`)
  }
  return {
    root: element(
      'div',
      { class: 'customer-follow' },
      element('div', { class: 'customer-now' }, head, eta, stages),
      map,
      element('div', { class: 'customer-more' }, timeline),
    ),
    tick,
    draw() {
      order = tracker.order
      if (order === null || tracker.gone !== undefined) {
        say(head, GONE)
        journey?.close()
        map.replaceChildren()
        return
      }
      say(head, headline(order, 'others'))
      stages.replaceChildren(...(order.state === 'cancelled' ? [] : [drawStages(order)]))
      timeline.replaceChildren(drawTimeline(order, tracker))
      const { region } = tracker
      if (journey === undefined && region !== null) {
        journey = makeJourney(side, region, tracker)
        map.replaceChildren(journey.root)
      }
      journey?.show(order)
      tick()
    },
    close: () => journey?.close(),
  }
}
