/** The panel beside the messages: one at a time, kept open or closed as one likes it. */
import { element, say } from '../../shell/dom.ts'
import { icon } from '../../shell/icons.ts'
import { stored } from '../../shell/storage.ts'
import type { PanelName, Talk } from '../desk.ts'
import { makeAbout } from './about.ts'
import { makeModeration } from './moderation.ts'
import { makePeople } from './people.ts'
import { makePins } from './pins.ts'
import { makeSearch } from './search.ts'
import { makeThread } from './thread.ts'

export interface Panel {
  title(): string
  readonly body: HTMLElement
  /** Once it stands in the page. */
  shown?(): void
  close(): void
}

export interface Panels {
  readonly root: HTMLElement
  open(name: PanelName, root?: number): void
  toggle(name: PanelName): void
  /** Opens what was open last, where there is room for it. */
  begin(room: boolean): void
  close(): void
}

/** Whether people stand beside the messages. */
const KEY = 'tutti.chat.people'

const makers: Readonly<Record<PanelName, (talk: Talk, root: number) => Panel>> = {
  people: makePeople,
  thread: makeThread,
  pins: makePins,
  search: makeSearch,
  about: makeAbout,
  moderation: makeModeration,
}

export const makePanels = (talk: Talk, changed: (name: PanelName | undefined) => void): Panels => {
  const title = element('h2')
  const holder = element('div', { class: 'side-holder' })
  const root = element(
    'aside',
    { class: 'side', hidden: true },
    element(
      'header',
      { class: 'side-head' },
      element('button', { class: 'icon-button back', 'aria-label': 'Back', click: () => shut(true) }, icon('back')),
      title,
      element(
        'button',
        { class: 'icon-button close', 'aria-label': 'Close panel', title: 'Close (Esc)', click: () => shut(true) },
        icon('close'),
      ),
    ),
    holder,
  )
  let now: { readonly name: PanelName; readonly panel: Panel } | undefined

  const entitle = (): void => {
    if (now === undefined) return
    say(title, now.panel.title())
    root.setAttribute('aria-label', now.panel.title())
  }
  const off = talk.channel.on('people', entitle)
  const shut = (byHand: boolean): void => {
    if (now === undefined) return
    if (byHand && now.name === 'people') stored.set(KEY, 'closed')
    now.panel.close()
    now = undefined
    root.hidden = true
    delete document.body.dataset['side']
    holder.replaceChildren()
    changed(undefined)
    if (byHand) talk.write()
  }
  const open = (name: PanelName, thread = 0): void => {
    now?.panel.close()
    const panel = makers[name](talk, thread)
    now = { name, panel }
    entitle()
    root.dataset['panel'] = name
    holder.replaceChildren(panel.body)
    root.hidden = false
    document.body.dataset['side'] = name
    changed(name)
    panel.shown?.()
  }
  root.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || event.defaultPrevented) return
    event.stopPropagation()
    shut(true)
  })
  return {
    root,
    open,
    toggle(name) {
      if (now?.name === name) return shut(true)
      if (name === 'people') stored.set(KEY, 'open')
      open(name)
    },
    begin(room) {
      if (room && now === undefined && stored.get(KEY) !== 'closed') open('people')
    },
    close() {
      off()
      shut(false)
    },
  }
}
