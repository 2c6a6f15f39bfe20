/** One kitchen: what is to be cooked, what can be ordered, and whether it takes orders at all. */
import { element, say, show } from '../../shell/dom.ts'
import { icon } from '../../shell/icons.ts'
import { Closing } from '../live/closing.ts'
import { refusalText } from '../words/refusals.ts'
import { starsText } from '../words/stars.ts'
import { makeBoard } from './board/board.ts'
import { makeCall } from './call.ts'
import type { KitchenDesk } from './desk.ts'
import { makeMenuEditor } from './menu/editor.ts'
import { makeSettings } from './settings/settings.ts'
import { makeSwitch } from './settings/switch.ts'

/** Until it is known how long this kitchen takes. */
const USUAL_MIN = 15
const ANEW_MS = 30_000

export const makeKitchen = (desk: KitchenDesk, leave: () => void) => {
  const closing = new Closing()
  const { kitchen } = desk
  const name = element('strong', { class: 'restaurant-name' }, 'Your kitchen')
  const rating = element('span', { class: 'quiet' })
  const takes = makeSwitch(desk)
  const status = element('p', { class: 'quiet', role: 'status', hidden: true })
  const board = makeBoard(desk, () => kitchen.restaurant?.prepMin ?? USUAL_MIN)
  const editor = makeMenuEditor(desk)
  const settings = makeSettings(desk)
  const call = makeCall(desk)
  for (const part of [board, editor, call]) closing.add(() => part.close())

  const tabs = [
    { name: 'Kitchen', root: board.root },
    { name: 'Menu', root: editor.root },
    { name: 'Settings', root: settings.root },
  ].map((tab) => ({ ...tab, button: element('button', { class: 'restaurant-tab', role: 'tab' }, tab.name) }))
  const turn = (to: string): void => {
    for (const tab of tabs) {
      show(tab.root, tab.name === to)
      tab.button.setAttribute('aria-selected', String(tab.name === to))
      tab.button.tabIndex = tab.name === to ? 0 : -1
    }
  }
  for (const [i, { name: title, button }] of tabs.entries()) {
    button.addEventListener('click', () => turn(title))
    button.addEventListener('keydown', (event) => {
      if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return
      const next = tabs.at((i + (event.key === 'ArrowRight' ? 1 : -1)) % tabs.length)
      next?.button.focus()
      turn(next?.name ?? title)
    })
  }
  turn('Kitchen')

  const draw = (): void => {
    const facts = kitchen.restaurant
    if (facts === null) return
    say(name, facts.name)
    say(rating, starsText(facts.rating, facts.ratings))
    takes.show(facts)
    editor.show(facts.menu)
    settings.show(facts)
    show(status, false)
  }
  const look = (): void =>
    void kitchen.refresh().catch((error: unknown) => {
      say(status, refusalText('This kitchen could not be read', error))
      show(status, kitchen.restaurant === null)
    })
  closing.add(kitchen.on('restaurant', draw))
  // Stars come from outside.
  closing.every(ANEW_MS, () => {
    if (!document.hidden) look()
  })
  draw()
  look()
  const root = element(
    'div',
    { class: 'restaurant' },
    element(
      'header',
      { class: 'restaurant-head' },
      element('span', { class: 'restaurant-who' }, name, rating),
      element(
        'button',
        { class: 'icon-button', 'aria-label': 'Another kitchen', title: 'Another kitchen', click: leave },
        icon('exit'),
      ),
    ),
    element(
      'div',
      { class: 'restaurant-bar' },
      element('div', { class: 'restaurant-tabs', role: 'tablist' }, ...tabs.map(({ button }) => button)),
      takes.root,
    ),
    call.root,
    status,
    ...tabs.map((tab) => tab.root),
  )
  return { root, close: () => closing.close() }
}
