/** In place of a document that cannot be opened: what, why, what now. */
import { TuttiError } from '@tutti/client'
import { DOC } from '../../../shared/doc/rules.ts'
import { element } from '../../shell/dom.ts'

const WORDS: Readonly<Record<string, readonly [title: string, text: string]>> = {
  forbidden: ['This document is not yours to read', 'Its owner can share it with you, or send you a link.'],
  unknown_room: ['There is no such document', 'It was erased, or the address is not whole.'],
  not_found: ['There is no such document', 'It was erased, or the address is not whole.'],
  kicked: ['You are not in this document any more', 'Its owner took your role, or moved it to the trash.'],
}

export const drawRefused = (error: unknown, back: () => void, again: () => void): HTMLElement => {
  const code = error instanceof TuttiError ? error.code : 'internal'
  const [title, text] = WORDS[code] ?? [
    'This document could not be opened',
    error instanceof Error ? `${error.message}.` : 'Something broke.',
  ]
  return element(
    'section',
    { class: 'nothing' },
    element('h1', {}, title),
    element('p', { class: 'quiet' }, text),
    element(
      'p',
      {},
      element('button', { class: 'button', click: again }, 'Try again'),
      element('button', { class: 'button', click: back }, 'All documents'),
    ),
    element('code', {}, code),
  )
}

/** A link with a password. */
export const drawLocked = (wrong: boolean, open: (password: string) => void): HTMLElement => {
  const field = element('input', {
    class: 'field',
    type: 'password',
    maxlength: DOC.passwordMax,
    'aria-label': 'Password of this link',
    placeholder: 'Password',
  })
  const form = element(
    'form',
    { class: 'nothing' },
    element('h1', {}, 'This link has a password'),
    element('p', { class: 'quiet' }, wrong ? 'That was not it. Try again.' : 'Whoever sent it to you knows it.'),
    element('p', {}, field, element('button', { class: 'button act', type: 'submit' }, 'Open')),
  )
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    if (field.value !== '') open(field.value)
  })
  requestAnimationFrame(() => field.focus())
  return form
}
