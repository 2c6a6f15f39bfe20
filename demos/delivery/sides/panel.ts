/** One side of the page: its head, and the place that its own code fills once there is a connection. */
import { TuttiError } from '@tutti/client'
import { openClient } from '../../shell/client.ts'
import type { PageClient } from '../../shell/client.ts'
import { element, show } from '../../shell/dom.ts'
import { icon } from '../../shell/icons.ts'
import type { Shell } from '../../shell/shell.ts'
import { sideAddress } from '../address.ts'
import type { Address, SideName } from '../address.ts'
import type { Mounted, Side } from '../desk.ts'
import { cityOf } from '../map/cities.ts'
import { makeMap } from '../map/map.ts'
import { ROLES } from './roles.ts'
import type { Story } from './story.ts'

/** What is quicker needs no words. */
const PATIENCE_MS = 1_500

export interface PanelParts {
  readonly shell: Shell
  readonly address: Address
  readonly story: Story
  readonly alone: boolean
}

export const makePanel = (as: SideName | 'guest', parts: PanelParts): HTMLElement => {
  const { shell, address, alone } = parts
  const { title, sentence } = ROLES[as]
  const place = element('div', { class: 'side-place' }, waiting())
  const root = element(
    'section',
    { class: `side side-${as}`, 'data-side': as, 'aria-label': title },
    element(
      'header',
      { class: 'side-head' },
      element('h2', {}, title),
      element('p', { class: 'quiet' }, sentence),
      ...(as === 'guest' ? [] : [alone ? together(address.region) : apart(address.region, as, title)]),
    ),
    place,
  )
  let mounted: Promise<Mounted | undefined> = Promise.resolve(undefined)
  const begin = (client: PageClient): void => {
    // A client that replaces another, as somebody else: everything anew.
    mounted = mounted.then(async (before) => {
      before?.close()
      try {
        await client.ready()
        const { mount } = await ROLES[as].load()
        place.replaceChildren()
        return await mount(place, sideOf(client, as, parts))
      } catch (error) {
        place.replaceChildren(refusal(error, () => begin(client)))
        return undefined
      }
    })
  }
  openClient(shell, begin, seatOf(as, alone))
  return root
}

const sideOf = (client: PageClient, as: SideName | 'guest', { shell, address, story, alone }: PanelParts): Side => ({
  shell,
  client,
  region: address.region,
  as,
  link: address.link,
  me: { id: client.user?.id ?? '', name: shell.identity.name },
  city: cityOf,
  map: makeMap,
  story,
  cut: (away) => shell.line.cutSeat(seatOf(as, alone), away),
  alone,
})

/** Several connections of one tab are told apart by it. */
const seatOf = (as: SideName | 'guest', alone: boolean): string => (alone ? '' : `.${as}`)

const apart = (region: string, as: SideName, title: string): HTMLElement => {
  const label = `${title} in a window of its own`
  return element(
    'a',
    { class: 'icon-button', href: sideAddress(region, as), target: '_blank', 'aria-label': label, title: label },
    icon('windows'),
  )
}

/** In a narrow window the bar has no room for it. */
const together = (region: string): HTMLElement =>
  element('a', { class: 'button small side-together', href: sideAddress(region, undefined) }, 'All four')

const waiting = (): HTMLElement => {
  const words = element('p', { class: 'quiet', hidden: true }, 'Waiting for the host. It goes on by itself…')
  window.setTimeout(() => show(words, true), PATIENCE_MS)
  return element('div', { class: 'side-waiting' }, element('div', { class: 'side-skeleton' }), words)
}

const refusal = (error: unknown, again: () => void): HTMLElement => {
  const code = error instanceof TuttiError ? error.code : 'internal'
  const why = error instanceof Error ? error.message : 'something broke'
  return element(
    'div',
    { class: 'side-waiting', role: 'alert' },
    element('p', {}, `This could not be opened: ${why}.`),
    element('code', {}, code),
    element('button', { class: 'button small', click: again }, 'Try again'),
  )
}
