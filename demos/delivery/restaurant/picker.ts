/** Which kitchen is mine: one that is there, or a new one. */
import type { RestaurantRow } from '../../../shared/delivery/types.ts'
import { element } from '../../shell/dom.ts'
import { loading } from '../../shell/notice.ts'
import type { Side } from '../desk.ts'
import { refusalText } from '../words/refusals.ts'
import { openFounding } from './founding.ts'

const MOST = 60
const TYPING_MS = 150
/** A generated city that nobody was in before gets its kitchens with its first visitor, who may be beside me. */
const AGAIN_MS = 1_000
const AGAIN_TIMES = 10

export const makePicker = (side: Side, choose: (restaurant: string) => void) => {
  let asked = 0
  let timer = 0
  let again = AGAIN_TIMES
  let woken = false
  const list = element('div', { class: 'restaurant-picks', role: 'list', 'aria-label': 'Kitchens' })
  const status = element('p', { class: 'quiet', role: 'status' }, 'Looking for kitchens…')
  const find = element('input', {
    class: 'field',
    type: 'search',
    maxlength: 80,
    placeholder: 'Find yours',
    'aria-label': 'Find a restaurant',
    input: () => {
      window.clearTimeout(timer)
      timer = window.setTimeout(look, TYPING_MS)
    },
  })
  const draw = (rows: readonly RestaurantRow[]): void => {
    list.replaceChildren(
      ...rows.map(({ id, name, cuisines, open }) =>
        element(
          'button',
          { class: 'restaurant-pick', role: 'listitem', click: () => choose(id) },
          element('strong', {}, name),
          element('span', { class: 'quiet' }, `${cuisines.join(', ')}${open ? '' : ' · closed'}`),
        ),
      ),
    )
    status.textContent = rows.length === 0 ? 'No kitchen is like that. Found one: it takes a minute.' : ''
  }
  const load = async (): Promise<void> => {
    const mine = ++asked
    const text = find.value.trim()
    const page = await side.client.query('delivery', side.region, 'restaurants', {
      limit: MOST,
      ...(text !== '' && { text }),
    })
    if (mine !== asked) return
    if (page.rows.length === 0 && text === '' && again-- > 0) {
      if (!woken) wake()
      timer = window.setTimeout(look, AGAIN_MS)
    } else draw(page.rows)
  }
  /** Somebody must come in before there is a city: nobody has, where this side is opened first. */
  const wake = (): void => {
    woken = true
    side.client
      .join('delivery', side.region, { as: 'customer', name: side.me.name })
      .then((seat) => seat.leave())
      // Asked again soon.
      .catch(() => (woken = false))
  }
  const look = (): void =>
    void loading(load()).catch((error: unknown) => {
      status.textContent = refusalText('The kitchens could not be listed', error)
    })
  look()
  return {
    root: element(
      'div',
      { class: 'restaurant-picker' },
      element('p', {}, 'Which kitchen is yours?'),
      find,
      element('button', { class: 'button', click: () => openFounding(side, choose) }, 'Found a new one'),
      list,
      status,
    ),
    close: () => {
      asked++
      window.clearTimeout(timer)
    },
  }
}
