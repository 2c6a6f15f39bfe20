/** What a restaurant has, and how much of it one wants. */
import { distanceM } from '../../../../shared/delivery/geo.ts'
import type { MenuItem, Place, Restaurant } from '../../../../shared/delivery/types.ts'
import { element, say } from '../../../shell/dom.ts'
import { icon } from '../../../shell/icons.ts'
import { loading, toast } from '../../../shell/notice.ts'
import { confirmDialog } from '../../../shell/overlay/dialog.ts'
import { listOf } from '../../../shell/words.ts'
import { Closing } from '../../live/closing.ts'
import { dearness } from '../../words/measures.ts'
import { moneyOf, wayOf } from '../../words.ts'
import { refusalText } from '../../words/refusals.ts'
import { starsText } from '../../words/stars.ts'
import { picture } from '../browse/row.ts'
import type { CustomerDesk, Screen } from '../desk.ts'
import { hoursText } from './hours.ts'

/** Said before anything is chosen: there would be no price for it. */
const outOfReach = (door: Place, place: Place, reachM: number | null): HTMLElement[] => {
  const metres = Math.round(distanceM(door.latE7, door.lonE7, place.latE7, place.lonE7))
  if (reachM === null || metres <= reachM) return []
  const words = `Does not deliver to you: it brings to doors within ${wayOf(reachM)}, and yours is ${wayOf(metres)} away.`
  return [element('p', { class: 'facts wrong' }, words)]
}

/** A menu changes while one reads it: what is sold out says so. */
const ANEW_MS = 20_000

export const makeMenu = (desk: CustomerDesk, id: string): Screen => {
  const closing = new Closing()
  const { cart } = desk
  const { currency } = desk.region.rules
  const head = element('div', { class: 'customer-menu-head' })
  const list = element('div', { class: 'customer-items', role: 'list', 'aria-label': 'Menu' })
  const status = element('p', { class: 'quiet', role: 'status' }, 'Fetching the menu…')
  const title = desk.city?.restaurants.find((one) => one.id === id)?.name ?? 'Menu'
  const rows = new Map<string, () => void>()
  let restaurant: Restaurant | undefined

  const put = (item: MenuItem, pieces: number): void => {
    if (restaurant === undefined) return
    const from = restaurant
    const change = (): void => {
      if (!cart.put(from, item, pieces)) toast({ text: 'The basket is full: an order has no more lines than this.' })
    }
    if (cart.restaurant === '' || cart.restaurant === from.id) return change()
    confirmDialog(
      'Start a new basket?',
      `Yours holds things from ${cart.restaurantName}. One order comes from one kitchen.`,
      'New basket',
      () => Promise.resolve(change()),
    )
  }
  const draw = (): void => {
    if (restaurant === undefined) return
    desk.retitle(restaurant.name)
    const { name, cuisines, rating, ratings, priceLevel, open, prepMin, hours, place, reachM, menu } = restaurant
    const facts = [starsText(rating, ratings), dearness(priceLevel, currency), `${prepMin} min in the kitchen`]
    head.replaceChildren(
      picture(name, cuisines[0] ?? ''),
      element(
        'div',
        {},
        element('strong', {}, name),
        element('p', { class: 'quiet' }, cuisines.join(', ')),
        element('p', { class: 'facts' }, facts.join(' · ')),
        element('p', { class: open ? 'facts good' : 'facts wrong' }, open ? 'Open' : 'Closed now', hoursText(hours)),
        ...outOfReach(desk.home.place, place, reachM),
      ),
    )
    rows.clear()
    list.replaceChildren(...menu.map((item) => drawItem(item, restaurant?.open === true)))
    say(status, menu.length === 0 ? 'Nothing is on the menu yet.' : '')
  }
  const drawItem = (item: MenuItem, open: boolean): HTMLElement => {
    const count = element('output', { class: 'pieces' })
    const able = open && item.available
    const less = element('button', { class: 'step', 'aria-label': `Less ${item.name}` }, '−')
    const more = element('button', { class: 'step', 'aria-label': `Add ${item.name}`, disabled: !able }, icon('plus'))
    const pieces = (): number => cart.piecesOf(id, item.id)
    less.addEventListener('click', () => put(item, pieces() - 1))
    more.addEventListener('click', () => put(item, pieces() + 1))
    const refresh = (): void => {
      const n = pieces()
      say(count, n === 0 ? '' : String(n))
      less.hidden = n === 0
      row.classList.toggle('wanted', n > 0)
    }
    const row = element(
      'div',
      { class: item.available ? 'customer-item' : 'customer-item gone', role: 'listitem' },
      element(
        'div',
        { class: 'customer-item-words' },
        element('strong', {}, item.name),
        ...(item.about === '' ? [] : [element('span', { class: 'quiet' }, item.about)]),
        element('span', { class: 'price' }, item.available ? moneyOf(item.price, currency) : 'sold out'),
      ),
      element('div', { class: 'stepper' }, less, count, more),
    )
    rows.set(item.id, refresh)
    refresh()
    return row
  }
  const load = async (): Promise<void> => {
    const found = await desk.customer.query('restaurant', { id })
    const same = JSON.stringify(found) === JSON.stringify(restaurant)
    restaurant = found
    const gone = cart.follow(found)
    if (gone.length > 0) toast({ text: `No longer to be had, and out of your basket: ${listOf(gone)}.` })
    if (!same) draw()
  }
  const look = (): void =>
    void loading(load()).catch((error: unknown) => {
      if (restaurant === undefined) say(status, refusalText('The menu could not be fetched', error))
    })
  closing.add(cart.onChange(() => rows.forEach((refresh) => refresh())))
  closing.every(ANEW_MS, () => {
    if (!document.hidden) look()
  })
  look()
  return { root: element('div', { class: 'customer-menu' }, head, list, status), title, close: () => closing.close() }
}
