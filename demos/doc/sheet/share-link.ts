/** A new link: what it lets one do, until when, and with which password. */
import type { DocRole } from '@tutti/client/doc'
import { DOC } from '../../../shared/doc/rules.ts'
import { element } from '../../shell/dom.ts'
import { choice, field } from '../../shell/overlay/dialog.ts'
import { refused } from '../../shell/refused.ts'
import { GIVEN } from './roles.ts'

const DAY_MS = 86_400_000
const LIVES: readonly (readonly [days: number, label: string])[] = [
  [0, 'For good'],
  [1, 'For a day'],
  [7, 'For a week'],
  [30, 'For 30 days'],
]

export const makeLinkForm = (
  make: (
    role: Exclude<DocRole, 'owner'>,
    options: { readonly expiresMs?: number; readonly password?: string },
  ) => Promise<unknown>,
): HTMLElement => {
  const role = choice(GIVEN, 'viewer')
  const life = choice(LIVES, 0)
  const password = element('input', {
    class: 'field',
    type: 'text',
    maxlength: DOC.passwordMax,
    placeholder: 'None',
    autocomplete: 'off',
  })
  const button = element('button', { class: 'button small', type: 'button' }, 'Make a link')
  button.addEventListener('click', () => {
    const days = Number(life.value)
    button.disabled = true
    make(role.value as Exclude<DocRole, 'owner'>, {
      ...(days === 0 ? {} : { expiresMs: Date.now() + days * DAY_MS }),
      ...(password.value === '' ? {} : { password: password.value }),
    })
      .then(() => (password.value = ''), refused('This link was not made'))
      .finally(() => (button.disabled = false))
  })
  return element(
    'div',
    { class: 'share-form' },
    field('Whoever has it', role),
    field('It lives', life),
    field('Password', password),
    button,
  )
}
