/** The document's bar: title, whether it is saved, who is here, how I write, and what can be opened. */
import type { DocProvider } from '@tutti/client/doc'
import { mayAs } from '@tutti/client/doc'
import { element, say, show } from '../../shell/dom.ts'
import type { IconName } from '../../shell/icons.ts'
import { icon } from '../../shell/icons.ts'
import { openMenu } from '../../shell/overlay/menu.ts'
import { openBeside } from '../../shell/shell.ts'
import type { Mode, PanelName } from '../desk.ts'
import { peopleHere } from '../person.ts'
import { makeAvatars } from './avatars.ts'
import { savedFacts, savedState, savedWord } from './saved.ts'
import type { ForkFacts } from './saved.ts'
import { ROLE_SIGNS } from './roles.ts'
import { makeTitle } from './title.ts'

export interface BarOptions {
  readonly provider: DocProvider
  readonly me: string
  readonly back: () => void
  readonly titled: (title: string) => void
  readonly share: () => void
  readonly export: (anchor: HTMLElement) => void
  /** Absent where the page has none of these. */
  readonly text?: {
    readonly mode: () => Mode
    readonly suggest: (on: boolean) => void
    readonly fork: () => ForkFacts | undefined
    readonly panel: (name: PanelName) => void
  }
}

export interface Bar {
  readonly root: HTMLElement
  refresh(): void
  /** Which panel is open. */
  opened(name: PanelName | undefined): void
  /** How many open threads and suggestions there are. */
  counts(threads: number, suggesters: number): void
  close(): void
}

const PANELS: readonly (readonly [name: PanelName, label: string, icon: IconName])[] = [
  ['comments', 'Comments', 'speech'],
  ['suggestions', 'Suggestions', 'suggest'],
  ['versions', 'Versions', 'history'],
  ['outline', 'Outline', 'list'],
]

export const makeBar = (options: BarOptions): Bar => {
  const { provider, text } = options
  const title = makeTitle(provider, options.titled)
  const saved = element('span', { class: 'saved', role: 'status' })
  const role = element('span', { class: 'tag role', hidden: true })
  const avatars = makeAvatars(options.me)
  const buttons = new Map<PanelName, { readonly button: HTMLElement; readonly count: HTMLElement }>()
  const panels = element('div', { class: 'doc-panels' })
  for (const [name, label, sign] of text === undefined ? [] : PANELS) {
    const count = element('span', { class: 'count' })
    const button = element(
      'button',
      {
        class: 'icon-button',
        'aria-label': label,
        title: label,
        'aria-pressed': 'false',
        click: () => text?.panel(name),
      },
      icon(sign),
      count,
    )
    buttons.set(name, { button, count })
    panels.append(button)
  }
  const modeWord = element('span', {}, 'Editing')
  const mode = element(
    'button',
    { class: 'button small mode', 'aria-haspopup': 'menu', hidden: true },
    icon('pencil'),
    modeWord,
  )
  mode.addEventListener('click', () => {
    const now = text?.mode()
    openMenu(
      mode,
      'How I write',
      [
        {
          label: 'Editing',
          hint: 'into the document',
          icon: 'pencil',
          checked: now === 'write',
          run: () => text?.suggest(false),
        },
        {
          label: 'Suggesting',
          hint: 'for others to accept',
          icon: 'suggest',
          checked: now === 'suggest',
          run: () => text?.suggest(true),
        },
      ],
      'end',
    )
  })
  const beside = element(
    'button',
    {
      class: 'button small beside',
      hidden: true,
      title: 'Open it again beside this window, as somebody else',
      click: openBeside,
    },
    icon('windows'),
    'Try it with two windows',
  )
  const share = element('button', { class: 'button act small share-open', click: options.share }, 'Share')
  const more = element('button', { class: 'icon-button', 'aria-label': 'Export', title: 'Export' }, icon('download'))
  more.addEventListener('click', () => options.export(more))
  const back = element(
    'button',
    { class: 'icon-button back', 'aria-label': 'All documents', title: 'All documents', click: options.back },
    icon('list'),
  )
  const root = element(
    'header',
    { class: 'doc-bar' },
    back,
    element('div', { class: 'doc-name' }, title.root, element('div', { class: 'doc-state' }, saved, role)),
    beside,
    avatars.root,
    mode,
    panels,
    more,
    share,
  )

  const refreshPeople = (): void => {
    const here = peopleHere(provider.awareness, options.me)
    avatars.show(here)
    // Whoever is alone sees nothing of what this is for, until somebody else comes in who may write.
    show(beside, here.length === 1 && provider.info?.public === 'editor')
  }
  let heard = provider.awareness
  heard.on('change', refreshPeople)
  const refresh = (): void => {
    if (heard !== provider.awareness) {
      heard.off('change', refreshPeople)
      heard = provider.awareness
      heard.on('change', refreshPeople)
    }
    const facts = savedFacts(provider, text?.fork())
    saved.dataset['state'] = savedState(facts)
    say(saved, provider.info === null && facts.connected ? 'opening…' : savedWord(facts))
    title.refresh()
    const sign = provider.info === null ? '' : ROLE_SIGNS[provider.role]
    show(role, sign !== '')
    say(role, sign)
    show(mode, text !== undefined && mayAs(provider.role, 'editor'))
    // The past holds what was deleted: it is for those who could have deleted it.
    const past = buttons.get('versions')
    if (past !== undefined) show(past.button, mayAs(provider.role, 'editor'))
    const suggesting = text?.mode() === 'suggest'
    mode.dataset['mode'] = suggesting ? 'suggest' : 'write'
    say(modeWord, suggesting ? 'Suggesting' : 'Editing')
    mode.firstElementChild?.replaceWith(icon(suggesting ? 'suggest' : 'pencil'))
    refreshPeople()
  }
  refresh()
  return {
    root,
    refresh,
    opened(name) {
      for (const [one, { button }] of buttons) button.setAttribute('aria-pressed', String(one === name))
    },
    counts(threads, suggesters) {
      say(buttons.get('comments')?.count ?? element('span'), threads === 0 ? '' : String(threads))
      say(buttons.get('suggestions')?.count ?? element('span'), suggesters === 0 ? '' : String(suggesters))
    },
    close: () => heard.off('change', refreshPeople),
  }
}
