/** What a courier has in hand: stop after stop, the next one first. */
import type { OrderView } from '../../../../shared/delivery/types.ts'
import { element, say } from '../../../shell/dom.ts'
import { toast } from '../../../shell/notice.ts'
import { Closing } from '../../live/closing.ts'
import { redraw } from '../../live/focus.ts'
import { wayOf } from '../../words.ts'
import { codeOf, refusalText, refused } from '../../words/refusals.ts'
import { linesText, shortId } from '../../words/states.ts'
import { starsField } from '../../words/stars.ts'
import type { CourierDesk } from '../desk.ts'
import { askDelivery } from './deliver.ts'
import { askWhy } from './why.ts'
import { isCarried, stopsOf } from './next.ts'
import type { Stop } from './next.ts'

export const makeJobs = (desk: CourierDesk) => {
  const { courier, ride } = desk
  const closing = new Closing()
  const list = element('ol', { class: 'courier-stops', 'aria-label': 'Stops' })
  const rate = element('div')
  const root = element('section', { class: 'courier-jobs', 'aria-label': 'Jobs' }, list, rate)
  let far: HTMLElement | undefined
  let had = 0

  const pickUp = (order: OrderView, reason?: string): void => {
    courier.pickUp(order.id, reason).catch((error: unknown) => {
      if (reason === undefined && codeOf(error) === 'not_seen_there')
        return askWhy('You were not seen at the restaurant', (why) => courier.pickUp(order.id, why))
      toast({ text: refusalText('It was not picked up', error), code: codeOf(error) })
    })
  }
  const act = ({ is, order }: Stop): HTMLElement => {
    const key = `${is} ${order.id}`
    if (is === 'drop')
      return element(
        'button',
        { class: 'button act', 'data-key': key, click: () => askDelivery(desk, order, asked) },
        'Deliver',
      )
    const ready = order.state === 'ready'
    return element(
      'button',
      { class: ready ? 'button act' : 'button', 'data-key': key, disabled: !ready, click: () => pickUp(order) },
      ready ? 'Picked up' : 'Being cooked…',
    )
  }
  const row = (stop: Stop, i: number): HTMLElement => {
    const { is, order, name } = stop
    const way = element('span', { class: 'courier-way' })
    if (i === 0) far = way
    const here = order.assignment === 'at_pickup' || order.steps.at(-1)?.type === 'arrived_door'
    return element(
      'li',
      { class: i === 0 ? 'courier-stop now' : 'courier-stop', 'data-order': order.id, 'data-stop': is },
      element(
        'div',
        {},
        element('span', { class: 'courier-what' }, is === 'pickup' ? 'Fetch' : 'Bring', ' ', shortId(order.id)),
        ...(here && i === 0 ? [element('span', { class: 'courier-here' }, 'You are there')] : [way]),
      ),
      element('strong', {}, name),
      ...(is === 'drop'
        ? [
            element('span', { class: 'quiet' }, order.customer?.name ?? ''),
            ...(order.drop === null || order.drop.note === '' ? [] : [element('q', {}, order.drop.note)]),
          ]
        : [element('span', { class: 'quiet' }, linesText(order))]),
      act(stop),
    )
  }
  const draw = (): void => {
    far = undefined
    const stops = stopsOf(courier.jobs)
    redraw(list, ...stops.map(row))
    root.dataset['stops'] = String(stops.length)
    // By itself to where it is needed next; with nothing to do it goes on to where it was sent.
    if (stops.length > 0 || had > 0) ride.to(stops[0]?.place)
    had = stops.length
    tick()
  }
  const tick = (): void => {
    if (far === undefined) return
    const minutes = ride.leftM / Math.max(0.1, ride.speedMS) / 60
    say(far, ride.isThere ? '' : `${wayOf(ride.leftM)} · ${minutes < 1 ? '< 1' : Math.round(minutes)} min`)
  }
  /** Asked once, where it is fresh; whoever does not care rides on. */
  const asked = (order: OrderView): void => {
    const give = (stars: number): void => {
      courier.rate(order.id, stars).then(() => rate.replaceChildren(), refused('Your stars were not kept'))
    }
    rate.replaceChildren(
      element(
        'div',
        { class: 'courier-rate' },
        starsField(`How was ${order.customer?.name ?? 'the customer'}?`, undefined, give),
        element('button', { class: 'as-link', click: () => rate.replaceChildren() }, 'Skip'),
      ),
    )
  }
  closing.add(courier.on('jobs', draw))
  closing.add(ride.onMove(tick))
  draw()
  return {
    root,
    /** How many it carries right now. */
    carried: () => courier.jobs.filter(isCarried).length,
    close: () => closing.close(),
  }
}
