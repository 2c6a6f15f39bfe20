/** A person's sign: initials on the person's colour, and a dot that tells whether they are here. */
import { element } from '../shell/dom.ts'
import { personColor } from '../shell/people.ts'

const firstLetter = (word: string): string => String.fromCodePoint(word.codePointAt(0) ?? 0x20).trim()

export const initials = (name: string): string => {
  const words = name.trim().split(/\s+/)
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined].map((word) => firstLetter(word ?? ''))
  return letters.join('').toUpperCase()
}

export const avatar = (user: string, name: string, size: 'small' | 'normal' = 'normal'): HTMLElement => {
  const root = element(
    'span',
    { class: size === 'small' ? 'avatar small' : 'avatar', 'aria-hidden': 'true', 'data-initials-of': user },
    initials(name),
  )
  root.style.backgroundColor = personColor(user)
  return root
}

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
