/** The page as a whole: one side of a delivery, or all four beside each other. */
import type { Shell } from '../shell/shell.ts'
import { SIDES, parseAddress } from './address.ts'
import { barLinks, tabs } from './sides/nav.ts'
import { makePanel } from './sides/panel.ts'
import { makeStory } from './sides/story.ts'

export const startPage = (shell: Shell, root: HTMLElement): void => {
  const address = parseAddress(location.search)
  const story = makeStory({ restaurant: address.restaurant })
  if (address.as !== 'guest') shell.middle.append(barLinks(address))
  if (address.as !== undefined) {
    root.dataset['sides'] = 'one'
    root.replaceChildren(makePanel(address.as, { shell, address, story, alone: true }))
    return
  }
  root.dataset['sides'] = 'four'
  const panels = SIDES.map((side) => makePanel(side, { shell, address, story, alone: false }))
  root.replaceChildren(
    ...panels,
    tabs('customer', (side) => (root.dataset['shown'] = side)),
  )
}
