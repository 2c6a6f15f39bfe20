/** In place of a document that cannot be opened: what, why, what now. */
import { TuttiError } from '@tutti/client'
import type { DocType } from '@tutti/client/doc'
import { DOC } from '../../../shared/doc/rules.ts'
import { element } from '../../shell/dom.ts'

/** A host does not say whether there is what one may not know of. */
const NOTHING = [
  'There is no document here for you',
  'It is private, and its owner can share it with you by your id or send you a link; or it was erased; or the address is not whole.',
] as const

const WORDS: Readonly<Record<string, readonly [title: string, text: string]>> = {
  forbidden: ['This document is not yours to read', 'Its owner can share it with you by your id, or send you a link.'],
  unknown_room: NOTHING,
  not_found: NOTHING,
  kicked: ['You are not in this document any more', 'Its owner took your role, or moved it to the trash.'],
}

/** Refusals that end when the owner names me. */
const TELLS_ID: readonly string[] = ['forbidden', 'unknown_room', 'not_found', 'kicked']

/** What a link says whose password was not given, or not the right one. */
const LOCKED: readonly string[] = ['forbidden', 'unauthenticated']

/** Whatever a document was closed with. A link with a password asks for it: `again` opens it with that. */
export const drawGone = (
  error: unknown,
  how: { readonly link?: string | undefined; readonly password?: string | undefined },
  back: () => void,
  again: (password?: string) => void,
  me: string,
): HTMLElement => {
  const asks = how.link !== undefined && error instanceof TuttiError && LOCKED.includes(error.code)
  return asks ? drawLocked(how.password !== undefined, again) : drawRefused(error, back, () => again(), me)
}

/** In place of a document that another page writes. */
export const drawElsewhere = (type: DocType, address: string, back: () => void): HTMLElement => {
  const [title, text, go] = ELSEWHERE[type]
  const link = element('a', { class: 'button act', href: address }, go)
  requestAnimationFrame(() => link.focus())
  return element(
    'section',
    { class: 'nothing' },
    element('h1', {}, title),
    element('p', { class: 'quiet' }, text),
    element('p', {}, link, element('button', { class: 'button', click: back }, 'All documents')),
  )
}

const ELSEWHERE: Readonly<Record<DocType, readonly [title: string, text: string, go: string]>> = {
  code: ['This document is code', 'It is written in an editor of its own, and not touched from here.', 'Open it there'],
  rich: [
    'This document is rich text',
    'It is written with headings, lists and images, and not touched from here.',
    'Open it there',
  ],
}

const drawRefused = (error: unknown, back: () => void, again: () => void, me: string): HTMLElement => {
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
    // Whoever owns it can name me by that.
    ...(TELLS_ID.includes(code) ? [element('p', { class: 'quiet' }, 'Your id:', element('code', {}, me))] : []),
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
const drawLocked = (wrong: boolean, open: (password: string) => void): HTMLElement => {
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
