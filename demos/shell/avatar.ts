/** A person's sign: initials on the person's colour. */
import { element } from './dom.ts'
import { personColor } from './people.ts'

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
