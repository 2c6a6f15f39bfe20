/** What stands in a channel's place where there is none for me: why, and where to go. */
import { TuttiError } from '@tutti/client'
import { element } from '../../shell/dom.ts'
import { icon } from '../../shell/icons.ts'
import { LOUNGE, placeHash } from '../address.ts'

interface Nothing {
  readonly title: string
  readonly words: string
  readonly code?: string
  readonly again?: (() => void) | undefined
}

const draw = ({ title, words, code, again }: Nothing, back: () => void): HTMLElement =>
  element(
    'section',
    { class: 'nothing' },
    element('button', { class: 'icon-button back', 'aria-label': 'All channels', click: back }, icon('back')),
    element('h1', {}, title),
    element('p', { class: 'quiet' }, words),
    element(
      'p',
      {},
      ...(again === undefined ? [] : [element('button', { class: 'button', click: again }, 'Try again')]),
      element('a', { class: 'button act', href: placeHash(LOUNGE) }, 'To the lounge'),
    ),
    ...(code === undefined ? [] : [element('code', {}, code)]),
  )

/** I was in it. */
export const drawGone = (back: () => void): HTMLElement =>
  draw({ title: 'You are not in this channel any more.', words: 'What was written here stays with its members.' }, back)

/** The host did not let me in; it does not tell what is closed from what is not there. */
export const drawRefused = (error: unknown, back: () => void, again: () => void): HTMLElement => {
  const code = error instanceof TuttiError ? error.code : 'internal'
  if (code === 'unknown_room' || code === 'forbidden') {
    const title = 'There is no such channel, or it is not open to you.'
    return draw({ title, words: 'Ask somebody in it for an invitation.', code }, back)
  }
  const words = error instanceof Error ? `${error.message}.` : ''
  return draw({ title: 'This channel cannot be opened right now.', words, code, again }, back)
}
