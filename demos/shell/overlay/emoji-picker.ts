/** Picks an emoji: by eye, by name, by keyboard; those used last come first. */
import { element } from '../../shell/dom.ts'
import { stored } from '../../shell/storage.ts'
import type { Emoji } from './emoji.ts'
import { EMOJI, findEmoji } from './emoji.ts'
import { float } from './float.ts'

const COLUMNS = 8
const RECENT = 8
const KEY = 'tutti.emoji'

const recent = (): readonly Emoji[] =>
  (stored.get(KEY) ?? '')
    .split(' ')
    .map((sign) => EMOJI.find((emoji) => emoji.sign === sign))
    .filter((emoji) => emoji !== undefined)

const used = (sign: string): void => {
  const signs = [sign, ...recent().map((emoji) => emoji.sign)]
  stored.set(KEY, [...new Set(signs)].slice(0, RECENT).join(' '))
}

export const pickEmoji = (anchor: HTMLElement, picked: (sign: string) => void): void => {
  const search = element('input', { class: 'field', placeholder: 'Find an emoji', 'aria-label': 'Find an emoji' })
  const grid = element('div', { class: 'emoji-grid', role: 'listbox', 'aria-label': 'Emoji' })
  const root = element('div', { class: 'emoji-picker' }, search, grid)
  let close: (() => void) | undefined

  const take = (sign: string): void => {
    used(sign)
    close?.()
    picked(sign)
  }
  const draw = (): void => {
    const wanted = search.value.trim().replaceAll(' ', '_')
    const all = wanted === '' ? [...new Set([...recent(), ...EMOJI])] : findEmoji(wanted, 64)
    grid.replaceChildren(
      ...all.map(({ sign, name }) =>
        element(
          'button',
          {
            type: 'button',
            role: 'option',
            title: name.replaceAll('_', ' '),
            'aria-label': name.replaceAll('_', ' '),
            tabindex: -1,
            click: () => take(sign),
          },
          sign,
        ),
      ),
    )
    if (all.length === 0) grid.append(element('p', { class: 'quiet' }, 'No emoji has that name.'))
  }
  search.addEventListener('input', draw)
  root.addEventListener('keydown', (event) => {
    const all = [...grid.querySelectorAll<HTMLElement>('button')]
    const at = all.indexOf(document.activeElement as HTMLElement)
    if (event.key === 'Enter' && at < 0) {
      event.preventDefault()
      return all[0]?.click()
    }
    const inField = at < 0
    const step = { ArrowDown: inField ? 1 : COLUMNS, ArrowUp: -COLUMNS, ArrowRight: 1, ArrowLeft: -1 }[event.key]
    if (step === undefined || (inField && event.key !== 'ArrowDown')) return
    event.preventDefault()
    if (at + step < 0) search.focus()
    else all[Math.min(all.length - 1, at + step)]?.focus()
  })
  draw()
  close = float(root, anchor, { align: 'end', focus: search })
}
