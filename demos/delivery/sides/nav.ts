/** From one side to another: in the bar as links; in a narrow window, where one side is seen at a time, below as tabs. */
import { element } from '../../shell/dom.ts'
import { SIDES, sideAddress } from '../address.ts'
import type { Address, SideName } from '../address.ts'
import { ROLES } from './roles.ts'

export const barLinks = ({ region, as }: Address): HTMLElement => {
  const link = (side: SideName | undefined, label: string): HTMLElement =>
    element('a', { class: 'side-link', href: sideAddress(region, side), 'aria-current': side === as && 'page' }, label)
  return element(
    'nav',
    { class: 'side-links', 'aria-label': 'Sides' },
    link(undefined, 'All four'),
    ...SIDES.map((side) => link(side, ROLES[side].title)),
  )
}

/** Which side a narrow window shows; `show` is told of every choice. */
export const tabs = (begin: SideName, show: (side: SideName) => void): HTMLElement => {
  const buttons = SIDES.map((side) => {
    const button = element('button', { class: 'side-tab', role: 'tab', click: () => choose(side) }, ROLES[side].title)
    return { side, button }
  })
  const choose = (side: SideName): void => {
    for (const { side: other, button } of buttons) button.setAttribute('aria-selected', String(other === side))
    show(side)
  }
  choose(begin)
  return element('div', { class: 'side-tabs', role: 'tablist' }, ...buttons.map(({ button }) => button))
}
