/** Orders that nobody answered yet call for it: in the window's title, in words, and in light. Without a sound. */
import { DELIVERY } from '../../../shared/delivery/rules.ts'
import { element, say, show } from '../../shell/dom.ts'
import { countOf } from '../../shell/words.ts'
import { Closing } from '../live/closing.ts'
import { countdown } from '../words/measures.ts'
import { linesText } from '../words/states.ts'
import type { KitchenDesk } from './desk.ts'

const BLINK_MS = 1_000

export const makeCall = ({ kitchen, side }: KitchenDesk) => {
  const closing = new Closing()
  const words = element('strong')
  const left = element('span', { class: 'restaurant-left' })
  const root = element('div', { class: 'restaurant-call', hidden: true }, words, left)
  const heard = element('p', { class: 'unseen', role: 'status', 'aria-live': 'polite' })
  const title = document.title
  let lit = false

  const draw = (): void => {
    const waiting = kitchen.open.filter(({ state }) => state === 'pending')
    show(root, waiting.length > 0)
    say(words, `${countOf(waiting.length, 'new order')} to answer`)
    const oldest = waiting[0]
    say(left, oldest === undefined ? '' : countdown(oldest.placedMs + DELIVERY.unansweredMs - kitchen.now()))
    // Of several sides in one window no single one speaks for it.
    if (!side.alone) return
    lit = !lit && waiting.length > 0 && document.hidden
    document.title = lit
      ? `● ${countOf(waiting.length, 'new order')}`
      : waiting.length > 0
        ? `(${waiting.length}) ${title}`
        : title
  }
  const known = new Set(kitchen.open.map(({ id }) => id))
  closing.add(
    kitchen.on('orders', () => {
      for (const order of kitchen.open) {
        if (order.state === 'pending' && !known.has(order.id)) say(heard, `New order: ${linesText(order)}`)
        known.add(order.id)
      }
      draw()
    }),
  )
  closing.every(BLINK_MS, draw)
  closing.add(() => {
    if (side.alone) document.title = title
  })
  draw()
  return { root: element('div', {}, root, heard), close: () => closing.close() }
}
