/** The customer's side: from looking for something to eat to the stars for who brought it. */
import '../style/parts.css'
import '../style/customer.css'
import '../style/customer-order.css'
import { openCustomer } from '@tutti/client/delivery'
import { localFrame } from '../../../shared/delivery/geo.ts'
import { element } from '../../shell/dom.ts'
import type { Mount } from '../desk.ts'
import { Closing } from '../live/closing.ts'
import { tellGone } from '../live/gone.ts'
import { tellRetrying } from '../live/retrying.ts'
import { isOver } from '../words/states.ts'
import { makeBrowse } from './browse/browse.ts'
import { Cart } from './cart.ts'
import { makeCheckout } from './checkout/checkout.ts'
import type { CustomerDesk, Screen, ScreenName } from './desk.ts'
import { makeFollow } from './follow/follow.ts'
import { mountGuest } from './follow/guest.ts'
import { homeOf } from './home.ts'
import { makeMenu } from './menu/menu.ts'
import { makePast } from './past.ts'
import { makeTop } from './top.ts'

export const mount: Mount = async (place, side) => {
  if (side.as === 'guest') return mountGuest(place, side)
  const customer = await openCustomer(side.client, side.region, { name: side.me.name })
  const { region } = customer
  const closing = new Closing()
  closing.add(() => customer.close())
  if (region === null) {
    closing.close()
    throw new Error('this region is not made yet')
  }
  const frame = localFrame(region.centre.latE7, region.centre.lonE7)
  const city = await side.city(region)
  const desk: CustomerDesk = {
    side,
    customer,
    region,
    frame,
    city,
    cart: new Cart(`tutti.cart.${region.id}.${side.me.id}`),
    home: homeOf(region, side.me.id, city, frame),
    go: (screen) => show(screen, true),
    retitle: (title) => top.retitle(title),
    back: () => show(trail.pop() ?? { is: 'browse' }, false),
  }
  const trail: ScreenName[] = []
  let now: ScreenName = { is: 'browse' }
  let open: Screen | undefined
  const stage = element('div', { class: 'customer-stage' })
  const top = makeTop(desk)
  closing.add(() => top.close())
  closing.add(() => open?.close())

  const show = (screen: ScreenName, forward: boolean): void => {
    if (forward && open !== undefined) {
      // Home is where the way begins: nothing lies behind it.
      if (screen.is === 'browse') trail.length = 0
      // What was ordered cannot be ordered again by going back.
      else if (now.is !== 'checkout' || screen.is !== 'order') trail.push(now)
    }
    open?.close()
    now = screen
    open = draw(desk, screen)
    stage.replaceChildren(open.root)
    place.scrollTop = 0
    stage.dataset['screen'] = screen.is
    if (screen.is === 'order') side.story.tell({ order: screen.order })
    if (screen.is === 'menu') side.story.tell({ restaurant: screen.restaurant })
    top.show(screen, open.title)
  }
  place.replaceChildren(top.root, stage)
  closing.add(tellGone(customer, place))
  closing.add(tellRetrying(customer, place))
  const escape = (event: KeyboardEvent): void => {
    const typing = event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement
    if (event.key === 'Escape' && !typing && now.is !== 'browse') desk.back()
  }
  place.addEventListener('keydown', escape)
  closing.add(() => place.removeEventListener('keydown', escape))
  const running = customer.orders.find((order) => !isOver(order))
  show(running === undefined ? { is: 'browse' } : { is: 'order', order: running.id }, true)
  return closing
}

const draw = (desk: CustomerDesk, screen: ScreenName): Screen => {
  switch (screen.is) {
    case 'browse':
      return makeBrowse(desk)
    case 'menu':
      return makeMenu(desk, screen.restaurant)
    case 'checkout':
      return makeCheckout(desk)
    case 'order':
      return makeFollow(desk, screen.order)
    case 'past':
      return makePast(desk)
    default:
      return screen satisfies never
  }
}
