/** Who I am here, and whether I am: at the foot of the list, with a menu behind it. */
import { element, say } from '../../shell/dom.ts'
import type { Identity } from '../../shell/identity.ts'
import { avatar } from '../../shell/avatar.ts'
import { STATUS_WORDS, statusDot } from '../status-dot.ts'
import { openMenu } from '../../shell/overlay/menu.ts'
import type { OwnStatus } from '../status.ts'

const CHOICES = ['online', 'away', 'dnd', 'invisible'] as const
const HINTS = {
  online: 'Away by itself after 5 min',
  away: '',
  dnd: 'No notices',
  invisible: 'You look offline',
} as const

export const makeOwnRow = (identity: Identity, me: string, status: OwnStatus): HTMLElement => {
  const sign = element('span', { class: 'person-sign' })
  const name = element('span', { class: 'person-name' })
  const words = element('small')
  const root = element(
    'button',
    { class: 'person own', 'aria-haspopup': 'menu' },
    sign,
    element('span', { class: 'person-words' }, name, words),
  )
  const refresh = (): void => {
    sign.replaceChildren(avatar(me, identity.name, 'small'), statusDot(status.now))
    say(name, identity.name)
    say(words, STATUS_WORDS[status.now])
    root.setAttribute('aria-label', `You are ${identity.name}, ${STATUS_WORDS[status.now]}. Change your status`)
  }
  root.addEventListener('click', () =>
    openMenu(
      root,
      'Your status',
      CHOICES.map((one) => ({
        label: STATUS_WORDS[one],
        checked: status.chosen === one,
        ...(HINTS[one] === '' ? {} : { hint: HINTS[one] }),
        run: () => status.choose(one),
      })),
    ),
  )
  identity.onChange(refresh)
  status.onChange(refresh)
  refresh()
  return root
}
