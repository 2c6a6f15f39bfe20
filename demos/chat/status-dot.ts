/** The dot on a person's sign that tells whether they are here. */
import { element } from '../shell/dom.ts'

export type Shown = 'online' | 'away' | 'dnd' | 'offline'

export const STATUS_WORDS: Readonly<Record<Shown | 'invisible', string>> = {
  online: 'Online',
  away: 'Away',
  dnd: 'Do not disturb',
  offline: 'Offline',
  invisible: 'Invisible',
}

export const statusDot = (status: Shown | 'invisible'): HTMLElement =>
  element('span', { class: 'status-dot', 'data-status': status, role: 'img', 'aria-label': STATUS_WORDS[status] })
