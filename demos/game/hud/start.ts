/** The one obvious thing to do: a name, and Play. The match goes on behind it. */
import { element } from '../../shell/dom.ts'
import { icon } from '../../shell/icons.ts'
import type { Identity } from '../../shell/identity.ts'
import { MAX_NAME } from '../../shell/identity.ts'
import { toast } from '../../shell/notice.ts'

export interface Start {
  readonly root: HTMLElement
  readonly isOpen: boolean
  /** As if Play had been pressed. */
  play(): void
  close(): void
}

const KEYS: readonly (readonly [string, string])[] = [
  ['W A S D', 'move'],
  ['Mouse', 'aim, left fires'],
  ['Q', 'rocket'],
  ['Shift', 'dash'],
  ['R', 'reload'],
  ['Tab', 'scores'],
  ['Enter', 'chat'],
]

export const makeStart = (identity: Identity, room: string, play: () => void): Start => {
  const name = element('input', {
    class: 'field',
    maxlength: MAX_NAME,
    'aria-label': 'Your name',
    value: identity.name,
  })
  const form = element(
    'form',
    { class: 'start-row' },
    name,
    element('button', { class: 'button act', type: 'submit' }, 'Play'),
  )
  const touch = matchMedia('(pointer: coarse)').matches
  const hints = touch
    ? [element('li', {}, 'Left thumb moves, right thumb aims; push it far to fire.')]
    : KEYS.map(([key, does]) => element('li', {}, element('kbd', {}, key), ` ${does}`))
  const root = element(
    'section',
    { class: 'start', 'aria-label': 'Play' },
    element('h1', {}, 'Last one standing wins'),
    element('p', { class: 'quiet' }, 'No account, and bots for company. The page plays for you until you press Play.'),
    form,
    element('ul', { class: 'hints' }, ...hints),
    inviteButton(room),
  )
  const close = (): void => {
    root.hidden = true
  }
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    identity.rename(name.value)
    close()
    play()
  })
  identity.onChange(() => {
    if (document.activeElement !== name) name.value = identity.name
  })
  return {
    root,
    get isOpen() {
      return !root.hidden
    },
    play: () => form.requestSubmit(),
    close,
  }
}

/** The link to this very room, without who I am. */
export const inviteLink = (room: string): string =>
  `${location.origin}${location.pathname}?room=${encodeURIComponent(room)}`

export const inviteButton = (room: string, label = 'Copy link for friends'): HTMLElement => {
  const button = element(
    'button',
    { class: 'button small invite', type: 'button', 'aria-label': 'Copy the link to this arena' },
    icon('link'),
    element('span', {}, label),
  )
  button.addEventListener('click', () => {
    const link = inviteLink(room)
    const said = (): void => toast({ text: `Copied. Whoever opens it plays here: ${link}` })
    // The clipboard needs a secure context; without one the person copies by hand.
    const copied: Promise<void> | undefined = navigator.clipboard?.writeText(link)
    if (copied === undefined) toast({ text: `Send this link: ${link}` })
    else copied.then(said, () => toast({ text: `Send this link: ${link}` }))
  })
  return button
}
