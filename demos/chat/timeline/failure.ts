/** What stands below words that are not in the channel yet, or will not be. */
import type { ChatLine } from '@tutti/client/chat'
import { element } from '../../shell/dom.ts'
import { icon } from '../../shell/icons.ts'
import type { Talk } from '../desk.ts'

export const drawFailure = (line: ChatLine, talk: Talk): HTMLElement => {
  if (line.held !== undefined) return state('clock', 'A moderator looks at this before others see it.')
  // Shown by the style only where the connection is away: most lines are there before anybody could read it.
  if (line.status === 'sending') return state('clock', 'Waits for the connection.', 'sending')
  const { local = '' } = line
  const { channel } = talk
  const why = line.error?.message ?? 'it was not taken'
  return element(
    'div',
    { class: 'line-state failed' },
    icon('warn'),
    element('span', {}, `Not sent: ${why}.`),
    element('button', { class: 'button small', click: () => channel.retry(local) }, 'Try again'),
    element('button', { class: 'button small', click: () => channel.discard(local) }, 'Discard'),
  )
}

const state = (sign: 'clock', words: string, kind = 'held'): HTMLElement =>
  element('div', { class: `line-state ${kind}` }, icon(sign), element('span', {}, words))
