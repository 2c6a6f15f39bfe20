/** An offer on the screen: what it pays, how far it is, and how long it still counts. */
import type { OfferStop } from '@tutti/client/delivery'
import { element, say, show } from '../../shell/dom.ts'
import { Closing } from '../live/closing.ts'
import { moneyOf, wayOf } from '../words.ts'
import { refused } from '../words/refusals.ts'
import type { CourierDesk } from './desk.ts'
import { makeRing } from './ring.ts'

const TICK_MS = 100

export const makeOffer = (desk: CourierDesk) => {
  const { courier, region } = desk
  const closing = new Closing()
  const ring = makeRing()
  const pay = element('strong', { class: 'courier-pay' })
  const where = element('p', { class: 'courier-offer-where' })
  const far = element('p', { class: 'quiet' })
  const stops = element('ol', { class: 'courier-offer-stops quiet' })
  const accept = element('button', { class: 'button act' }, 'Accept')
  const decline = element('button', { class: 'button' }, 'Decline')
  const root = element(
    'section',
    { class: 'courier-offer', hidden: true, 'aria-label': 'Offer', 'aria-live': 'assertive' },
    element('div', { class: 'courier-offer-head' }, ring.root, element('div', {}, pay, where)),
    far,
    stops,
    element('div', { class: 'courier-offer-acts' }, decline, accept),
  )
  let shown = ''

  const answer = (done: Promise<void>, what: string): void => {
    accept.disabled = true
    decline.disabled = true
    done.catch(refused(what)).finally(() => {
      accept.disabled = false
      decline.disabled = false
      draw()
    })
  }
  accept.addEventListener('click', () => answer(courier.accept(), 'The offer is not yours'))
  decline.addEventListener('click', () => answer(courier.decline(), 'The offer stays'))

  const draw = (): void => {
    const { offer } = courier
    const leftMs = offer?.remainingMs() ?? 0
    // One that has run out is taken back in a moment: there is nothing to press any more.
    show(root, offer !== null && leftMs > 0)
    if (offer === null) return void (shown = '')
    ring.show(leftMs, offer.ttlMs)
    if (offer.id === shown) return
    shown = offer.id
    const { currency } = region.rules
    const bonus = offer.bonus === 0 ? '' : ` with ${moneyOf(offer.bonus, currency)} on top`
    say(pay, `${moneyOf(offer.pay, currency)}${bonus}`)
    const names = offer.stops.flatMap(({ name }) => name ?? [])
    say(where, names.join(' and '))
    // Of a single order the line above says it all.
    show(stops, offer.with.length > 0)
    stops.replaceChildren(...offer.stops.map(drawStop))
    say(far, `${wayOf(offer.toPickupM)} to fetch it, then ${wayOf(offer.toDropM)} to bring it`)
    courier.seen()
    // Whoever is at the keyboard answers at once; whoever types in a field is not thrown out of it.
    if (document.activeElement === document.body) accept.focus({ preventScroll: true })
  }
  closing.add(courier.on('offer', draw))
  closing.every(TICK_MS, () => {
    if (courier.offer !== null) draw()
  })
  draw()
  return { root, close: () => closing.close() }
}

const drawStop = ({ is, name, orders, farM }: OfferStop): HTMLElement => {
  const what =
    is === 'drop' ? 'to a door' : `${orders.length === 1 ? 'one order' : `${orders.length} orders`} from ${name}`
  return element('li', {}, `${wayOf(farM)}: ${what}`)
}
