/** Everybody in the match: held open with Tab, or by its button. */
import { element } from '../../shell/dom.ts'
import { icon } from '../../shell/icons.ts'
import { PEOPLE } from '../../shell/people.ts'
import type { Player } from '../facts.ts'

export interface Scoreboard {
  readonly root: HTMLElement
  readonly button: HTMLElement
  /** Redraws while it is open. */
  update(players: readonly Player[], colorOf: (slot: number) => number): void
}

export const makeScoreboard = (): Scoreboard => {
  const rows = element('tbody')
  const head = element(
    'thead',
    {},
    element('tr', {}, element('th', {}, 'Player'), element('th', { class: 'number' }, 'Kills'), element('th', {}, '')),
  )
  const root = element(
    'section',
    { class: 'hud-card scoreboard', hidden: true, 'aria-label': 'Scoreboard' },
    element('table', {}, head, rows),
  )
  const toggle = (open: boolean): void => {
    root.hidden = !open
    button.setAttribute('aria-expanded', String(open))
  }
  const button = element('button', {
    class: 'hud-button',
    'aria-label': 'Scoreboard (Tab)',
    title: 'Scoreboard (Tab)',
    'aria-expanded': 'false',
    click: () => toggle(root.hidden !== false),
  })
  button.append(icon('list'))
  // Tab belongs to the game only while somebody plays with the focus on the arena; elsewhere it walks the page as ever,
  // and Escape is the way out of the arena.
  const inArena = (): boolean => document.activeElement?.id === 'arena' && 'playing' in document.body.dataset
  window.addEventListener('keydown', (event) => {
    if (event.code === 'Escape' && inArena()) button.focus()
    if (event.code !== 'Tab' || event.shiftKey || !inArena()) return
    event.preventDefault()
    toggle(true)
  })
  window.addEventListener('keyup', (event) => {
    if (event.code === 'Tab' && inArena()) toggle(false)
  })
  return {
    root,
    button,
    update(players, colorOf) {
      if (root.hidden) return
      const sorted = [...players].sort((a, b) => Number(a.out) - Number(b.out) || b.kills - a.kills || a.slot - b.slot)
      rows.replaceChildren(...sorted.map((player) => row(player, PEOPLE[colorOf(player.slot)] ?? PEOPLE[0])))
    },
  }
}

const row = (player: Player, color: string): HTMLElement => {
  const chip = element('span', { class: 'chip' })
  chip.style.background = color
  return element(
    'tr',
    { class: `${player.mine ? 'mine' : ''} ${player.out ? 'out' : ''}`.trim() },
    element('td', {}, chip, element('span', {}, player.name), ...(player.bot ? [element('small', {}, 'bot')] : [])),
    element('td', { class: 'number' }, String(player.kills)),
    element('td', {}, player.out ? 'out' : ''),
  )
}
