/** The last step before an order: where to, what for, for how much. */
import type { Basket } from '@tutti/client/delivery'
import { DELIVERY } from '../../../../shared/delivery/rules.ts'
import { element, say, show } from '../../../shell/dom.ts'
import { toast } from '../../../shell/notice.ts'
import { choice, field } from '../../../shell/overlay/dialog.ts'
import { Closing } from '../../live/closing.ts'
import { redraw } from '../../live/focus.ts'
import { moneyOf } from '../../words.ts'
import { countdown, etaClock } from '../../words/measures.ts'
import { codeOf, refusalText } from '../../words/refusals.ts'
import type { CustomerDesk, Screen } from '../desk.ts'
import { chooseHome } from '../door.ts'
import { drawBill } from './bill.ts'
import { drawLines } from './lines.ts'
import { makePromo } from './promo.ts'
import { makeTip } from './tip.ts'

/** What the test provider of payments knows. */
const CARDS = [
  ['test', 'Test card that pays'],
  ['test-declined', 'Test card that the bank declines'],
] as const

/** An answer that takes longer is worth a word. */
const PATIENCE_MS = 3_000

/** Refusals after which it may have been placed all the same. */
const UNKNOWN: ReadonlySet<string> = new Set(['timeout', 'internal', 'unavailable', 'not_joined'])
const UNSURE =
  'No clear answer came: your order may have been placed. Order once more and it is placed once; if you change something, we ask about the first try before anything is charged.'

export const makeCheckout = (desk: CustomerDesk): Screen => {
  const closing = new Closing()
  const { cart, customer } = desk
  const { currency } = desk.region.rules
  const restaurant = cart.restaurantName
  const basket: Basket = customer.basket({ restaurant: cart.restaurant, lines: wanted(desk), drop: desk.home.place })
  closing.add(() => basket.close())
  const address = element('strong', {}, desk.home.address)
  const moved = (): void => {
    say(address, desk.home.address)
    basket.change({ drop: desk.home.place })
  }
  const door = element('button', { class: 'as-link', click: () => chooseHome(desk, moved) }, 'Change')
  const note = element('input', {
    class: 'field',
    maxlength: DELIVERY.noteMax,
    placeholder: 'Third floor, the bell is broken…',
  })
  const card = choice(CARDS, 'test')
  const tip = makeTip(currency, (amount) => basket.change({ tip: amount }))
  const promo = makePromo(basket)
  const lines = element('div')
  const bill = element('div', { class: 'customer-bill-place', 'aria-live': 'polite' })
  const holds = element('span', { class: 'quiet customer-holds' })
  const place = element('button', { class: 'button act', disabled: true, click: () => order() }, 'Order')
  const problem = element('p', { class: 'problem', role: 'alert', hidden: true })
  let ordering = false
  let orderingMs = 0
  const wishes = element(
    'div',
    { class: 'customer-wishes' },
    element('p', {}, 'From ', element('strong', {}, restaurant)),
    lines,
    element('p', { class: 'customer-to' }, element('span', {}, 'To ', address), door),
    field('For the courier', note),
    tip.root,
    promo.root,
    field('Pay with', card),
  )

  const draw = (): void => {
    if (basket.earlier !== null) return toEarlier(basket.earlier)
    const { quote, amounts, error } = basket
    const stands = quote !== null && amounts !== null
    bill.classList.toggle('stale', !stands)
    // A new price under way: what was said before stays, and cannot be paid.
    if (stands) bill.replaceChildren(drawBill({ ...quote, amounts }))
    else if (bill.childElementCount === 0) bill.replaceChildren(element('p', { class: 'quiet' }, 'Adding up…'))
    const why = promo.heard(error) ? null : error
    show(problem, !stands && why !== null)
    if (!stands && why !== null) {
      bill.replaceChildren()
      say(problem, refusalText('There is no price for this', why))
    }
    place.disabled = !stands || ordering
    // What is being ordered is what is on the screen.
    wishes.inert = ordering
    say(place, ordering ? 'Ordering…' : stands ? `Order for ${moneyOf(amounts.total, currency)}` : 'Order')
    tick()
  }
  const tick = (): void => {
    if (ordering && customer.now() - orderingMs > PATIENCE_MS)
      return say(holds, 'No answer yet. It goes on trying by itself, and is ordered once.')
    const { quote } = basket
    if (quote === null) return say(holds, '')
    say(holds, `Here ${etaClock(quote.eta)} · price holds ${countdown(quote.expiresMs - customer.now())}`)
  }
  let told = false
  /** A try that seemed to fail had not, and then something was changed: nothing is ordered twice in silence. */
  const toEarlier = (order: string): void => {
    if (told) return
    told = true
    forget()
    toast({
      text: 'Your first try was ordered after all, as it was before you changed it. Cancel it if you do not want it; your basket is kept.',
      code: 'conflict',
    })
    desk.go({ is: 'order', order })
  }
  const order = (): void => {
    if (ordering) return
    ordering = true
    orderingMs = customer.now()
    draw()
    basket.order({ address: desk.home.address, card: card.value, note: note.value.trim() }).then(
      (id) => {
        forget()
        cart.clear()
        desk.go({ is: 'order', order: id })
      },
      (error: unknown) => {
        ordering = false
        draw()
        if (told) return
        const code = codeOf(error)
        const what = UNKNOWN.has(code) ? UNSURE : refusalText('The order was not placed', error)
        toast({ text: what, code })
      },
    )
  }
  const drawCart = (): void => redraw(lines, drawLines(cart, currency))
  const forget = cart.onChange(() => {
    if (cart.lines.length === 0) return desk.back()
    drawCart()
    basket.change({ lines: wanted(desk) })
  })
  closing.add(forget)
  closing.add(basket.on('quote', draw))
  closing.every(1_000, tick)
  drawCart()
  draw()
  const root = element(
    'div',
    { class: 'customer-checkout' },
    wishes,
    element(
      'div',
      { class: 'customer-price' },
      bill,
      problem,
      element('div', { class: 'customer-foot' }, holds, place),
    ),
  )
  return { root, title: 'Your order', close: () => closing.close() }
}

const wanted = ({ cart }: CustomerDesk) => cart.lines.map(({ item, pieces }) => ({ item, pieces }))
